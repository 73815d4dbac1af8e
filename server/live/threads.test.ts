import { expect, test } from "vitest";
import { followThread } from "@/lib/messages/following";
import { removeMember } from "@/lib/rooms/members";
import { onBothBuses } from "@/server/testing/stage";
import { person, replyIn, roomOf, say, signInAgain, whisperTo } from "@/server/testing/world";

onBothBuses({}, (stage) => {
  test("how far one has read a thread, and that one follows it, is told to all of one's devices and to nobody else", async () => {
    const [anna, boris, clara] = [await person("anna"), await person("boris"), await person("clara")];
    const room = await roomOf(anna, boris, clara);
    const root = await say(anna, room, "root");
    const desk = await stage.connect(anna);
    const phone = await stage.connect(await signInAgain(anna));
    const [his, hers] = [await stage.connect(boris), await stage.connect(clara)];
    const reply = await replyIn(boris, root, "reply");
    const place = { type: "thread", room_id: room.id, thread_id: root.id, following: true };
    for (const line of [desk, phone]) expect(await line.next("thread")).toEqual({ ...place, last_read_seq: 0 });
    expect(await his.next("thread")).toEqual({ ...place, last_read_seq: 1 });
    desk.send({ type: "read", room_id: room.id, thread_id: root.id, message_id: reply.id });
    for (const line of [desk, phone]) expect(await line.next("thread")).toEqual({ ...place, last_read_seq: 1 });
    await followThread(anna.actor, { rootId: root.id, following: false });
    for (const line of [desk, phone]) expect(await line.next("thread")).toMatchObject({ following: false });
    expect(await his.received("thread")).toHaveLength(1);
    expect(await hers.received("thread", "read")).toEqual([]);
  });

  test("whoever was taken out hears nothing of their threads", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const root = await say(boris, room, "root");
    const his = await stage.connect(boris);
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    await his.next("removed");
    await replyIn(anna, root, "reply");
    expect(await his.received("thread")).toEqual([]);
  });

  test("the others hear that somebody has read up to what they see, never of a whisper", async () => {
    const [anna, boris, clara] = [await person("anna"), await person("boris"), await person("clara")];
    const room = await roomOf(anna, boris, clara);
    const first = await whisperTo(anna, room, boris, "before everything");
    const [his, hers] = [await stage.connect(boris), await stage.connect(clara)];
    his.send({ type: "read", room_id: room.id, message_id: first.id });
    await his.received();
    const said = await say(anna, room, "aloud");
    const second = await whisperTo(anna, room, boris, "psst");
    his.send({ type: "read", room_id: room.id, message_id: second.id });
    expect(await hers.next("read")).toMatchObject({ message_id: said.id, seq: 1 });
    expect(await hers.received("read")).toHaveLength(1);
  });
});
