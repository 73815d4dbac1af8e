import { sql } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { database } from "@/db/client";
import type { AppError } from "@/lib/errors";
import { deleteMessage } from "@/lib/messages/deletion";
import { editMessage } from "@/lib/messages/editing";
import { followThread, markThreadRead } from "@/lib/messages/following";
import { react, unreact } from "@/lib/messages/reactions";
import { putMember, removeMember } from "@/lib/rooms/members";
import { createRoom, editRoom } from "@/lib/rooms/mutations";
import { markRead } from "@/lib/rooms/readings";
import { person, replyIn, roomOf, say, type TestPerson, whisperTo } from "@/server/testing/world";
import { inboxState, listInbox, listMentions } from "./data";
import { seeInbox } from "./mutations";
import type { InboxEntry } from "./schema";

const told = ({ kind, message }: InboxEntry) => `${kind}: ${message.text}`;
const inboxOf = async (who: TestPerson) => (await listInbox(who.actor)).items.map(told);
const countOf = async (who: TestPerson) => (await inboxState(who.actor)).count;
const refusal = (work: Promise<unknown>) => work.then(() => "done").catch((error) => (error as AppError).code);

/** What is done in one millisecond came at one time. */
const nextMoment = (after = Date.now()) => vi.waitUntil(() => Date.now() > after + 1, { interval: 1 });

async function people() {
  const [anna, boris, clara] = [await person("anna"), await person("boris"), await person("clara")];
  return { anna, boris, clara, room: await roomOf(boris, anna, clara) };
}

test("all that was said to one stands in one list, the newest first, each with what is around it", async () => {
  const { anna, boris, clara, room } = await people();
  const mine = await say(anna, room, "my own words");
  const named = await say(boris, room, `@${anna.actor.username} look`);
  const reply = await replyIn(boris, mine, "a reply");
  await react(boris.actor, { messageId: mine.id, emoji: "👍" });
  await react(clara.actor, { messageId: mine.id, emoji: "👍" });
  await react(clara.actor, { messageId: mine.id, emoji: "🚚" });
  const whisper = await whisperTo(clara, room, anna, "psst");
  const { items, next_cursor } = await listInbox(anna.actor);
  expect(next_cursor).toBeNull();
  expect(items.map(({ kind }) => kind)).toEqual(["whisper", "reaction", "reply", "mention"]);
  expect(items.every(({ room: { id, name }, is_new }) => id === room.id && name === room.name && is_new)).toBe(true);
  const [whispered, signed, replied, mentioned] = items;
  expect(whispered).toMatchObject({ message: { id: whisper.id }, before: { id: named.id }, root: null, signs: null });
  expect(signed).toMatchObject({ message: { id: mine.id }, before: null });
  expect(signed?.signs).toMatchObject({ emoji: ["🚚", "👍"], count: 2, people: [{ id: clara.id }, { id: boris.id }] });
  expect(replied).toMatchObject({ message: { id: reply.id }, before: null, root: { id: mine.id }, waiting: 1 });
  expect(mentioned).toMatchObject({ message: { id: named.id }, before: { id: mine.id } });
  expect(await countOf(anna)).toBe(4);
  expect((await inboxState(anna.actor)).whisper_rooms).toEqual([room.id]);
  expect(await inboxOf(clara)).toEqual([]);
});

test("a page follows on another without a gap or a double, and one kind is listed alone", async () => {
  const { anna, boris, clara, room } = await people();
  const mine = await say(anna, room, "mine");
  for (let n = 0; n < 4; n++) {
    await say(boris, room, `named ${n} @${anna.actor.username}`);
    await whisperTo(clara, room, anna, `whisper ${n}`);
    await replyIn(clara, await say(anna, room, `root ${n}`), `reply ${n}`);
  }
  await react(boris.actor, { messageId: mine.id, emoji: "👍" });
  const all = await inboxOf(anna);
  expect(all).toHaveLength(13);
  const paged: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listInbox(anna.actor, { limit: 3, cursor });
    paged.push(...page.items.map(told));
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  expect(paged).toEqual(all);
  const whispers = await listInbox(anna.actor, { kind: "whisper", limit: 2 });
  expect(whispers.items.map(told)).toEqual(["whisper: whisper 3", "whisper: whisper 2"]);
  const next = await listInbox(anna.actor, { kind: "whisper", cursor: whispers.next_cursor ?? "" });
  expect(next.items.map(told)).toEqual(["whisper: whisper 1", "whisper: whisper 0"]);
  const mentions = await listMentions(anna.actor, { limit: 3 });
  expect(mentions.items.map(({ text }) => text.slice(0, 7))).toEqual(["named 3", "named 2", "named 1"]);
  expect((await listMentions(anna.actor, { cursor: mentions.next_cursor ?? "" })).items).toHaveLength(1);
});

test("a cursor that was not given out is refused", async () => {
  const { anna } = await people();
  const made = (name: string) => Buffer.from(JSON.stringify({ name, id: 1 })).toString("base64url");
  for (const cursor of ["x", made("never mention"), made("2026-01-01T00:00:00Z"), made("2026-01-01T00:00:00Z other")])
    expect(await refusal(listInbox(anna.actor, { cursor })), cursor).toBe("invalid");
});

test("a thread is one entry, its latest reply of another; one that names me stands for itself", async () => {
  const { anna, boris, room } = await people();
  const root = await say(anna, room, "root");
  for (const text of ["one", "two"]) await replyIn(boris, root, text);
  await replyIn(boris, root, `three @${anna.actor.username}`);
  const { items } = await listInbox(anna.actor);
  expect(items.map(told)).toEqual([`mention: three @${anna.actor.username}`, "reply: two"]);
  expect(items[1]).toMatchObject({ waiting: 3, before: { text: "one" }, root: { id: root.id } });
  await followThread(anna.actor, { rootId: root.id, following: false });
  expect(await inboxOf(anna)).toEqual([`mention: three @${anna.actor.username}`]);
});

test("what was read at its place is not new, nor what was looked at here; what comes after is", async () => {
  const { anna, boris, room } = await people();
  const root = await say(anna, room, "root");
  const named = await say(boris, room, `@${anna.actor.username}`);
  const reply = await replyIn(boris, root, "reply");
  const whisper = await whisperTo(boris, room, anna, "psst");
  await react(boris.actor, { messageId: root.id, emoji: "👍" });
  expect(await countOf(anna)).toBe(4);
  await markRead(anna.actor, { roomId: room.id, messageId: named.id });
  expect(await countOf(anna)).toBe(3);
  await markThreadRead(anna.actor, { rootId: root.id, messageId: reply.id });
  expect(await countOf(anna)).toBe(2);
  await markRead(anna.actor, { roomId: room.id, messageId: whisper.id });
  expect(await inboxState(anna.actor)).toEqual({ count: 1, whisper_rooms: [] });
  const { items } = await listInbox(anna.actor);
  expect(await seeInbox(anna.actor, { until: items[0]?.at ?? "" })).toEqual({ count: 0, whisper_rooms: [] });
  await nextMoment();
  await react(boris.actor, { messageId: root.id, emoji: "🚚" });
  expect((await listInbox(anna.actor)).items.map(({ kind, is_new }) => [kind, is_new])).toEqual([
    ["reaction", true],
    ["whisper", false],
    ["reply", false],
    ["mention", false],
  ]);
});

test("looking never moves back, nor beyond now: what is still to come stays new", async () => {
  const { anna, boris, room } = await people();
  await seeInbox(anna.actor, { until: "2100-01-01T00:00:00Z" });
  const { seen_at } = await listInbox(anna.actor);
  expect(Date.parse(seen_at)).toBeLessThanOrEqual(Date.now());
  await seeInbox(anna.actor, { until: "2000-01-01T00:00:00Z" });
  expect((await listInbox(anna.actor)).seen_at).toBe(seen_at);
  await nextMoment();
  await say(boris, room, `@${anna.actor.username}`);
  expect(await countOf(anna)).toBe(1);
});

test("what is gone is not in it: deleted, unsaid, taken back, in rooms one is out of", async () => {
  const { anna, boris, clara, room } = await people();
  const root = await say(anna, room, "root");
  const named = await say(boris, room, `@${anna.actor.username}`);
  const reply = await replyIn(boris, root, "reply");
  const whisper = await whisperTo(boris, room, anna, "psst");
  await react(boris.actor, { messageId: root.id, emoji: "👍" });
  expect(await inboxOf(anna)).toHaveLength(4);
  await unreact(boris.actor, { messageId: root.id, emoji: "👍" });
  await editMessage(boris.actor, { messageId: named.id, text: "nobody" });
  await deleteMessage(boris.actor, { messageId: reply.id });
  expect(await inboxOf(anna)).toEqual(["whisper: psst"]);
  await deleteMessage(boris.actor, { messageId: whisper.id });
  expect(await inboxOf(anna)).toEqual([]);
  expect(await inboxState(anna.actor)).toEqual({ count: 0, whisper_rooms: [] });
  await say(clara, room, `again @${anna.actor.username}`);
  await removeMember(boris.actor, { roomId: room.id, personId: anna.id });
  expect(await inboxOf(anna)).toEqual([]);
  expect(await countOf(anna)).toBe(0);
});

test("what was said before one came back into a room is not for one", async () => {
  const [anna, boris] = [await person("anna"), await person("boris")];
  const room = await createRoom(boris.actor, { name: "Late", member_ids: [anna.id], history: "joined" });
  const root = await say(anna, room, "root");
  await say(boris, room, `@${anna.actor.username}`);
  await replyIn(boris, root, "reply");
  await whisperTo(boris, room, anna, "psst");
  await react(boris.actor, { messageId: root.id, emoji: "👍" });
  expect(await inboxOf(anna)).toHaveLength(4);
  await removeMember(boris.actor, { roomId: room.id, personId: anna.id });
  await say(boris, room, "meanwhile");
  await putMember(boris.actor, { roomId: room.id, personId: anna.id });
  expect(await inboxOf(anna)).toEqual([]);
  expect(await inboxState(anna.actor)).toEqual({ count: 0, whisper_rooms: [] });
  const named = await say(boris, room, `welcome @${anna.actor.username}`);
  const { items } = await listInbox(anna.actor);
  expect(items.map(({ message }) => message.id)).toEqual([named.id]);
});

test("an archived room's entries stay; signs of one's own are none", async () => {
  const { anna, boris, room } = await people();
  const mine = await say(anna, room, "mine");
  await react(anna.actor, { messageId: mine.id, emoji: "👍" });
  await say(boris, room, `@${anna.actor.username}`);
  await editRoom(boris.actor, { roomId: room.id, archived: true });
  expect(await inboxOf(anna)).toEqual([`mention: @${anna.actor.username}`]);
});

test("what waits is counted up to a bound", async () => {
  const { anna, boris, room } = await people();
  const first = await say(boris, room, "many");
  await database().execute(sql`
    with more as (
      insert into messages (room_id, author_id, to_id, seq, version, born_version, client_id, text, html)
      select ${room.id}, ${boris.id}, ${anna.id}, ${first.seq}, ${first.version}, ${first.version}, gen_random_uuid(), 'w', 'w'
      from generate_series(1, 130) returning id)
    select count(*) from more`);
  expect(await countOf(anna)).toBe(100);
});
