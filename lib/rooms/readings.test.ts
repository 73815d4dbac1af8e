import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { readings } from "@/db/schema";
import { requireRoom } from "@/lib/access/gate";
import { inboxState } from "@/lib/inbox/data";
import { openThread } from "@/lib/messages/following";
import { person, replyIn, roomOf, say, sayAll, type TestPerson, whisperTo } from "@/server/testing/world";
import { getRoom, listMembers, listMyRooms } from "./data";
import { addMember, removeMember } from "./members";
import { editRoom } from "./mutations";
import { markAllRead, markRead, markUnread, readersOf, restoreUnread, unreadEverywhere } from "./readings";

const counts = async (who: TestPerson, room: { id: number }) => (await getRoom(who.actor, room.id)).unread;

async function twoWhoTalked(...texts: string[]) {
  const [anna, boris] = [await person("anna"), await person("boris")];
  const room = await roomOf(anna, boris);
  return { anna, boris, room, said: await sayAll(anna, room, ...texts) };
}

describe("marked as unread", () => {
  test("a message and what follows it count as unread in every list, and nobody else sees it", async () => {
    const { anna, boris, room, said } = await twoWhoTalked("one", "two", "three");
    const [, second, third] = said.map((message) => message.id);
    await markRead(boris.actor, { roomId: room.id, messageId: third ?? 0 });
    const unread = { count: 2, mentions: 0, first_unread_id: second, marked: true };
    const answer = await markUnread(boris.actor, { roomId: room.id, messageId: second ?? 0 });
    expect(answer).toEqual({ room_id: room.id, last_read_seq: 3, unread });
    expect(await counts(boris, room)).toEqual(unread);
    expect((await listMyRooms(boris.actor)).find(({ id }) => id === room.id)?.unread).toEqual(unread);
    expect(await unreadEverywhere(boris.actor)).toEqual({ items: [{ room_id: room.id, ...unread }], total: 2 });
    expect(await readersOf(await requireRoom(anna.actor, room.id, "read"))).toMatchObject([{ seq: 3 }]);
    const seen = (await listMembers(anna.actor, { roomId: room.id })).find(({ user }) => user.id === boris.id);
    expect(seen?.last_read_seq).toBe(3);
  });

  test("mentions that were read count again", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const said = await say(anna, room, `@${boris.actor.username} look`);
    await markRead(boris.actor, { roomId: room.id, messageId: said.id });
    await markUnread(boris.actor, { roomId: room.id, messageId: said.id });
    expect(await counts(boris, room)).toMatchObject({ count: 1, mentions: 1 });
  });

  test("the mark goes when one reads beyond it or writes, and stays for what is read before it", async () => {
    const { boris, room, said } = await twoWhoTalked("one", "two", "three");
    const [first, second, third] = said.map((message) => message.id);
    const at = (messageId: number | undefined) => ({ roomId: room.id, messageId: messageId ?? 0 });
    await markRead(boris.actor, at(third));
    await markUnread(boris.actor, at(second));
    expect((await markRead(boris.actor, at(first))).unread).toMatchObject({ count: 2, marked: true });
    expect(await markRead(boris.actor, at(second))).toMatchObject({ last_read_seq: 3, unread: { count: 0 } });
    await markUnread(boris.actor, at(second));
    await say(boris, room, "an answer");
    expect(await counts(boris, room)).toEqual({ count: 0, mentions: 0, first_unread_id: null });
  });

  test("what is not read yet stays unread from where it was", async () => {
    const { boris, room, said } = await twoWhoTalked("one", "two", "three");
    await markUnread(boris.actor, { roomId: room.id, messageId: said[2]?.id ?? 0 });
    expect(await counts(boris, room)).toEqual({ count: 3, mentions: 0, first_unread_id: said[0]?.id });
  });

  test("of two devices, one that marks and one that reads what comes in between, either order counts once", async () => {
    const { anna, boris, room, said } = await twoWhoTalked("one", "two", "three");
    const at = (message: { id: number } | undefined) => ({ roomId: room.id, messageId: message?.id ?? 0 });
    await markRead(boris.actor, at(said[2]));
    const fourth = await say(anna, room, "four");
    await Promise.all([markUnread(boris.actor, at(said[1])), markRead(boris.actor, at(fourth))]);
    const { count } = await counts(boris, room);
    expect([0, 3]).toContain(count);
    await markUnread(boris.actor, at(said[1]));
    expect((await counts(boris, room)).count).toBe(3);
    await say(anna, room, "five");
    expect((await counts(boris, room)).count).toBe(4);
  });

  test("a room one came back into is not unread by an old mark", async () => {
    const { anna, boris, room, said } = await twoWhoTalked("one", "two");
    await markRead(boris.actor, { roomId: room.id, messageId: said[1]?.id ?? 0 });
    await markUnread(boris.actor, { roomId: room.id, messageId: said[0]?.id ?? 0 });
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    await addMember(anna.actor, { roomId: room.id, personId: boris.id });
    expect((await counts(boris, room)).count).toBe(0);
  });

  test("strangers, the removed and the deactivated mark nothing, nor does anyone what is elsewhere", async () => {
    const { anna, boris, room, said } = await twoWhoTalked("one");
    const stranger = await person("stranger");
    const input = { roomId: room.id, messageId: said[0]?.id ?? 0 };
    const elsewhere = { ...input, roomId: (await roomOf(anna)).id };
    const inactive = { ...boris.actor, active: false };
    const refused = { code: "not_found" };
    await expect(markUnread(stranger.actor, input)).rejects.toMatchObject(refused);
    await expect(markUnread(anna.actor, elsewhere)).rejects.toMatchObject(refused);
    await expect(markUnread(inactive, input)).rejects.toMatchObject(refused);
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    await expect(markUnread(boris.actor, input)).rejects.toMatchObject(refused);
  });
});

const nothingBeside = { threads: [], whispers: [] };

describe("everything read", () => {
  test("is told room by room as it was, and comes back as it was, with what has come since", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const rooms = [await roomOf(anna, boris), await roomOf(anna, boris), await roomOf(anna, boris)];
    const [some, marked, quiet] = rooms;
    if (!some || !marked || !quiet) throw new Error("three rooms");
    const [, second] = await sayAll(anna, some, "one", `two @${boris.actor.username}`);
    const [first, last] = await sayAll(anna, marked, "one", "two");
    await markRead(boris.actor, { roomId: marked.id, messageId: last?.id ?? 0 });
    await markUnread(boris.actor, { roomId: marked.id, messageId: first?.id ?? 0 });

    const before = await markAllRead(boris.actor);
    expect(before).toEqual({
      positions: [
        { room_id: some.id, seq: 0 },
        { room_id: marked.id, seq: 0 },
      ],
      ...nothingBeside,
    });
    expect((await unreadEverywhere(boris.actor)).total).toBe(0);
    expect(await readersOf(await requireRoom(anna.actor, some.id, "read"))).toMatchObject([{ seq: second?.seq }]);
    expect(await markAllRead(boris.actor)).toEqual({ positions: [], ...nothingBeside });

    await say(anna, some, "three");
    expect(await restoreUnread(boris.actor, before)).toEqual({ rooms: 2 });
    expect(await counts(boris, some)).toMatchObject({ count: 3, mentions: 1, marked: true });
    expect(await counts(boris, marked)).toMatchObject({ count: 2, marked: true });
    expect((await counts(boris, quiet)).count).toBe(0);
  });

  test("holds threads that one follows, and whispers: they are as they were, too, once it is undone", async () => {
    const [anna, boris, clara] = [await person("anna"), await person("boris"), await person("clara")];
    const room = await roomOf(anna, boris, clara);
    const mine = await say(boris, room, "mine");
    await replyIn(anna, mine, "one");
    const second = await replyIn(anna, mine, "two");
    await replyIn(anna, await say(clara, room, "another's"), "unheard");
    await markRead(boris.actor, { roomId: room.id, messageId: (await say(clara, room, "the last")).id });
    const whisper = await whisperTo(anna, room, boris, "psst");
    expect(await inboxState(boris.actor)).toEqual({ count: 2, whisper_rooms: [room.id] });

    const before = await markAllRead(boris.actor);
    expect(before).toEqual({
      positions: [],
      threads: [{ room_id: room.id, thread_id: mine.id, seq: 0 }],
      whispers: [{ room_id: room.id, message_id: expect.any(Number) }],
    });
    expect(await inboxState(boris.actor)).toEqual({ count: 0, whisper_rooms: [] });
    expect((await openThread(boris.actor, { rootId: mine.id })).place.last_read_seq).toBe(second.seq);

    expect(await restoreUnread(clara.actor, before)).toEqual({ rooms: 0 });
    expect(await restoreUnread(boris.actor, before)).toEqual({ rooms: 1 });
    expect(await inboxState(boris.actor)).toEqual({ count: 2, whisper_rooms: [room.id] });
    expect(await restoreUnread(boris.actor, before)).toEqual({ rooms: 0 });
    expect(whisper.to?.id).toBe(boris.id);
  });

  test("a restored place is one's own and within what one may see, or is passed over", async () => {
    const { anna, boris, room } = await twoWhoTalked("one", "two");
    const late = await person("late");
    await editRoom(anna.actor, { roomId: room.id, history: "joined" });
    await addMember(anna.actor, { roomId: room.id, personId: late.id });
    const stranger = await person("stranger");
    const everywhere = { positions: [{ room_id: room.id, seq: 0 }] };
    expect(await restoreUnread(stranger.actor, everywhere)).toEqual({ rooms: 0 });
    expect(await restoreUnread(late.actor, everywhere)).toEqual({ rooms: 0 });
    expect(await restoreUnread(boris.actor, { positions: [{ room_id: room.id, seq: 99 }] })).toEqual({ rooms: 0 });
    expect(await database().$count(readings, eq(readings.roomId, room.id))).toBe(3);
    const strangers = await database().execute(sql`select 1 from readings where person_id = ${stranger.id}`);
    expect(strangers).toHaveLength(0);
  });

  test("from two devices at once it is done once for each room", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const rooms = [];
    for (let at = 0; at < 5; at += 1) rooms.push(await roomOf(anna, boris));
    for (const room of rooms) await say(anna, room, "hello");
    const both = await Promise.all([markAllRead(boris.actor), markAllRead(boris.actor)]);
    expect(both.flatMap(({ positions }) => positions)).toHaveLength(5);
    expect((await unreadEverywhere(boris.actor)).total).toBe(0);
  });
});
