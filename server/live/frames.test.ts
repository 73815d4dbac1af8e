import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { removeMember } from "@/lib/rooms/members";
import type { TestSocket } from "@/server/testing/socket";
import { onBothBuses } from "@/server/testing/stage";
import { person, roomOf, say } from "@/server/testing/world";

onBothBuses({ framesPerWindow: 30, framesWindowMs: 60_000 }, (stage) => {
  test("what one says is acknowledged to oneself and told to the others", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const [hers, his] = [await stage.connect(anna), await stage.connect(boris)];
    const clientId = randomUUID();
    hers.send({ type: "message", room_id: room.id, text: "hello", client_id: clientId });
    const { message } = await hers.next("ack", (frame) => frame.client_id === clientId);
    expect(message).toMatchObject({ text: "hello", seq: 1, client_id: clientId });
    expect((await his.next("message")).message).toEqual(message);
  });

  test("a client_id said again answers with the first message, and another text under it is a conflict", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const socket = await stage.connect(anna);
    const clientId = randomUUID();
    for (const text of ["hello", "hello", "other"])
      socket.send({ type: "message", room_id: room.id, text, client_id: clientId });
    const [first, again] = [await socket.next("ack"), await socket.next("ack")];
    expect(again.message.id).toBe(first.message.id);
    expect(await socket.next("error")).toMatchObject({ code: "conflict", client_id: clientId });
    expect(await socket.received("message")).toHaveLength(1);
  });

  test.each([
    ["no JSON", "{"],
    ["no object", "[]"],
    ["no type", "{}"],
    ["an unknown type", '{"type":"shout"}'],
    ["an unknown field", '{"type":"ping","loud":true}'],
    ["a text that is no string", '{"type":"message","room_id":1,"text":{}}'],
    ["a room that is no number", '{"type":"typing","room_id":"1"}'],
    ["a negative room", '{"type":"typing","room_id":-1}'],
    ["a fraction of a room", '{"type":"typing","room_id":1.5}'],
    ["no room", '{"type":"typing"}'],
    ["a blank text", '{"type":"message","room_id":1,"text":"  "}'],
    ["deep nesting", `{"type":"message","text":${"[".repeat(30_000)}${"]".repeat(30_000)}}`],
    ["versions that are no numbers", '{"type":"resume","rooms":{"1":"x"}}'],
    ["rooms that are no numbers", '{"type":"resume","rooms":{"x":1}}'],
  ])("a frame with %s is answered with an error, and the socket stays", async (_, data) => {
    const socket = await stage.connect(await person("anna"));
    socket.sendRaw(data);
    expect(await socket.next("error")).toMatchObject({ code: "invalid" });
    expect(await socket.received("error")).toHaveLength(1);
  });

  test("a binary frame is answered with an error, and the socket stays", async () => {
    const socket = await stage.connect(await person("anna"));
    socket.sendRaw(Buffer.from('{"type":"ping"}'));
    expect(await socket.next("error")).toMatchObject({ code: "invalid" });
    expect(await socket.received("error")).toHaveLength(1);
  });

  test("a frame over 64 KiB closes with 1009", async () => {
    const socket = await stage.connect(await person("anna"));
    socket.sendRaw(JSON.stringify({ type: "message", room_id: 1, text: "x".repeat(64 * 1024) }));
    expect(await socket.closed).toBe(1009);
  });

  test("a message over 20,000 characters is too large", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const socket = await stage.connect(anna);
    const clientId = randomUUID();
    socket.send({ type: "message", room_id: room.id, text: "x".repeat(20_001), client_id: clientId });
    expect(await socket.next("error")).toMatchObject({ code: "too_large", client_id: clientId });
  });

  test("a room that one is not in does not exist, for every frame", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna);
    const { id } = await say(anna, room, "secret");
    const socket = await stage.connect(boris);
    socket.send({ type: "message", room_id: room.id, text: "hello" });
    socket.send({ type: "read", room_id: room.id, message_id: id });
    socket.send({ type: "typing", room_id: room.id });
    for (let count = 0; count < 3; count++) expect(await socket.next("error")).toMatchObject({ code: "not_found" });
    socket.send({ type: "resume", rooms: { [room.id]: 0 } });
    expect(await socket.next("removed")).toEqual({ type: "removed", room_id: room.id });
  });

  test("a removed member says nothing more", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const socket = await stage.connect(boris);
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    socket.send({ type: "message", room_id: room.id, text: "hello" });
    expect(await socket.next("error")).toMatchObject({ code: "not_found" });
  });

  test("signing in twice is refused, and the socket stays", async () => {
    const socket = await stage.connect(await person("anna"));
    socket.send({ type: "auth", token: "x" });
    expect(await socket.next("error")).toMatchObject({ code: "conflict" });
    expect(await socket.received("error")).toHaveLength(1);
  });

  test("beyond so many frames each is refused, and none of them is done", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const socket = await stage.connect(anna);
    for (let count = 0; count < 30; count++) socket.send({ type: "ping" });
    const clientId = randomUUID();
    socket.send({ type: "message", room_id: room.id, text: 'too "much"', client_id: clientId });
    const { retry_after: seconds, ...refused } = await socket.next("error");
    expect(refused).toMatchObject({ code: "rate_limited", client_id: clientId });
    expect(seconds).toBeGreaterThan(1);
    expect(seconds).toBeLessThanOrEqual(60);
    for (let count = 0; count < 30; count++) await socket.next("pong");
    await say(anna, room, "after");
    expect((await socket.next("message")).message.text).toBe("after");
  });

  test("the others see who is typing, and oneself does not", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const [hers, his] = [await stage.connect(anna), await stage.connect(boris)];
    for (let count = 0; count < 3; count++) hers.send({ type: "typing", room_id: room.id });
    expect(await his.next("typing")).toEqual({ type: "typing", room_id: room.id, user_id: anna.id });
    const said = await say(anna, room, "done");
    await his.next("message", (frame) => frame.message.id === said.id);
    expect(his.heard("typing")).toHaveLength(1);
    expect(await hers.received("typing")).toEqual([]);
  });
});

/** The ids by which messages were answered so far. */
const answered = (socket: TestSocket) => [...socket.heard("ack"), ...socket.heard("error")].map((one) => one.client_id);

onBothBuses({ framesPerWindow: 20, framesWindowMs: 1_000 }, (stage) => {
  test("of a flood each message is acknowledged or refused by its own id, and what is sent again later is said", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const socket = await stage.connect(anna);
    const ids = Array.from({ length: 60 }, () => randomUUID());
    for (const id of ids) socket.send({ type: "message", room_id: room.id, text: id, client_id: id });
    await expect.poll(() => answered(socket).sort(), { timeout: 12_000 }).toEqual([...ids].sort());
    const refused = socket.heard("error");
    expect(refused.length).toBeGreaterThan(20);
    for (const error of refused) expect(error).toMatchObject({ code: "rate_limited", retry_after: 1 });
    const again = refused[0]?.client_id ?? "";
    const isSaid = () => socket.heard("ack").some((ack) => ack.client_id === again);
    await expect
      .poll(
        () => {
          if (!isSaid()) socket.send({ type: "message", room_id: room.id, text: again, client_id: again });
          return isSaid();
        },
        { interval: 300, timeout: 8_000 },
      )
      .toBe(true);
  }, 25_000);
});

onBothBuses({}, (stage) => {
  test("as many messages at once as the calls take are taken", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const socket = await stage.connect(anna);
    const ids = Array.from({ length: 120 }, () => randomUUID());
    for (const id of ids) socket.send({ type: "message", room_id: room.id, text: "hello", client_id: id });
    await expect.poll(() => answered(socket).length, { timeout: 40_000 }).toBe(ids.length);
    expect(socket.heard("ack").map((ack) => [ack.client_id, ack.message.seq])).toEqual(
      ids.map((id, at) => [id, at + 1]),
    );
    expect(socket.heard("error")).toEqual([]);
  }, 45_000);
});
