import { expect, test } from "vitest";
import type { MessageView } from "@/lib/messages/schema";
import { addMember, joinRoom, leaveRoom, removeMember } from "@/lib/rooms/members";
import { createRoom, editRoom } from "@/lib/rooms/mutations";
import type { TestSocket } from "@/server/testing/socket";
import { onBothBuses } from "@/server/testing/stage";
import { person, roomOf, say, sayAll, withoutNews } from "@/server/testing/world";

// Counts are told elsewhere: here each change is written by itself.
onBothBuses({ unreadTickMs: 600_000 }, (stage) => {
  test("messages arrive once each, in their order, with every version", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const socket = await stage.connect(boris);
    const texts = Array.from({ length: 40 }, (_, at) => `message ${at}`);
    await Promise.all(texts.map((text) => say(anna, room, text)));
    await socket.next("message", (frame) => frame.version === room.version + 40);
    const heard = socket.heard("message");
    expect(heard.map((frame) => frame.version)).toEqual(texts.map((_, at) => room.version + 1 + at));
    expect(heard.map((frame) => frame.message.seq)).toEqual(texts.map((_, at) => at + 1));
    expect(heard.map((frame) => frame.message.text).sort()).toEqual([...texts].sort());
  });

  test("what the bus lost arrives all the same", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const socket = await stage.connect(boris);
    const said = await withoutNews(() => sayAll(anna, room, "one", "two", "three"));
    await socket.next("message", (frame) => frame.message.id === said[2]?.id);
    const heard = socket.heard("message");
    expect(heard.map((frame) => frame.message.text)).toEqual(["one", "two", "three"]);
  });

  test("somebody who is put into a room is shown it, and hears what is said next", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna);
    const [hers, socket] = [await stage.connect(anna), await stage.connect(boris)];
    await heardBy([hers], await say(anna, room, "hello"));
    await addMember(anna.actor, { roomId: room.id, personId: boris.id });
    const { room: view } = await socket.next("added");
    expect(view).toMatchObject({ id: room.id, my_role: "member", unread: { count: 0 } });
    await say(anna, room, "welcome");
    const { message, version } = await socket.next("message");
    expect(message.text).toBe("welcome");
    expect(version).toBe(view.version + 1);
  });

  test("somebody who is put into a room where nobody listens is shown it though the news was lost", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna);
    const socket = await stage.connect(boris);
    await withoutNews(() => addMember(anna.actor, { roomId: room.id, personId: boris.id }));
    const { room: view } = await socket.next("added");
    expect(view.id).toBe(room.id);
  });

  test("the other members hear who came and who left", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna);
    const socket = await stage.connect(anna);
    await addMember(anna.actor, { roomId: room.id, personId: boris.id });
    expect(await socket.next("membership")).toMatchObject({ change: "joined", user: { id: boris.id } });
    await leaveRoom(boris.actor, { roomId: room.id });
    expect(await socket.next("membership")).toMatchObject({ change: "left", user: { id: boris.id } });
  });

  test("a removed member hears that, and nothing more", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const [hers, his] = [await stage.connect(anna), await stage.connect(boris)];
    await heardBy([hers, his], await say(anna, room, "hello"));
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    const said = await say(anna, room, "still there?");
    await hers.next("message", (frame) => frame.message.id === said.id);
    expect(await his.received("removed", "membership")).toEqual([{ type: "removed", room_id: room.id }]);
    expect(his.heard("message")).toHaveLength(1);
  });

  test("a removed member hears nothing more though the news was lost", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const [hers, his] = [await stage.connect(anna), await stage.connect(boris)];
    await heardBy([hers, his], await say(anna, room, "hello"));
    await withoutNews(() => removeMember(anna.actor, { roomId: room.id, personId: boris.id }));
    await his.next("removed");
    const said = await say(anna, room, "still there?");
    await hers.next("message", (frame) => frame.message.id === said.id);
    expect(await his.received("message", "membership")).toHaveLength(1);
  });

  test("removed and said in one stride: the removed one does not hear it", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const [hers, his] = [await stage.connect(anna), await stage.connect(boris)];
    await heardBy([hers, his], await say(anna, room, "hello"));
    const said = await withoutNews(async () => {
      await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
      return say(anna, room, "still there?");
    });
    await hers.next("message", (frame) => frame.message.id === said.id);
    expect(await his.received("message", "membership")).toHaveLength(1);
  });

  test("a new name is told to each member as they see the room, and no version is left out", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const [hers, his] = [await stage.connect(anna), await stage.connect(boris)];
    await withoutNews(async () => {
      await say(anna, room, "before");
      await editRoom(anna.actor, { roomId: room.id, name: "Renamed" });
      await say(boris, room, "after");
    });
    await Promise.all([hers, his].map((socket) => socket.next("message", (frame) => frame.message.text === "after")));
    const versions = his.frames.flatMap((frame) => ("version" in frame && frame.version ? [frame.version] : []));
    expect(versions).toEqual([1, 2, 3].map((step) => room.version + step));
    expect((await hers.next("room")).room).toMatchObject({ name: "Renamed", my_role: "admin" });
    expect((await his.next("room")).room).toMatchObject({ name: "Renamed", my_role: "member" });
  });

  test("a second device hears what is said after it came, and the first goes on when it goes", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const desk = await stage.connect(boris);
    await heardBy([desk], await say(anna, room, "one"));
    const phone = await stage.connect(boris);
    await heardBy([desk, phone], await say(anna, room, "two"));
    await phone.close();
    await heardBy([desk], await say(anna, room, "three"));
    expect(phone.heard("message")).toHaveLength(1);
  });

  test("a socket that comes while its rooms talk hears first where they stand, and then all that follows", async () => {
    const boris = await person("boris");
    const authors = await Promise.all(Array.from({ length: 4 }, () => person("author")));
    const room = await roomOf(boris, ...authors);
    await stage.connect(boris);
    const texts = Array.from({ length: 50 }, (_, at) => `${at}`);
    const talk = Promise.all(authors.map((author) => sayAll(author, room, ...texts)));
    const sockets: TestSocket[] = [];
    for (let count = 0; count < 15; count++) sockets.push(await stage.connect(boris));
    await talk;
    await Promise.all(sockets.map((socket) => socket.next("message", (frame) => frame.version === room.version + 200)));
    for (const socket of sockets) {
      expect(socket.frames[0]?.type).toBe("ready");
      const start = socket.heard("ready")[0]?.rooms[room.id] ?? 0;
      const after = socket.heard("message").filter((frame) => (frame.version ?? 0) > start);
      expect(after.map((frame) => frame.version)).toEqual(after.map((_, at) => start + 1 + at));
    }
  });

  test("two sidecars tell the same", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const other = await stage.start({});
    const [here, there] = [await stage.connect(boris), await stage.connect(boris, { port: other.port })];
    await sayAll(anna, room, "one", "two", "three");
    const last = room.version + 3;
    await Promise.all([here, there].map((socket) => socket.next("message", (frame) => frame.version === last)));
    const heard = [here, there].map((socket) => socket.heard("message"));
    expect(heard[0]).toHaveLength(3);
    expect(heard[1]).toEqual(heard[0]);
  });

  test("who joins an open room on one device is shown it on all", async () => {
    const anna = await person("anna");
    const boris = await person("boris");
    const room = await createRoom(anna.actor, { name: "Open", visibility: "open" });
    const sockets = [await stage.connect(boris), await stage.connect(boris)];
    await joinRoom(boris.actor, { roomId: room.id });
    for (const socket of sockets) expect((await socket.next("added")).room.id).toBe(room.id);
  });
});

const heardBy = (sockets: TestSocket[], said: MessageView) =>
  Promise.all(sockets.map((socket) => socket.next("message", (frame) => frame.message.id === said.id)));
