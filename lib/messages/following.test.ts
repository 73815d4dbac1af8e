import { expect, test } from "vitest";
import type { AppError } from "@/lib/errors";
import { removeMember } from "@/lib/rooms/members";
import { markRead } from "@/lib/rooms/readings";
import { deactivate, person, replyIn, roomOf, say, sayAll, whisperTo } from "@/server/testing/world";
import { deleteMessage } from "./deletion";
import { arriveInThread, followThread, listThreads, markThreadRead, openThread, threadPlaces } from "./following";
import type { MessageView, OpenedThread } from "./schema";

const refusal = (work: Promise<unknown>) => work.then(() => "done").catch((error) => (error as AppError).code);

async function thread() {
  const [anna, boris, clara] = [await person("anna"), await person("boris"), await person("clara")];
  const room = await roomOf(anna, boris, clara);
  const root = await say(anna, room, "root");
  const replies = [];
  for (const text of ["one", "two", "three"]) replies.push(await replyIn(boris, root, text));
  const placeOf = async (who: typeof anna) =>
    (await threadPlaces(who.actor, { roomId: room.id, rootIds: [root.id] }))[0] ?? null;
  return { anna, boris, clara, room, root, replies, placeOf };
}

test("who begins a thread and who speaks in it follow it, each with what they have not read; nobody else does", async () => {
  const { anna, boris, clara, room, root, placeOf } = await thread();
  const place = { room_id: room.id, thread_id: root.id, following: true };
  expect(await placeOf(anna)).toEqual({ ...place, last_read_seq: 0 });
  expect(await placeOf(boris)).toEqual({ ...place, last_read_seq: 3 });
  expect(await placeOf(clara)).toBeNull();
  await replyIn(boris, root, `look here, @${clara.actor.username}`);
  expect(await placeOf(clara)).toEqual({ ...place, last_read_seq: 3 });
});

test("what one has read in a thread never moves back", async () => {
  const { anna, root, replies } = await thread();
  const [first, , third] = replies.map(({ id }) => id);
  const read = (messageId = 0) => markThreadRead(anna.actor, { rootId: root.id, messageId });
  expect(await read(third)).toMatchObject({ last_read_seq: 3, following: true });
  expect(await read(first)).toMatchObject({ last_read_seq: 3 });
});

test("a reader who follows nothing reads without following", async () => {
  const { clara, root, replies } = await thread();
  const messageId = replies[1]?.id ?? 0;
  expect(await markThreadRead(clara.actor, { rootId: root.id, messageId })).toMatchObject({
    following: false,
    last_read_seq: 2,
  });
});

test("from following on, what comes is unread; from unfollowing on, words of one's own alone bring one back", async () => {
  const { anna, boris, clara, root, placeOf } = await thread();
  const follow = (who: typeof anna, following: boolean) => followThread(who.actor, { rootId: root.id, following });
  expect(await follow(clara, true)).toMatchObject({ following: true, last_read_seq: 3 });
  await follow(anna, false);
  await replyIn(boris, root, `four, @${anna.actor.username}`);
  expect(await placeOf(anna)).toMatchObject({ following: false, last_read_seq: 0 });
  expect(await placeOf(clara)).toMatchObject({ following: true, last_read_seq: 3 });
  expect(await follow(anna, true)).toMatchObject({ following: true, last_read_seq: 4 });
  await follow(anna, false);
  await replyIn(anna, root, "five");
  expect(await placeOf(anna)).toMatchObject({ following: true, last_read_seq: 5 });
});

test("a thread that is opened brings one's own part in it", async () => {
  const { anna, clara, root } = await thread();
  const opened = await openThread(anna.actor, { rootId: root.id, limit: 2 });
  expect(opened.items.map(({ text }) => text)).toEqual(["two", "three"]);
  expect(opened).toMatchObject({ root: { id: root.id }, has_before: true, place: { following: true } });
  expect(await openThread(clara.actor, { rootId: root.id })).toMatchObject({
    place: { following: false, last_read_seq: 0 },
  });
});

test("the threads that one follows are listed by their latest talk, page by page, those of left rooms no more", async () => {
  const [anna, boris] = [await person("anna"), await person("boris")];
  const [room, left] = [await roomOf(anna, boris), await roomOf(boris, anna)];
  const roots = [...(await sayAll(anna, room, "one", "two")), await say(anna, left, "three")];
  for (const root of roots) await replyIn(boris, root, "reply");
  const [first] = roots;
  if (first) await replyIn(boris, first, "once more");
  const page = await listThreads(anna.actor, { limit: 2 });
  expect(page.items.map(({ root }) => root.text)).toEqual(["one", "three"]);
  const rest = await listThreads(anna.actor, { limit: 2, cursor: page.next_cursor ?? "" });
  expect(rest.items.map(({ root }) => root.text)).toEqual(["two"]);
  expect(rest.next_cursor).toBeNull();
  await removeMember(boris.actor, { roomId: left.id, personId: anna.id });
  expect((await listThreads(anna.actor)).items.map(({ root }) => root.text)).toEqual(["one", "two"]);
});

test("nobody has to do with a thread that they do not see, nor with what is none", async () => {
  const { anna, boris, clara, room, root, replies } = await thread();
  const stranger = await person("stranger");
  const whisper = await whisperTo(anna, room, boris, "psst");
  const other = await say(anna, room, "another root");
  const [reply] = replies;
  const messageId = reply?.id ?? 0;
  const attempts = (who: typeof anna) => [
    followThread(who.actor, { rootId: root.id, following: true }),
    markThreadRead(who.actor, { rootId: root.id, messageId }),
    openThread(who.actor, { rootId: root.id }),
    threadPlaces(who.actor, { roomId: room.id, rootIds: [root.id] }),
  ];
  const everything = async (who: typeof anna) => Promise.all(attempts(who).map(refusal));
  expect(new Set(await everything(stranger))).toEqual(new Set(["not_found"]));
  for (const rootId of [whisper.id, messageId])
    expect(await refusal(followThread(boris.actor, { rootId, following: true }))).toBe("not_found");
  expect(await refusal(markThreadRead(anna.actor, { rootId: other.id, messageId }))).toBe("not_found");
  expect(await refusal(markThreadRead(anna.actor, { rootId: root.id, messageId: other.id }))).toBe("not_found");
  await removeMember(anna.actor, { roomId: room.id, personId: clara.id });
  expect(new Set(await everything(clara))).toEqual(new Set(["not_found"]));
  await deactivate(boris);
  expect(new Set(await everything({ ...boris, actor: { ...boris.actor, active: false } }))).toEqual(
    new Set(["not_found"]),
  );
});

test("a thread whose root was deleted is followed and read on", async () => {
  const { anna, boris, root } = await thread();
  await deleteMessage(anna.actor, { messageId: root.id });
  const reply = await replyIn(boris, root, "all the same");
  expect(await markThreadRead(anna.actor, { rootId: root.id, messageId: reply.id })).toMatchObject({
    following: true,
    last_read_seq: 4,
  });
});

test("reading up to a whisper reads the message before it, and the others hear of that one alone", async () => {
  const [anna, boris] = [await person("anna"), await person("boris")];
  const room = await roomOf(anna, boris);
  await say(anna, room, "aloud");
  const whisper = await whisperTo(anna, room, boris, "psst");
  const answer = await markRead(boris.actor, { roomId: room.id, messageId: whisper.id });
  expect(answer).toMatchObject({ last_read_seq: 1, unread: { count: 0 } });
});

test("a thread opens where one has not read on, at a place that is asked for, else at its end", async () => {
  const [anna, boris] = [await person("anna"), await person("boris")];
  const room = await roomOf(anna, boris);
  const root = await say(anna, room, "root");
  const texts = (opened: OpenedThread) => opened.items.map(({ seq }) => seq);
  const replies: MessageView[] = [];
  for (let n = 1; n <= 60; n += 1) replies.push(await replyIn(boris, root, `reply ${n}`));
  await markThreadRead(anna.actor, { rootId: root.id, messageId: replies[4]?.id ?? 0 });
  const first = await arriveInThread(anna.actor, { rootId: root.id });
  expect(first.first_unread_id).toBe(replies[5]?.id);
  expect(first).toMatchObject({ has_before: false, has_after: true, place: { following: true, last_read_seq: 5 } });
  expect(texts(first).slice(0, 7)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const asked = await arriveInThread(anna.actor, { rootId: root.id, around: replies[39]?.id, limit: 3 });
  expect(texts(asked)).toEqual([39, 40, 41]);
  const gone = await arriveInThread(boris.actor, { rootId: root.id, around: root.id });
  expect(gone.first_unread_id).toBeNull();
  expect(texts(gone).at(-1)).toBe(60);
  await followThread(anna.actor, { rootId: root.id, following: false });
  expect((await arriveInThread(anna.actor, { rootId: root.id })).first_unread_id).toBeNull();
});
