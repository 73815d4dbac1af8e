import { expect, test } from "vitest";
import { markAllRead, markRead, markUnread, restoreUnread } from "@/lib/rooms/readings";
import { onBothBuses } from "@/server/testing/stage";
import { person, roomOf, say, sayAll, signInAgain, tokenOf } from "@/server/testing/world";

onBothBuses({}, (stage) => {
  test("a newcomer is told only of rooms where something is unread", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const [room, quiet] = [await roomOf(anna, boris), await roomOf(anna, boris)];
    const [first] = await sayAll(anna, room, "one", `hello @${boris.actor.username}`);
    const socket = stage.open({ path: `?token=${await tokenOf(boris)}` });
    const ready = await socket.next("ready");
    expect(ready.rooms).toEqual({ [room.id]: room.version + 2, [quiet.id]: quiet.version });
    expect(ready.unread).toEqual([{ room_id: room.id, count: 2, mentions: 1, first_unread_id: first?.id }]);
  });

  test("counts rise on all of one's devices, with mentions and the first unread message", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const sockets = [await stage.connect(boris), await stage.connect(await signInAgain(boris))];
    const [first] = await sayAll(anna, room, "one", "two", `three @${boris.actor.username}`);
    for (const socket of sockets) {
      const unread = await socket.next("unread", (frame) => frame.count === 3);
      expect(unread).toEqual({ type: "unread", room_id: room.id, count: 3, mentions: 1, first_unread_id: first?.id });
    }
  });

  test("one's own words are read, and so is what stood before them", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const [hers, his] = [await stage.connect(anna), await stage.connect(boris)];
    await say(anna, room, "one");
    await his.next("unread", (frame) => frame.count === 1);
    await say(boris, room, "two");
    expect(await his.next("unread")).toMatchObject({ count: 0, mentions: 0, first_unread_id: null });
    expect(await hers.next("unread")).toMatchObject({ count: 1 });
  });

  test("what is read on one device is read on all, and the others see how far", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const [hers, phone, desk] = [await stage.connect(anna), await stage.connect(boris), await stage.connect(boris)];
    const [, second, third] = await sayAll(anna, room, "one", "two", "three");
    await desk.next("unread", (frame) => frame.count === 3);
    phone.send({ type: "read", room_id: room.id, message_id: second?.id ?? 0 });
    const counts = { room_id: room.id, count: 1, mentions: 0, first_unread_id: third?.id };
    for (const socket of [phone, desk])
      expect(await socket.next("unread", (frame) => frame.count === 1)).toMatchObject(counts);
    const mark = { type: "read", room_id: room.id, user_id: boris.id, message_id: second?.id, seq: 2 };
    expect(await hers.next("read")).toEqual(mark);
    expect(await phone.received("read")).toEqual([]);
  });

  test("a read mark that moves back is no news", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const hers = await stage.connect(anna);
    const [first, second] = await sayAll(anna, room, "one", "two");
    for (const message of [second, first])
      await markRead(boris.actor, { roomId: room.id, messageId: message?.id ?? 0 });
    expect(await hers.next("read")).toMatchObject({ seq: 2 });
    await say(boris, room, "three");
    await hers.next("message", (frame) => frame.message.text === "three");
    expect(await hers.received("read")).toHaveLength(1);
  });

  test("what is marked as unread is unread on all of one's devices, and read again where one reads on", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const [hers, phone, desk] = [await stage.connect(anna), await stage.connect(boris), await stage.connect(boris)];
    const [, second, third] = await sayAll(anna, room, "one", "two", "three");
    desk.send({ type: "read", room_id: room.id, message_id: third?.id ?? 0 });
    for (const socket of [phone, desk]) await socket.next("unread", (frame) => frame.count === 0);
    await hers.next("read", (frame) => frame.seq === 3);

    await markUnread(boris.actor, { roomId: room.id, messageId: second?.id ?? 0 });
    const marked = { count: 2, mentions: 0, first_unread_id: second?.id, marked: true };
    // On their way to none the counts may have been two, too.
    for (const socket of [phone, desk])
      expect(await socket.next("unread", (frame) => frame.marked === true)).toEqual({
        type: "unread",
        room_id: room.id,
        ...marked,
      });
    const late = stage.open({ path: `?token=${await tokenOf(boris)}` });
    expect((await late.next("ready")).unread).toEqual([{ room_id: room.id, ...marked }]);
    await say(anna, room, "four");
    for (const socket of [phone, desk]) await socket.next("unread", (frame) => frame.count === 3);

    phone.send({ type: "read", room_id: room.id, message_id: third?.id ?? 0 });
    for (const socket of [phone, desk, late])
      expect(await socket.next("unread", (frame) => frame.count === 1)).not.toHaveProperty("marked");
    expect(await hers.received("read")).toHaveLength(1);
  });

  test("everything read and its undo reach all of one's devices, and the others see how far one has read", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const rooms = [await roomOf(anna, boris), await roomOf(anna, boris)];
    const [hers, phone, desk] = [await stage.connect(anna), await stage.connect(boris), await stage.connect(boris)];
    for (const room of rooms) await sayAll(anna, room, "one", "two");
    const inEach = async (count: number) => {
      for (const socket of [phone, desk])
        for (const room of rooms)
          await socket.next("unread", (frame) => frame.room_id === room.id && frame.count === count);
    };
    await inEach(2);
    const before = await markAllRead(boris.actor);
    await inEach(0);
    for (const room of rooms)
      expect(await hers.next("read", (frame) => frame.room_id === room.id)).toMatchObject({ seq: 2 });
    await restoreUnread(boris.actor, before);
    await inEach(2);
    expect(await hers.received("read")).toHaveLength(2);
  });
});
