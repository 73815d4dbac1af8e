import { rm } from "node:fs/promises";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { signOut } from "@/lib/auth/mutations";
import { env } from "@/lib/env";
import { readJournal } from "@/lib/journal/data";
import { exportBatch, exportsPerPerson } from "@/lib/limits";
import { saveDraft } from "@/lib/messages/drafts";
import { react } from "@/lib/messages/reactions";
import { saveMessage } from "@/lib/messages/saved";
import { startDirect } from "@/lib/rooms/direct";
import { addMember, removeMember } from "@/lib/rooms/members";
import { editRoom } from "@/lib/rooms/mutations";
import {
  attachedFile,
  deactivate,
  person,
  replyIn,
  roomOf,
  say,
  type TestPerson,
  whisperTo,
} from "@/server/testing/world";
import { beginExport } from "./mutations";
import { bytesOf, exportBytes } from "./stream";

vi.hoisted(() => {
  // The environment is parsed when the first module asks: before any of the imports above.
  process.env.STAFFROOM_DATA = `${process.env.TMPDIR ?? "/tmp"}/staffroom-export-${process.pid}`;
});
afterAll(() => rm(env().STAFFROOM_DATA, { recursive: true, force: true }));

type Line = Record<string, unknown> & { type: string };

const parse = (text: string): Line[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

async function exported(who: TestPerson, scope?: "workspace"): Promise<Line[]> {
  let text = "";
  for await (const piece of await beginExport(who.actor, { scope })) text += piece;
  return parse(text);
}
const textsOf = (lines: Line[], type: string) => lines.filter((line) => line.type === type).map((line) => line.text);

let anna: TestPerson;
let boris: TestPerson;
let olga: TestPerson;
let room: { id: number };

beforeAll(async () => {
  [anna, boris, olga] = [await person("anna"), await person("boris"), await person("olga", "owner")];
  room = await roomOf(anna, boris);
  const hers = await say(anna, room, "aloud by anna");
  const his = await say(boris, room, "aloud by boris");
  await replyIn(anna, his, "a reply by anna");
  await attachedFile(anna, hers, "hers.bin");
  await attachedFile(boris, his, "his.bin");
  await whisperTo(anna, room, boris, "whispered by anna");
  await whisperTo(boris, room, anna, "whispered by boris");
  await react(anna.actor, { messageId: his.id, emoji: "👍" });
  await react(boris.actor, { messageId: his.id, emoji: "🎉" });
  await saveMessage(anna.actor, { messageId: his.id });
  await saveDraft(anna.actor, { roomId: room.id, text: "half of anna's" });
  const { room: direct } = await startDirect(anna.actor, { user_ids: [boris.id] });
  await say(anna, direct, "directly by anna");
  await say(boris, direct, "directly by boris");
});

describe("one's own export", () => {
  test("holds what is one's own, whispers sent and received with it, and nothing that others said aloud", async () => {
    const lines = await exported(anna);
    expect(lines[0]).toMatchObject({ type: "start", scope: "own", user_id: anna.id });
    expect(lines[1]).toMatchObject({ type: "profile", id: anna.id, email: anna.actor.email, locale: "en" });
    expect(textsOf(lines, "message")).toEqual(["aloud by anna", "a reply by anna", "directly by anna"]);
    expect(textsOf(lines, "whisper")).toEqual(["whispered by anna", "whispered by boris"]);
    expect(textsOf(lines, "saved")).toEqual(["aloud by boris"]);
    expect(textsOf(lines, "draft")).toEqual(["half of anna's"]);
    expect(lines.filter(({ type }) => type === "file")).toMatchObject([{ name: "hers.bin" }]);
    expect(lines.filter(({ type }) => type === "reaction")).toMatchObject([{ emoji: "👍", user_id: anna.id }]);
    expect(lines.filter(({ type }) => type === "thread")).toMatchObject([{ room_id: room.id, following: true }]);
    expect(lines.filter(({ type }) => type === "room")).toHaveLength(2);
    expect(JSON.stringify(lines)).not.toContain("directly by boris");
  });

  test("ends with a line that counts all others", async () => {
    const lines = await exported(anna);
    const end = lines.at(-1);
    expect(end?.type).toBe("end");
    const counted: Record<string, number> = {};
    for (const { type } of lines.slice(1, -1)) counted[type] = (counted[type] ?? 0) + 1;
    expect(end?.counts).toEqual(counted);
  });

  test("holds no secret", async () => {
    const text = JSON.stringify(await exported(anna));
    for (const secret of ["refresh", "hash", "token", "secret", "storage"]) expect(text).not.toContain(secret);
  });

  test("holds nothing of a room that one is out of, nor of what stands before one's return", async () => {
    const [gone, back] = [await person("gone"), await person("back")];
    const place = await roomOf(anna, gone, back);
    for (const who of [gone, back]) {
      const said = await say(who, place, "said before");
      await attachedFile(who, said, "before.bin");
      await react(who.actor, { messageId: said.id, emoji: "👍" });
      await saveMessage(who.actor, { messageId: said.id });
      await whisperTo(anna, place, who, "whispered before");
      await removeMember(anna.actor, { roomId: place.id, personId: who.id });
    }
    await say(anna, place, "said meanwhile");
    await editRoom(anna.actor, { roomId: place.id, history: "joined" });
    await addMember(anna.actor, { roomId: place.id, personId: back.id });
    await say(back, place, "said after");
    expect(JSON.stringify(await exported(gone))).not.toMatch(/before|"type":"reaction"/);
    const theirs = await exported(back);
    expect(textsOf(theirs, "message")).toEqual(["said after"]);
    expect(JSON.stringify(theirs)).not.toMatch(/before|"type":"reaction"/);
  });

  test("is whole over many batches, in the order of its saying, and without what is said while it is read", async () => {
    const clara = await person("clara");
    const talk = await roomOf(clara);
    const number = exportBatch * 2 + 1;
    await database().execute(sql`
      insert into messages (room_id, author_id, seq, version, born_version, client_id, text, html)
      select ${talk.id}, ${clara.id}, n, n, n, gen_random_uuid(), n::text, '' from generate_series(1, ${number}) n`);
    const pieces = await beginExport(clara.actor, {});
    let text = (await pieces.next()).value ?? "";
    text += (await pieces.next()).value ?? "";
    await database().execute(sql`update rooms set last_seq = ${number}, version = ${number} where id = ${talk.id}`);
    await say(clara, talk, "late");
    for await (const piece of pieces) text += piece;
    expect(textsOf(parse(text), "message")).toEqual(Array.from({ length: number }, (_, at) => String(at + 1)));
  });

  test("is for guests and for whoever is alone, too", async () => {
    const lines = await exported(await person("gina", "guest"));
    expect(lines.map(({ type }) => type)).toEqual(["start", "profile", "session", "end"]);
  });
});

describe("the company's export", () => {
  test("holds people, rooms, members and what was said aloud there; neither whispers nor direct rooms", async () => {
    const lines = await exported(olga, "workspace");
    expect(lines[0]).toMatchObject({ type: "start", scope: "workspace", user_id: olga.id });
    expect(lines.filter(({ type }) => type === "workspace")).toMatchObject([{ name: "Company" }]);
    expect(lines.filter(({ type, id }) => type === "user" && id === boris.id)).toMatchObject([
      { email: boris.actor.email },
    ]);
    expect(textsOf(lines, "message")).toEqual(
      expect.arrayContaining(["aloud by anna", "aloud by boris", "a reply by anna"]),
    );
    expect(lines).toContainEqual(expect.objectContaining({ type: "member", room_id: room.id, user_id: boris.id }));
    expect(lines).toContainEqual(expect.objectContaining({ type: "reaction", user_id: boris.id, emoji: "🎉" }));
    const text = JSON.stringify(lines);
    expect(text).not.toMatch(/whispered|directly|half of|"kind":"direct"/);
    expect(lines.at(-1)?.type).toBe("end");
  });

  test("holds not even the owner's own whispers", async () => {
    const shared = await roomOf(olga, anna);
    await whisperTo(olga, shared, anna, "whispered by olga");
    expect(JSON.stringify(await exported(olga, "workspace"))).not.toContain("whispered");
    expect(textsOf(await exported(olga), "whisper")).toEqual(["whispered by olga"]);
  });

  test.each(["admin", "member", "guest", "bot"] as const)("is refused to one who is %s", async (role) => {
    const who = await person("who", role);
    await expect(beginExport(who.actor, { scope: "workspace" })).rejects.toMatchObject({ code: "forbidden" });
  });

  test("is begun only by one who has just typed the password, and the journal tells of it", async () => {
    const other = await person("other", "owner");
    const stale = { ...other.actor, provedAt: new Date(0) };
    await expect(beginExport(stale, { scope: "workspace" })).rejects.toMatchObject({ reason: "proveAgain" });
    const asked = { actor: other.actor.username, action: "workspace.exported" };
    expect((await readJournal(other.actor, asked)).items).toEqual([]);
    await (await beginExport(other.actor, { scope: "workspace" })).return(undefined);
    expect((await readJournal(other.actor, asked)).items).toHaveLength(1);
  });
});

describe("an export that is under way", () => {
  test.each<[string, (who: TestPerson) => Promise<void>]>([
    ["signed out", (who) => signOut(who.actor)],
    ["deactivated", deactivate],
  ])("ends without its last line once they are %s", async (_, end) => {
    const who = await person("brief");
    const pieces = await beginExport(who.actor, {});
    await pieces.next();
    await end(who);
    await expect(pieces.next()).rejects.toMatchObject({ code: "unauthenticated" });
  });

  test("is cut within a second of their end, though its reader takes nothing", async () => {
    const who = await person("slow");
    const reader = exportBytes(who.actor, "own", await beginExport(who.actor, {})).getReader();
    await reader.read();
    await deactivate(who);
    const endedAt = performance.now();
    await expect(reader.closed).rejects.toMatchObject({ code: "unauthenticated" });
    expect(performance.now() - endedAt).toBeLessThan(1_000);
  });

  test("reads nothing ahead, and nothing more once nobody takes it", async () => {
    let asked = 0;
    let ended = false;
    async function* endless() {
      try {
        for (;;) yield `${++asked}\n`;
      } finally {
        ended = true;
      }
    }
    const reader = bytesOf(endless()).getReader();
    expect(asked).toBe(0);
    await reader.read();
    await reader.read();
    expect(asked).toBe(2);
    await reader.cancel();
    expect([asked, ended]).toEqual([2, true]);
  });

  test("is one of so many an hour", async () => {
    const who = await person("eager");
    for (let count = 0; count < exportsPerPerson; count++) await (await beginExport(who.actor, {})).return(undefined);
    await expect(beginExport(who.actor, {})).rejects.toMatchObject({ code: "rate_limited" });
    await (await beginExport((await person("other")).actor, {})).return(undefined);
  });
});
