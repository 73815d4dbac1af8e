import { expect, test } from "vitest";
import { onBothBuses } from "@/server/testing/stage";
import { person, roomOf, say } from "@/server/testing/world";

onBothBuses({ socketBufferBytesMax: 200_000 }, (stage) => {
  test("a reader that stops reading is cut, and the others go on", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const [good, slow] = [await stage.connect(boris), await stage.connect(boris)];
    slow.ws.pause();
    let seen = false;
    void slow.closed.then(() => {
      seen = true;
    });
    const writers = await Promise.all(Array.from({ length: 8 }, async () => person("writer")));
    const rooms = await Promise.all(writers.map((writer) => roomOf(writer, boris)));
    for (let count = 0; count < 50; count++)
      await Promise.all(writers.map((writer, at) => say(writer, rooms[at] ?? room, "x".repeat(19_000))));
    await say(anna, room, "last");
    await good.next("message", (frame) => frame.message.text === "last");
    expect(seen).toBe(false);
    slow.ws.resume();
    expect(await slow.closed).toBe(4008);
  });
});

onBothBuses({ heartbeatMs: 300 }, (stage) => {
  test("a peer that answers no ping is dropped in time", async () => {
    const socket = await stage.connect(await person("anna"));
    socket.ws.pong = () => {};
    socket.ws.removeAllListeners("ping");
    Object.assign(socket.ws, { _autoPong: false });
    expect(await socket.closed).toBe(1006);
  });
});
