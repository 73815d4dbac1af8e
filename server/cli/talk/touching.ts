import { oneEmoji } from "@/lib/emoji";
import { commandErrors } from "@/lib/i18n/commands";
import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";
import { talkWords } from "@/lib/i18n/talk";
import { commandOf } from "@/lib/messages/commands";
import { type EmojiEntry, findEmojis, folded } from "@/lib/messages/emoji";
import type { Chat, MessageView } from "@/server/client";
import type { Came } from "./doing";

interface Hand {
  chat: Pick<Chat, "call">;
  locale: Locale;
}

const similarMax = 5;

/** Puts a text into one's message; what came of it is told as a change. A command is put into none: all would read it. */
export async function edit({ chat, locale }: Hand, id: number, text: string): Promise<Came | null> {
  const typed = commandOf(text);
  if (typed.does !== "say") return { problem: commandErrors[locale].editIsCommand };
  await chat.call("PATCH", `messages/${id}`, { text: typed.text });
  return null;
}

/** What is typed to edit a message, with its text as it is. */
export function editLine({ id, text }: Pick<MessageView, "id" | "text">): string {
  const typed = commandOf(text);
  return `/edit ${id} ${typed.does === "say" && typed.text === text ? text : `/${text}`}`;
}

/** Puts a sign under a message, or takes one's own away. @param called an emoji, or its name in either language */
export async function react({ chat, locale }: Hand, about: MessageView, called: string): Promise<Came | null> {
  const name = called.replace(/^:|:$/g, "");
  const found = oneEmoji(called) ?? (await emojiCalled(name));
  if (typeof found !== "string") {
    const similar = found.map(([emoji, , ru, en]) => `${emoji} :${(locale === "ru" ? ru : en).replaceAll(" ", "_")}:`);
    const words = talkWords[locale];
    return { problem: [say(locale, words.noEmoji, { name }), ...similar].join("\n") };
  }
  const isMine = about.reactions.some(({ emoji, mine }) => mine && emoji === found);
  await chat.call(isMine ? "DELETE" : "PUT", `messages/${about.id}/reactions/${encodeURIComponent(found)}`);
  return null;
}

let known: EmojiEntry[] | null = null;

/** @returns the emoji of that very name, or those that are called nearly so */
async function emojiCalled(called: string): Promise<string | EmojiEntry[]> {
  const { emojiOfCode, makeEmojiData } = await import("@/lib/messages/emoji-data");
  const name = folded(called);
  const byCode = emojiOfCode(called.toLowerCase());
  if (byCode) return byCode;
  known ??= makeEmojiData();
  const near = findEmojis(known, name, similarMax);
  const [first] = near;
  if (!first) return [];
  const [emoji, , ru, en, words] = first;
  const isOnlyOne = !near.slice(1).some((one) => one[4].split("|").includes(name));
  const isIt = [folded(ru), folded(en)].includes(name) || (isOnlyOne && words.split("|").includes(name));
  return isIt ? emoji : near;
}
