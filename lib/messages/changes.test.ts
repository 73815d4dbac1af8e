import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { AppError } from "@/lib/errors";
import { reactionKindsMax } from "@/lib/limits";
import { getPerson } from "@/lib/people/data";
import { changesBetween } from "@/lib/rooms/changes";
import { getRoom, listMyRooms } from "@/lib/rooms/data";
import { addMember, removeMember } from "@/lib/rooms/members";
import { changeRoom } from "@/lib/rooms/mutations";
import { unreadIn } from "@/lib/rooms/readings";
import { person, replyIn, roomOf, say, sayAll, type TestPerson, whisperTo } from "@/server/testing/world";
import { getMessage } from "./data";
import { deleteMessage } from "./deletion";
import { earlierVersions, editMessage } from "./editing";
import { postMessage } from "./mutations";
import { readMessages, readThread } from "./pages";
import { listPins, pinMessage, unpinMessage } from "./pins";
import { react, unreact, whoReacted } from "./reactions";
import { listSaved, saveMessage, unsaveMessage } from "./saved";
import type { MessageView } from "./schema";

let anna: TestPerson;
let boris: TestPerson;
let clara: TestPerson;
let outsider: TestPerson;
let room: { id: number; version: number };

beforeEach(async () => {
  [anna, boris, clara, outsider] = [
    await person("anna"),
    await person("boris"),
    await person("clara"),
    await person("outsider"),
  ];
  room = await roomOf(anna, boris, clara);
});

const nameOf = async ({ id }: TestPerson) => (await getPerson(anna.actor, id)).username;
const texts = (messages: MessageView[]) => messages.map(({ text }) => text);
const versionNow = async () => (await getRoom(anna.actor, room.id)).version;
async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((reason: unknown) => reason);
  if (!(error instanceof AppError)) throw new Error("no AppError was thrown");
  return error.message;
}

describe("other words", () => {
  test("an edit takes the next version, keeps what was said before, and calls whom it names now", async () => {
    const said = await say(anna, room, `first @${await nameOf(boris)}`);
    expect(said.mentions).toEqual([boris.id]);
    const edited = await editMessage(anna.actor, { messageId: said.id, text: `second @${await nameOf(clara)}` });
    expect(edited).toMatchObject({ version: said.version + 1, revision: 1, seq: said.seq, mentions: [clara.id] });
    expect(edited.edited_at).not.toBeNull();
    const [first] = await earlierVersions(boris.actor, { messageId: said.id });
    expect(first).toMatchObject({ html: said.html, written_at: said.created_at });
    expect((await unreadIn(clara.id, room.id)).unread.mentions).toBe(1);
    expect((await unreadIn(boris.id, room.id)).unread.mentions).toBe(0);
  });

  test("the same words again change nothing", async () => {
    const said = await say(anna, room, "as it is");
    const again = await editMessage(anna.actor, { messageId: said.id, text: "as it is" });
    expect(again).toEqual(said);
    expect(await versionNow()).toBe(said.version);
  });

  test("twenty edits at once are twenty versions, and every text but the last is kept", async () => {
    const said = await say(anna, room, "text");
    const edits = Array.from({ length: 20 }, (_, at) => `text ${at}`);
    await Promise.all(edits.map((text) => editMessage(anna.actor, { messageId: said.id, text })));
    const now = await getMessage(anna.actor, said.id);
    expect(now).toMatchObject({ version: said.version + 20, revision: 20 });
    const kept = await earlierVersions(anna.actor, { messageId: said.id });
    expect(new Set([...kept.map(({ html }) => html), now.html]).size).toBe(21);
  });

  test("nobody else's, nobody's who has left, and none that is gone", async () => {
    const said = await say(boris, room, "his");
    expect(await refusalOf(editMessage(anna.actor, { messageId: said.id, text: "hers" }))).toBe("forbidden: notYours");
    await deleteMessage(boris.actor, { messageId: said.id });
    const late = editMessage(boris.actor, { messageId: said.id, text: "again" });
    expect(await refusalOf(late)).toBe("conflict: messageGone");
    const other = await say(boris, room, "his, too");
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    expect(await refusalOf(editMessage(boris.actor, { messageId: other.id, text: "x" }))).toBe("not_found: notFound");
  });
});

describe("taken back", () => {
  test("a mark stays, and nothing of what was said: words, versions, signs, names", async () => {
    const said = await say(anna, room, `secret @${await nameOf(boris)}`);
    await editMessage(anna.actor, { messageId: said.id, text: `secret still @${await nameOf(boris)}` });
    await react(clara.actor, { messageId: said.id, emoji: "👍" });
    await pinMessage(clara.actor, { messageId: said.id });
    await saveMessage(clara.actor, { messageId: said.id });
    const answer = await postMessage(boris.actor, {
      roomId: room.id,
      text: "so",
      clientId: randomUUID(),
      replyToId: said.id,
    });
    await deleteMessage(anna.actor, { messageId: said.id });
    const gone = await getMessage(boris.actor, said.id);
    expect(gone).toMatchObject({ seq: said.seq, text: "", html: "", reactions: [], mentions: [], pinned: false });
    const shown = [
      await readMessages(boris.actor, { roomId: room.id }),
      await earlierVersions(boris.actor, { messageId: said.id }),
      await getMessage(boris.actor, answer.id),
      await listSaved(clara.actor),
      await listPins(clara.actor, { roomId: room.id }),
      await listMyRooms(boris.actor),
      await database().execute(sql`select text, html from messages where id = ${said.id}`),
      await database().execute(sql`select * from message_versions where message_id = ${said.id}`),
    ];
    expect(JSON.stringify(shown)).not.toContain("secret");
    await deleteMessage(anna.actor, { messageId: said.id });
    expect((await getMessage(boris.actor, said.id)).revision).toBe(gone.revision);
  });

  test("another's by the room's admin, which the journal says; by no mere member", async () => {
    const said = await say(boris, room, "his");
    expect(await refusalOf(deleteMessage(clara.actor, { messageId: said.id }))).toBe("forbidden: notYours");
    await deleteMessage(anna.actor, { messageId: said.id });
    const entries = await database().execute(sql`
      select actor_id, person_id, room_id, subject from audit_entries where action = 'message.deleted' and room_id = ${room.id}`);
    expect([...entries]).toEqual([
      { actor_id: String(anna.id), person_id: String(boris.id), room_id: String(room.id), subject: String(said.id) },
    ]);
  });

  test("an unread count holds: what was taken back keeps its number", async () => {
    const [first] = await sayAll(anna, room, "one", "two");
    await deleteMessage(anna.actor, { messageId: first?.id ?? 0 });
    expect((await unreadIn(boris.id, room.id)).unread.count).toBe(2);
  });
});

describe("signs", () => {
  test("each person's once; who did is told, and each sees which are their own", async () => {
    const said = await say(anna, room, "look");
    for (const who of [boris, clara, boris]) await react(who.actor, { messageId: said.id, emoji: "👍" });
    await react(boris.actor, { messageId: said.id, emoji: "🚚" });
    const seen = async (who: TestPerson) => (await getMessage(who.actor, said.id)).reactions;
    expect(await seen(boris)).toEqual([
      { emoji: "👍", count: 2, mine: true },
      { emoji: "🚚", count: 1, mine: true },
    ]);
    expect((await seen(anna)).map(({ mine }) => mine)).toEqual([false, false]);
    expect(await versionNow()).toBe(said.version + 3);
    const who = await whoReacted(anna.actor, { messageId: said.id });
    expect(who.map(({ emoji, people }) => [emoji, people.map(({ id }) => id)])).toEqual([
      ["👍", [boris.id, clara.id]],
      ["🚚", [boris.id]],
    ]);
    for (const _ of [1, 2]) await unreact(boris.actor, { messageId: said.id, emoji: "👍" });
    expect(await seen(boris)).toEqual([
      { emoji: "👍", count: 1, mine: false },
      { emoji: "🚚", count: 1, mine: true },
    ]);
    expect(await versionNow()).toBe(said.version + 4);
  });

  test("500 by 200 people at once are all there, and no more kinds than may be", async () => {
    const crowd = await Promise.all(Array.from({ length: 200 }, (_, at) => person(`fan${at}`)));
    for (const fan of crowd) await addMember(anna.actor, { roomId: room.id, personId: fan.id });
    const said = await say(anna, room, "news");
    const signs = Array.from({ length: reactionKindsMax }, (_, at) => String.fromCodePoint(0x1f600 + at));
    const wanted = crowd.flatMap((fan, at) =>
      [at, at + 7, at + 13]
        .slice(0, at < 100 ? 3 : 2)
        .map((sign) => ({ fan, emoji: signs[sign % signs.length] ?? "" })),
    );
    expect(wanted).toHaveLength(500);
    await Promise.all(wanted.map(({ fan, emoji }) => react(fan.actor, { messageId: said.id, emoji })));
    const { reactions } = await getMessage(anna.actor, said.id);
    expect(reactions.reduce((sum, { count }) => sum + count, 0)).toBe(500);
    expect(reactions).toHaveLength(reactionKindsMax);
    expect(await refusalOf(react(boris.actor, { messageId: said.id, emoji: "🚚" }))).toBe("conflict: tooManyReactions");
    expect((await getMessage(anna.actor, said.id)).revision).toBe(500);
  }, 60_000);
});

describe("pinned and put aside", () => {
  test("what is pinned is listed for the room, the latest first, until it is unpinned", async () => {
    const [one, two] = await sayAll(anna, room, "one", "two");
    for (const message of [one, two, one]) await pinMessage(boris.actor, { messageId: message?.id ?? 0 });
    expect(texts(await listPins(clara.actor, { roomId: room.id }))).toEqual(["two", "one"]);
    await unpinMessage(clara.actor, { messageId: two?.id ?? 0 });
    expect(texts(await listPins(clara.actor, { roomId: room.id }))).toEqual(["one"]);
  });

  test("what one puts aside is one's own, page by page, and goes from sight with the room", async () => {
    const said = await sayAll(anna, room, "one", "two", "three");
    for (const { id } of said) await saveMessage(boris.actor, { messageId: id });
    const first = await listSaved(boris.actor, { limit: 2 });
    expect(texts(first.items)).toEqual(["three", "two"]);
    expect(texts((await listSaved(boris.actor, { limit: 2, cursor: first.next_cursor ?? "" })).items)).toEqual(["one"]);
    expect((await listSaved(anna.actor)).items).toEqual([]);
    expect((await getMessage(anna.actor, said[0]?.id ?? 0)).version).toBe(said[0]?.version);
    await unsaveMessage(boris.actor, { messageId: said[2]?.id ?? 0 });
    expect(texts((await listSaved(boris.actor)).items)).toEqual(["two", "one"]);
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    expect((await listSaved(boris.actor)).items).toEqual([]);
    await unsaveMessage(boris.actor, { messageId: said[1]?.id ?? 0 });
  });
});

describe("threads", () => {
  test("a thread is numbered for itself, moves no unread count, and its root tells of it", async () => {
    const root = await say(anna, room, "root");
    const replies = [await replyIn(boris, root, "one"), await replyIn(clara, root, "two")];
    expect(replies.map(({ seq, thread_id }) => [seq, thread_id])).toEqual([
      [1, root.id],
      [2, root.id],
    ]);
    expect((await say(anna, room, "next")).seq).toBe(2);
    const now = await getMessage(anna.actor, root.id);
    expect(now.replies).toMatchObject({ count: 2, last_seq: 2, people: [{ id: clara.id }, { id: boris.id }] });
    expect((await unreadIn(boris.id, room.id)).unread.count).toBe(2);
    expect(texts((await readMessages(anna.actor, { roomId: room.id })).items)).toEqual(["root", "next"]);
    await deleteMessage(boris.actor, { messageId: replies[0]?.id ?? 0 });
    expect((await getMessage(anna.actor, root.id)).replies).toMatchObject({ count: 1, last_seq: 2 });
    const last = await versionNow();
    const told = await changesBetween(room.id, last - 2, last);
    expect(told.map((change) => "message" in change && change.message.id)).toEqual([replies[0]?.id, root.id]);
  });

  test("a thread of 2,000 is read page by page, each reply once", async () => {
    const root = await say(anna, room, "root");
    const dora = await person("dora");
    await addMember(anna.actor, { roomId: room.id, personId: dora.id });
    await Promise.all(
      [anna, boris, clara, dora].map(async (who, lane) => {
        for (let at = 0; at < 500; at += 1) await replyIn(who, root, `${lane} ${at}`);
      }),
    );
    const seqs: number[] = [];
    let page = await readThread(boris.actor, { rootId: root.id, limit: 100 });
    for (;;) {
      seqs.unshift(...page.items.map(({ seq }) => seq));
      if (!page.has_before) break;
      page = await readThread(boris.actor, { rootId: root.id, limit: 100, before: page.items[0]?.id });
    }
    expect(seqs).toEqual(Array.from({ length: 2_000 }, (_, at) => at + 1));
    expect(page.root.replies).toMatchObject({ count: 2_000, last_seq: 2_000 });
  }, 120_000);

  test("no thread hangs on a reply, on a whisper, on what is elsewhere or on nothing", async () => {
    const root = await say(anna, room, "root");
    const reply = await replyIn(boris, root, "reply");
    const whisper = await whisperTo(anna, room, boris, "psst");
    const elsewhere = await say(outsider, await roomOf(outsider), "elsewhere");
    for (const [threadId, refusal] of [
      [reply.id, "invalid: threadGone"],
      [whisper.id, "invalid: threadGone"],
      [elsewhere.id, "not_found: threadGone"],
      [2_000_000_000, "not_found: threadGone"],
    ] as const) {
      const post = postMessage(anna.actor, { roomId: room.id, text: "x", clientId: randomUUID(), threadId });
      expect(await refusalOf(post)).toBe(refusal);
    }
    expect(await refusalOf(readThread(anna.actor, { rootId: reply.id }))).toBe("not_found: notFound");
    const both = { roomId: room.id, text: "x", clientId: randomUUID(), threadId: root.id, replyToId: root.id };
    expect((await postMessage(anna.actor, both)).reply_to?.id).toBe(root.id);
  });
});

describe("whispers", () => {
  test("take no number, stand behind the message of theirs, and are read by the two in pages of any size", async () => {
    const one = await say(anna, room, "one");
    const whispers = [await whisperTo(anna, room, boris, "a"), await whisperTo(boris, room, anna, "b")];
    const two = await say(clara, room, "two");
    expect(whispers.map(({ seq, version }) => [seq, version])).toEqual([
      [one.seq, one.version],
      [one.seq, one.version],
    ]);
    expect(two.seq).toBe(one.seq + 1);
    for (const limit of [1, 2, 3, 4, 5])
      for (const who of [anna, boris]) {
        const forth: string[] = [];
        const back: string[] = [];
        let page = await readMessages(who.actor, { roomId: room.id, around: one.id, limit: 1 });
        forth.push(...texts(page.items));
        while (page.has_after) {
          page = await readMessages(who.actor, { roomId: room.id, after: page.items.at(-1)?.id, limit });
          forth.push(...texts(page.items));
        }
        page = await readMessages(who.actor, { roomId: room.id, limit });
        back.unshift(...texts(page.items));
        while (page.has_before) {
          page = await readMessages(who.actor, { roomId: room.id, before: page.items[0]?.id, limit });
          back.unshift(...texts(page.items));
        }
        expect({ forth, back }).toEqual({ forth: ["one", "a", "b", "two"], back: ["one", "a", "b", "two"] });
      }
    expect(texts((await readMessages(clara.actor, { roomId: room.id })).items)).toEqual(["one", "two"]);
  });

  test("are answered to the other alone: no quote of one comes out", async () => {
    const whisper = await whisperTo(anna, room, boris, "psst");
    const answer = (who: TestPerson, toId: number | undefined) =>
      postMessage(who.actor, { roomId: room.id, text: "so", clientId: randomUUID(), replyToId: whisper.id, toId });
    expect((await answer(boris, anna.id)).reply_to?.text).toBe("psst");
    expect(await refusalOf(answer(boris, undefined))).toBe("invalid: quotedGone");
    expect(await refusalOf(answer(boris, clara.id))).toBe("invalid: quotedGone");
    expect(await refusalOf(answer(clara, anna.id))).toBe("not_found: quotedGone");
  });

  test("reach nobody who is not there, and not oneself", async () => {
    expect(await refusalOf(whisperTo(anna, room, outsider, "x"))).toBe("not_found: whisperNobody");
    expect(await refusalOf(whisperTo(anna, room, anna, "x"))).toBe("invalid: whisperSelf");
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    expect(await refusalOf(whisperTo(anna, room, boris, "x"))).toBe("not_found: whisperNobody");
    await changeRoom(anna.actor, { roomId: room.id, archived: true });
    expect(await refusalOf(whisperTo(anna, room, clara, "x"))).toBe("forbidden: roomArchived");
  });
});
