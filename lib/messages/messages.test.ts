import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { database, sqlClient } from "@/db/client";
import { mentions, rooms } from "@/db/schema";
import { requireRoom } from "@/lib/access/gate";
import { AppError } from "@/lib/errors";
import { messageCharsMax } from "@/lib/limits";
import { changesBetween } from "@/lib/rooms/changes";
import { getRoom } from "@/lib/rooms/data";
import { addMember, removeMember } from "@/lib/rooms/members";
import { markRead, readersOf, unreadIn } from "@/lib/rooms/readings";
import { deactivate, person, roomOf, say, sayAll, type TestPerson } from "@/server/testing/world";
import { getMessage } from "./data";
import { postMessage, postMessageOnce } from "./mutations";
import { readMessages } from "./pages";
import type { MessageView } from "./schema";

const nothing = 2_000_000_000;
let anna: TestPerson;
let boris: TestPerson;
let outsider: TestPerson;
let room: { id: number; version: number };

beforeAll(async () => {
  outsider = await person("outsider");
});
beforeEach(async () => {
  anna = await person("anna");
  boris = await person("boris");
  room = await roomOf(anna, boris);
});

const seqs = (messages: MessageView[]) => messages.map((message) => message.seq);
const span = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
const text = (message: MessageView) => message.text;

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((reason: unknown) => reason);
  if (!(error instanceof AppError)) throw new Error("no AppError was thrown");
  return `${error.message} ${JSON.stringify(error.fields)}`;
}

describe("order", () => {
  test("200 at once by several people are numbered without a gap, each person's change once", async () => {
    const crowd = await Promise.all(span(1, 5).map((at) => person(`crowd${at}`)));
    const hall = await roomOf(anna, ...crowd);
    const said = await Promise.all(span(1, 200).map((at) => say(crowd[at % 5] ?? anna, hall, `message ${at}`)));
    expect(seqs(said).sort((a, b) => a - b)).toEqual(span(1, 200));
    expect(said.map((one) => one.version).sort((a, b) => a - b)).toEqual(span(hall.version + 1, hall.version + 200));
    const byVersion = said.toSorted((a, b) => a.version - b.version);
    expect(seqs(byVersion)).toEqual(span(1, 200));
    const told = await changesBetween(hall.id, hall.version, hall.version + 200);
    expect(told.map((change) => change.kind === "message" && change.message.id)).toEqual(
      byVersion.map((one) => one.id),
    );
  });

  test("what was told up to a version and from it on is each change once", async () => {
    await sayAll(anna, room, "one", "two", "three", "four");
    const last = room.version + 4;
    const whole = await changesBetween(room.id, room.version, last);
    for (const cut of span(room.version, last)) {
      const parts = [
        ...(await changesBetween(room.id, room.version, cut)),
        ...(await changesBetween(room.id, cut, last)),
      ];
      expect(parts).toEqual(whole);
    }
  });
});

describe("saying it again", () => {
  test("the same client_id at once is one message, and everybody gets the same answer", async () => {
    const clientId = randomUUID();
    const input = { roomId: room.id, text: "once", clientId };
    const answers = await Promise.all(span(1, 20).map(() => postMessageOnce(anna.actor, input)));
    expect(new Set(answers.map(({ message }) => JSON.stringify(message))).size).toBe(1);
    expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect((await say(anna, room, "next")).seq).toBe(2);
  });

  test("another text, or another room, under the same client_id is a conflict", async () => {
    const clientId = randomUUID();
    await say(anna, room, "first", clientId);
    const other = await roomOf(anna);
    for (const again of [() => say(anna, room, "second", clientId), () => say(anna, other, "first", clientId)])
      await expect(again()).rejects.toMatchObject({ code: "conflict", reason: "clientIdReused" });
    expect((await say(anna, other, "fresh")).seq).toBe(1);
  });

  test("two people may choose the same client_id", async () => {
    const clientId = randomUUID();
    const [hers, his] = [await say(anna, room, "hers", clientId), await say(boris, room, "his", clientId)];
    expect(seqs([hers, his])).toEqual([1, 2]);
  });
});

describe("who may not say anything", () => {
  test("an outsider gets the answer that a missing room gets", async () => {
    const guest = await person("guest", "guest");
    const owner = await person("owner", "owner");
    for (const who of [outsider, guest, owner])
      expect(await refusalOf(say(who, room, "hello"))).toBe(await refusalOf(say(who, { id: nothing }, "hello")));
  });

  test("neither may one who was deactivated, nor one who was removed, also with an old client_id", async () => {
    const clientId = randomUUID();
    await say(boris, room, "while in", clientId);
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    await expect(say(boris, room, "while in", clientId)).rejects.toMatchObject({ code: "not_found" });
    await deactivate(anna);
    const gone = { ...anna, actor: { ...anna.actor, active: false } };
    await expect(say(gone, room, "ghost")).rejects.toMatchObject({ code: "not_found" });
  });

  test("in an archived room nothing new is said, and what was said is read", async () => {
    await say(anna, room, "before");
    await database().update(rooms).set({ archivedAt: new Date() }).where(eq(rooms.id, room.id));
    await expect(say(anna, room, "after")).rejects.toMatchObject({ code: "forbidden", reason: "roomArchived" });
    expect((await readMessages(boris.actor, { roomId: room.id })).items.map(text)).toEqual(["before"]);
  });

  test("a removal that commits while a message waits for the room is obeyed, and takes back the numbers", async () => {
    const removal = await sqlClient().reserve();
    await removal`begin`;
    await removal`update rooms set version = version + 1, member_count = member_count - 1 where id = ${room.id}`;
    await removal`update memberships set left_at = now(), change = 'left', version = ${room.version + 1}
      where room_id = ${room.id} and person_id = ${boris.id}`;
    const late = say(boris, room, "too late").then(
      () => "said",
      (error: unknown) => (error instanceof AppError ? error.code : error),
    );
    await someoneWaitsFor(removal);
    await removal`commit`;
    removal.release();
    expect(await late).toBe("not_found");
    expect(await say(anna, room, "on time")).toMatchObject({ seq: 1, version: room.version + 2 });
  });

  test("an archive that commits while a message waits for the room is obeyed", async () => {
    const archive = await sqlClient().reserve();
    await archive`begin`;
    await archive`update rooms set archived_at = now() where id = ${room.id}`;
    const late = expect(say(boris, room, "too late")).rejects.toMatchObject({ code: "not_found" });
    await someoneWaitsFor(archive);
    await archive`commit`;
    archive.release();
    await late;
  });

  test("a text longer than the limit is too large, one of the limit is not", async () => {
    await expect(say(anna, room, "x".repeat(messageCharsMax + 1))).rejects.toMatchObject({ code: "too_large" });
    expect((await say(anna, room, "x".repeat(messageCharsMax))).text).toHaveLength(messageCharsMax);
  });
});

/** Until another connection waits for a lock that this one holds. */
async function someoneWaitsFor(holder: Awaited<ReturnType<ReturnType<typeof sqlClient>["reserve"]>>): Promise<void> {
  for (let waiting = 0; waiting === 0; ) {
    const [row] = await holder<{ waiting: number }[]>`
      select count(*)::int as waiting from pg_stat_activity
      where datname = current_database() and pg_backend_pid() = any(pg_blocking_pids(pid))`;
    waiting = row?.waiting ?? 0;
  }
}

describe("history", () => {
  const page = (input: { before?: number; after?: number; around?: number; limit?: number }) =>
    readMessages(anna.actor, { roomId: room.id, ...input });

  test("pages at both ends and around a message, with what lies beyond", async () => {
    const said = await sayAll(anna, room, ...span(1, 9).map(String));
    const id = (seq: number) => said[seq - 1]?.id ?? 0;
    const cases = [
      [{ limit: 4 }, span(6, 9), true, false],
      [{ limit: 9 }, span(1, 9), false, false],
      [{ before: id(6), limit: 4 }, span(2, 5), true, true],
      [{ before: id(4), limit: 4 }, span(1, 3), false, true],
      [{ before: id(1), limit: 4 }, [], false, true],
      [{ after: id(4), limit: 4 }, span(5, 8), true, true],
      [{ after: id(5), limit: 4 }, span(6, 9), true, false],
      [{ after: id(9), limit: 4 }, [], true, false],
      [{ around: id(5), limit: 4 }, span(3, 6), true, true],
      [{ around: id(1), limit: 4 }, span(1, 4), false, true],
      [{ around: id(9), limit: 4 }, span(7, 9), true, false],
      [{ around: id(5), limit: 1 }, [5], true, true],
    ] as const;
    for (const [input, expected, before, after] of cases) {
      const { items, has_before, has_after } = await page(input);
      expect({ seqs: seqs(items), has_before, has_after }, JSON.stringify(input)).toEqual({
        seqs: expected,
        has_before: before,
        has_after: after,
      });
    }
  });

  test("a page by its key stays the same while others write", async () => {
    const said = await sayAll(anna, room, "one", "two", "three", "four");
    const before = said[3]?.id ?? 0;
    const first = await page({ before, limit: 2 });
    const [again] = await Promise.all([page({ before, limit: 2 }), say(boris, room, "meanwhile")]);
    expect(again).toEqual(first);
    expect(await page({ before, limit: 2 })).toEqual(first);
  });

  test("an empty room has an empty page", async () => {
    expect(await page({})).toEqual({ items: [], has_before: false, has_after: false });
  });

  test("a message of another room is no place in this one, and not found by those outside", async () => {
    const other = await roomOf(outsider);
    const { id } = await say(outsider, other, "elsewhere");
    for (const place of [{ before: id }, { after: id }, { around: id }])
      await expect(page(place)).rejects.toMatchObject({ code: "not_found" });
    expect(await refusalOf(getMessage(anna.actor, id))).toBe(await refusalOf(getMessage(anna.actor, nothing)));
    expect(await refusalOf(readMessages(anna.actor, { roomId: other.id }))).toBe(
      await refusalOf(readMessages(anna.actor, { roomId: nothing })),
    );
  });

  test("an employee who sees an open room reads no message of it before joining", async () => {
    const said = await say(anna, room, "inside");
    await database().update(rooms).set({ visibility: "open" }).where(eq(rooms.id, room.id));
    expect(await refusalOf(getMessage(outsider.actor, said.id))).toBe(
      await refusalOf(getMessage(outsider.actor, nothing)),
    );
    await expect(readMessages(outsider.actor, { roomId: room.id })).rejects.toMatchObject({ code: "forbidden" });
  });

  test("what one does not see is not quoted", async () => {
    const other = await roomOf(outsider);
    const secret = await say(outsider, other, "secret");
    const quoting = (replyToId: number) =>
      postMessage(anna.actor, { roomId: room.id, text: "look", clientId: randomUUID(), replyToId });
    expect(await refusalOf(quoting(secret.id))).toBe(await refusalOf(quoting(nothing)));
  });
});

describe("mentions and reading", () => {
  const unread = async (who: TestPerson) => (await unreadIn(who.id, room.id)).unread;

  test("whoever is named counts one mention, by whatever case, the author and outsiders none", async () => {
    const said = await say(
      anna,
      room,
      `@${boris.actor.username.toUpperCase()} @${anna.actor.username} @${outsider.actor.username}`,
    );
    expect(said.mentions).toEqual([boris.id]);
    expect(said.html).toContain(`data-person="${boris.id}"`);
    expect(said.html).not.toContain(`data-person="${outsider.id}"`);
    expect(await unread(boris)).toEqual({ count: 1, mentions: 1, first_unread_id: said.id });
    expect((await getRoom(boris.actor, room.id)).unread).toEqual({ count: 1, mentions: 1, first_unread_id: said.id });
  });

  test("@all names every other member who is active", async () => {
    const clara = await person("clara");
    const gone = await person("gone");
    for (const one of [clara, gone]) await addMember(anna.actor, { roomId: room.id, personId: one.id });
    await deactivate(gone);
    for (const word of ["@all", "@ALL", "@все"]) {
      const said = await say(anna, room, `${word}, look`);
      expect(said.mentions).toEqual([boris.id, clara.id].sort((a, b) => a - b));
    }
    expect((await unread(clara)).mentions).toBe(3);
  });

  test("what stands in code or in an address calls nobody", async () => {
    const name = boris.actor.username;
    const said = await say(anna, room, `\`@${name}\` and a@${name}\n\n\`\`\`\n@all @${name}\n\`\`\``);
    expect(said.mentions).toEqual([]);
    expect(await database().$count(mentions, eq(mentions.messageId, said.id))).toBe(0);
  });

  test("unread is the last number less the read one, and one's own words are never unread", async () => {
    const [first, second] = await sayAll(anna, room, "one", "two", "three");
    expect(await unread(anna)).toEqual({ count: 0, mentions: 0, first_unread_id: null });
    expect(await unread(boris)).toEqual({ count: 3, mentions: 0, first_unread_id: first?.id });
    await markRead(boris.actor, { roomId: room.id, messageId: first?.id ?? 0 });
    expect(await unread(boris)).toEqual({ count: 2, mentions: 0, first_unread_id: second?.id });
    await say(boris, room, "answer");
    expect(await unread(boris)).toEqual({ count: 0, mentions: 0, first_unread_id: null });
    expect((await unread(anna)).count).toBe(1);
  });

  test("reading never moves back, in whatever order the marks come", async () => {
    const said = await sayAll(anna, room, ...span(1, 12).map(String));
    await Promise.all(
      said.toReversed().map((message) => markRead(boris.actor, { roomId: room.id, messageId: message.id })),
    );
    const answer = await markRead(boris.actor, { roomId: room.id, messageId: said[0]?.id ?? 0 });
    expect(answer).toMatchObject({ last_read_seq: 12, unread: { count: 0 } });
    expect(await readersOf(await requireRoom(anna.actor, room.id, "read"))).toEqual([
      { person: expect.objectContaining({ id: boris.id }), seq: 12 },
    ]);
  });

  test("nobody marks a room that they are not in, nor by a message of another one", async () => {
    const said = await say(anna, room, "one");
    const other = await roomOf(anna);
    const mark = (who: TestPerson, roomId: number, messageId: number) => markRead(who.actor, { roomId, messageId });
    expect(await refusalOf(mark(outsider, room.id, said.id))).toBe(await refusalOf(mark(outsider, nothing, said.id)));
    await expect(mark(anna, other.id, said.id)).rejects.toMatchObject({ code: "not_found" });
    await expect(requireRoom(outsider.actor, room.id, "read")).rejects.toMatchObject({ code: "not_found" });
  });
});
