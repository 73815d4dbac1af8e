import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { env } from "@/lib/env";
import { deleteMessage } from "@/lib/messages/deletion";
import { editMessage } from "@/lib/messages/editing";
import { postMessage } from "@/lib/messages/mutations";
import { react } from "@/lib/messages/reactions";
import { saveMessage } from "@/lib/messages/saved";
import type { MessageView } from "@/lib/messages/schema";
import { removeMember } from "@/lib/rooms/members";
import { createRoom } from "@/lib/rooms/mutations";
import { markRead } from "@/lib/rooms/readings";
import { knock } from "./knock";
import { matrix, type Place, type Row } from "./matrix";
import type { TestSocket } from "./socket";
import { Stage } from "./stage";
import { attachedFile, found, person, replyIn, say, type TestPerson, whisperTo } from "./world";

vi.hoisted(() => {
  // The environment is parsed when the first module asks: before any of the imports above.
  process.env.STAFFROOM_DATA = `${process.env.TMPDIR ?? "/tmp"}/staffroom-hunt-${process.pid}`;
});

/** In each text of a whisper, in the name of its file and in what was said in its answer. */
const secret = "zqxwhispered";
/** Higher than any id that is. */
const missing = 2_000_000_000;
const hidden = ["message", "whisper", "reply", "file"] as const;
type Hidden = (typeof hidden)[number];

const stage = new Stage();
let anna: TestPerson;
let boris: TestPerson;
let hunters: Record<string, TestPerson>;
let place: Place;
let aloud: MessageView;
let whispers: Record<Hidden, number>;
let before: Map<string, string>;
const lines = new Map<string, TestSocket>();

/** Anna whispers to Boris in a room where everybody else stands beside them, each with another role, or stood once. */
beforeAll(async () => {
  await found();
  await stage.start({});
  [anna, boris] = [await person("anna"), await person("boris")];
  const [host, member, guest, outsider, removed] = [
    await person("host"),
    await person("clara"),
    await person("gina", "guest"),
    await person("otto"),
    await person("rita"),
  ];
  const [admin, owner] = [await person("ada", "admin"), await person("olga", "owner")];
  hunters = { host, member, guest, outsider, removed, admin, owner };
  const inside = [anna, boris, member, guest, removed, admin, owner];
  const room = await createRoom(host.actor, { name: "the room", member_ids: inside.map(({ id }) => id) });
  aloud = await say(anna, room, "said aloud");
  const file = await attachedFile(anna, aloud);
  const reply = await replyIn(boris, aloud, "replied aloud");
  await react(boris.actor, { messageId: aloud.id, emoji: "👍" });
  const seen = await say(boris, room, "said later");
  for (const who of [...inside, host]) await markRead(who.actor, { roomId: room.id, messageId: seen.id });
  await removeMember(host.actor, { roomId: room.id, personId: removed.id });
  place = {
    ...{
      room: room.id,
      message: aloud.id,
      file,
      whisper: seen.id,
      reply: reply.id,
      inside: anna.id,
      insideName: "anna",
    },
    ...{ outside: outsider.id, open: room.id, invite: missing, session: randomUUID(), token: missing, hook: missing },
  };
  for (const [name, who] of Object.entries(hunters)) lines.set(name, await stage.connect(who));
  await vi.waitFor(async () => {
    const seen = await Promise.all(Object.values(hunters).map((who) => answerOf("GET", "me", undefined, who)));
    expect(seen.filter(({ text }) => !text.includes('"presence":"online"'))).toEqual([]);
  });
  before = await allSeen();
  whispers = await whisperMuch(room);
});
afterAll(async () => {
  stage.hangUp();
  await stage.stop();
  await rm(env().STAFFROOM_DATA, { recursive: true, force: true });
});

/** All that a whisper can be: with a file, naming a hunter, answered, changed, signed, saved, read, taken back. */
async function whisperMuch(room: { id: number }): Promise<Record<Hidden, number>> {
  const first = await whisperTo(anna, room, boris, `${secret} @${hunters.member?.actor.displayName} @all`);
  const file = await attachedFile(anna, first, `${secret}.bin`);
  const answered = { roomId: room.id, clientId: randomUUID(), toId: anna.id, replyToId: first.id };
  const answer = await postMessage(boris.actor, { ...answered, text: `${secret} too` });
  await editMessage(anna.actor, { messageId: first.id, text: `${secret} again` });
  await react(boris.actor, { messageId: first.id, emoji: "🤫" });
  await saveMessage(boris.actor, { messageId: first.id });
  const third = await whisperTo(anna, room, boris, `${secret} regretted`);
  await deleteMessage(anna.actor, { messageId: third.id });
  await markRead(boris.actor, { roomId: room.id, messageId: third.id });
  return { message: first.id, whisper: first.id, reply: answer.id, file };
}

test("what the whispers are hunted in does hold them for their two people", async () => {
  for (const who of [anna, boris]) {
    const { text } = await answerOf("GET", `rooms/${place.room}/messages`, undefined, who);
    expect(text).toContain(`${secret} again`);
    expect((await knock("GET", `files/${whispers.file}`, undefined, who)).status).toBe(200);
  }
});

describe("nobody beside the two learns of a whisper", () => {
  test("by any call that reads: each answers as if nothing had been whispered", { timeout: 60_000 }, async () => {
    const after = await allSeen();
    expect(after.size).toBeGreaterThan(200);
    for (const [call, answer] of after) expect(`${call} ${answer}`).toBe(`${call} ${before.get(call)}`);
  });

  const aimed = Object.entries(matrix).flatMap(([name, row]) =>
    hidden.filter((key) => row.rest && uses(row.rest, key)).map((key) => [name, key, row] as const),
  );
  test.each(aimed)("%s with a whisper for its %s: as if it were not there", async (name, key, row) => {
    const method = name.split(" ")[0] ?? "";
    for (const [caller, who] of Object.entries(hunters)) {
      const [there, nowhere] = await Promise.all(
        [whispers[key], missing].map((id) => {
          const { path, body } = row.rest?.({ ...place, [key]: id }) ?? { path: "" };
          return answerOf(method, path, body, who, id);
        }),
      );
      expect(there, caller).toEqual(nowhere);
      expect(there?.text, caller).not.toContain(secret);
    }
  });

  const framed = Object.entries(matrix).flatMap(([name, row]) =>
    hidden.filter((key) => row.frame && uses(row.frame, key)).map((key) => [name, key, row] as const),
  );
  test.each(framed)("the frame of %s with a whisper for its %s: as if it were not there", async (_name, key, row) => {
    for (const [caller, line] of lines) {
      const answers = [];
      for (const id of [whispers[key], missing]) {
        const frame = row.frame?.({ ...place, [key]: id });
        if (!frame) continue;
        const known = line.frames.length;
        line.send(frame);
        await line.received();
        answers.push(line.frames.slice(known).filter(({ type }) => type !== "pong"));
      }
      expect(answers[0], caller).toEqual(answers[1]);
    }
  });

  test.each(["before", "after", "around"])("by a page that is asked for %s one", async (side) => {
    const pages = [`rooms/${place.room}/messages`, `messages/${place.message}/thread`];
    for (const who of Object.values(hunters))
      for (const page of pages) {
        const ask = (id: number) => answerOf("GET", `${page}?${side}=${id}`, undefined, who, id);
        expect(await ask(whispers.message)).toEqual(await ask(missing));
      }
  });

  test("by an answer, a quote or a mention beside it", async () => {
    const quoting = { text: "what was it?", reply_to: whispers.message };
    const { member } = hunters;
    if (!member) throw new Error("nobody asks");
    expect((await knock("POST", `rooms/${place.room}/messages`, quoting, member)).status).toBe(404);
    await say(anna, { id: place.room }, `@${member.actor.displayName} come`);
    for (const path of ["me/inbox", "me/mentions", "me/saved", "unread"]) {
      const { text } = await answerOf("GET", path, undefined, member);
      expect(text).not.toContain(secret);
    }
  });

  test("by any frame, nor by what is told after a gap", async () => {
    for (const [caller, line] of lines) {
      line.send({ type: "resume", rooms: { [place.room]: 0 } });
      const told = JSON.stringify(
        await line.received("message", "message_changed", "resumed", "read", "unread", "inbox"),
      );
      expect(told, caller).not.toContain(secret);
      for (const id of [whispers.message, whispers.reply]) expect(told, caller).not.toContain(`"id":${id},`);
    }
  });
});

/** Whether a row aims at one of these. */
function uses(aim: NonNullable<Row["rest"] | Row["frame"]>, key: Hidden): boolean {
  let used = false;
  aim({
    ...place0,
    get [key]() {
      used = true;
      return 1;
    },
  });
  return used;
}
const place0: Place = {
  ...{ room: 1, message: 1, whisper: 1, reply: 1, file: 1, inside: 1, outside: 1, open: 1, invite: 1 },
  ...{ insideName: "anna", session: randomUUID(), token: 1, hook: 1 },
};

/** What each hunter is answered by every call that reads, page by page and narrowed in all ways. */
async function allSeen(): Promise<Map<string, string>> {
  const rows = Object.entries(matrix).filter(([name, row]) => name.startsWith("GET ") && row.rest);
  const paths = new Set(rows.map(([, row]) => row.rest?.(place).path ?? ""));
  const page = `rooms/${place.room}/messages`;
  for (const side of ["before", "after", "around"]) paths.add(`${page}?${side}=${place.whisper}&limit=2`);
  for (const limit of [1, 2, 50]) paths.add(`${page}?limit=${limit}`);
  for (const kind of ["mention", "reply", "reaction", "whisper"]) paths.add(`me/inbox?kind=${kind}`);
  for (const who of [anna, boris]) paths.add(`users/${who.id}`);
  for (const q of [secret, `${secret.slice(0, 5)}`, "said", `said -${secret}`, "has:file", "есть:файл bin", "to:me"])
    paths.add(`search?q=${encodeURIComponent(q)}`);
  for (const who of [anna, boris])
    for (const narrow of [`from=${who.id}`, `to=${who.id}`, `q=said&from=${who.id}&limit=1`])
      paths.add(`search?${narrow}`);
  paths.add(`search?room_id=${place.room}&limit=1`);
  const seen = new Map<string, string>();
  for (const [caller, who] of Object.entries(hunters))
    for (const path of paths) {
      const { status, text } = await answerOf("GET", path, undefined, who);
      seen.set(`${caller}: ${path}`, `${status} ${text}`);
    }
  return seen;
}

/** An answer in which the id that was asked for bears no number. */
async function answerOf(method: string, path: string, body: unknown, who: TestPerson, id = 0) {
  const response = await knock(method, path, body, who);
  const said = (await response.text()).replaceAll(new RegExp(`\\b${id}\\b`, "g"), "ID");
  const text = withoutExports(said.replace(/"started_at":"[^"]*"/, '"started_at":""'));
  // How many calls are left is other each time.
  const headers = [...response.headers].filter(([name]) => name !== "content-length" && name !== "ratelimit");
  return { status: response.status, text, headers };
}

/** The journal tells of each export of the company, and so of those that are made here. */
function withoutExports(text: string): string {
  if (!text.includes('"workspace.exported"')) return text;
  const { items, ...page } = JSON.parse(text) as { items: { action: string }[] };
  return JSON.stringify({ items: items.filter(({ action }) => action !== "workspace.exported"), ...page });
}
