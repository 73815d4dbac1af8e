import type { Actor } from "@/lib/access/actor";
import { postMessage } from "@/lib/messages/mutations";
import { readMessages } from "@/lib/messages/pages";
import { pinMessage } from "@/lib/messages/pins";
import { react } from "@/lib/messages/reactions";
import { saveMessage } from "@/lib/messages/saved";
import type { MessageView } from "@/lib/messages/schema";
import { between, pick, type Random, seededRandom } from "./random";

const signs = ["👍", "👍", "👍", "🙏", "✅", "👀", "😄", "🚚", "🔧", "❤️"];

const replies = {
  ru: [
    ["Это уже в работе?", "Да, с утра. К обеду напишу, что вышло.", "Хорошо, тогда жду и никого не дёргаю."],
    ["Давайте подробности здесь, чтобы не забивать комнату.", "Согласна. Фото приложу после обхода.", "Принято."],
  ],
  en: [
    [
      "Is somebody on it already?",
      "Yes, since this morning. I'll report before lunch.",
      "Good, then I won't bother anyone.",
    ],
    ["Let's keep the details here and the room clear.", "Agreed. I'll add photos after my round.", "Thanks."],
  ],
};
const whispers = {
  ru: ["Напомните мне про это завтра, при всех не хочу.", "Напомню в девять."],
  en: ["Remind me of this tomorrow, I'd rather not ask in front of everybody.", "Will do, at nine."],
};

/** What people do with messages besides writing them: signs, threads, a pin, something put aside, a whisper. */
export async function touchTalk(actors: readonly Actor[], roomId: number, locale: "ru" | "en"): Promise<void> {
  const random = seededRandom(roomId);
  const [reader] = actors;
  if (!reader) return;
  const { items } = await readMessages(reader, { roomId, limit: 60 });
  for (const message of items) if (random() < 0.3) await signUnder(random, actors, message);
  const roots = items.filter(({ text }) => text.length > 40).slice(-6);
  for (const [at, lines] of replies[locale].entries()) await answer(actors, roots[at * 2], lines, at);
  const announcement = items.find(({ text }) => text.length > 200) ?? roots[0];
  if (announcement) {
    await pinMessage(reader, { messageId: announcement.id });
    await saveMessage(reader, { messageId: announcement.id });
  }
  await whisper(actors, roomId, whispers[locale]);
}

async function signUnder(random: Random, actors: readonly Actor[], { id }: MessageView): Promise<void> {
  for (let kinds = between(random, 1, 3); kinds > 0; kinds -= 1) {
    const emoji = pick(random, signs);
    for (const actor of actors) if (random() < 0.35) await react(actor, { messageId: id, emoji });
  }
}

async function answer(
  actors: readonly Actor[],
  root: MessageView | undefined,
  lines: readonly string[],
  from: number,
): Promise<void> {
  if (!root) return;
  for (const [at, text] of lines.entries()) {
    const actor = actors[(from + at * 2) % actors.length];
    if (actor)
      await postMessage(actor, { roomId: root.room_id, text, clientId: crypto.randomUUID(), threadId: root.id });
  }
}

async function whisper([one, other]: readonly Actor[], roomId: number, [said, answered]: readonly string[]) {
  if (!one || !other || !said || !answered) return;
  const asked = { roomId, text: said, clientId: crypto.randomUUID(), toId: one.personId };
  const { id } = await postMessage(other, asked);
  const back = { roomId, text: answered, clientId: crypto.randomUUID(), toId: other.personId, replyToId: id };
  await postMessage(one, back);
}
