import { get } from "node:http";
import { expect, test } from "vitest";
import { addMember, removeMember } from "@/lib/rooms/members";
import { createRoom } from "@/lib/rooms/mutations";
import { onBothBuses } from "@/server/testing/stage";
import { cookieOf, person, roomOf, say, tokenOf } from "@/server/testing/world";

const authMs = 400;

onBothBuses({ socketAuthMs: authMs, socketsPerPersonMax: 3, strangersMax: 4 }, (stage) => {
  const here = () => `127.0.0.1:${stage.port}`;

  test("a cookie lets in from a page of this very origin", async () => {
    const anna = await person("anna");
    const socket = await stage.browse(anna, `http://${here()}`);
    expect(await socket.next("ready")).toMatchObject({ user_id: anna.id, rooms: {}, unread: [] });
  });

  test.each([
    ["absent", () => undefined],
    ["null", () => "null"],
    ["foreign", () => "https://evil.example"],
    ["of a subdomain", () => `http://www.${here()}`],
    ["a look-alike by prefix", () => `http://${here()}.evil.example`],
    ["a look-alike by port", () => `http://${here()}0`],
    ["with a path", () => `http://${here()}/`],
    ["with a name in front", () => `http://staffroom@${here()}`],
    ["of another scheme", () => `ftp://${here()}`],
  ])("a cookie with an origin that is %s opens nothing", async (_, origin) => {
    const socket = await stage.browse(await person("anna"), origin());
    const refused = new Promise((resolve) =>
      socket.ws.once("unexpected-response", (_, answer) => resolve(answer.statusCode)),
    );
    expect(await refused).toBe(403);
  });

  test("a token lets in from anywhere", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const socket = stage.open({
      path: `?token=${await tokenOf(anna)}`,
      headers: { origin: "https://elsewhere.example" },
    });
    expect(await socket.next("ready")).toMatchObject({ user_id: anna.id, rooms: { [room.id]: room.version } });
  });

  test("a first frame with a token lets in", async () => {
    const anna = await person("anna");
    const socket = stage.open();
    socket.ws.once("open", async () => socket.send({ type: "auth", token: await tokenOf(anna) }));
    expect(await socket.next("ready")).toMatchObject({ user_id: anna.id });
  });

  test.each([
    ["a token of nobody's", "?token=nonsense"],
    ["an empty token", "?token="],
  ])("%s is told so by its close code", async (_, path) => {
    expect(await stage.open({ path }).closed).toBe(4001);
  });

  test("a forged cookie is told so by its close code", async () => {
    const socket = stage.open({ headers: { cookie: "staffroom-session=forged", origin: `http://${here()}` } });
    expect(await socket.closed).toBe(4001);
  });

  test("a bad token in the first frame closes", async () => {
    const socket = stage.open();
    socket.ws.once("open", () => socket.send({ type: "auth", token: "nonsense" }));
    expect(await socket.closed).toBe(4001);
  });

  test("who does not sign in is closed in time, whatever else they say", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const socket = stage.open();
    socket.ws.once("open", () => socket.send({ type: "message", room_id: room.id, text: "hello" }));
    expect(await socket.next("error")).toMatchObject({ code: "unauthenticated" });
    expect(await socket.closed).toBe(4001);
    expect(socket.frames).toHaveLength(1);
  });

  test("sockets that have not signed in are bounded", async () => {
    const sockets = Array.from({ length: 4 }, () => stage.open());
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.ws.once("open", resolve))));
    const fifth = stage.open();
    const refused = new Promise((resolve) =>
      fifth.ws.once("unexpected-response", (_, answer) => resolve(answer.statusCode)),
    );
    expect(await refused).toBe(503);
  });

  test("one person's sockets are bounded", async () => {
    const anna = await person("anna");
    for (let count = 0; count < 3; count++) await stage.connect(anna);
    const fourth = stage.open({ path: `?token=${await tokenOf(anna)}` });
    expect(await fourth.closed).toBe(4009);
  });

  test("a socket for one room hears that room alone, and need not name it", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const [room, other] = [await roomOf(anna, boris), await roomOf(anna, boris)];
    const socket = stage.open({ path: `/${room.id}?token=${await tokenOf(boris)}` });
    expect((await socket.next("ready")).rooms).toEqual({ [room.id]: room.version });
    await say(anna, other, "elsewhere");
    socket.send({ type: "message", text: "here" });
    const { message } = await socket.next("message");
    expect(message).toMatchObject({ text: "here", room_id: room.id });
    expect(socket.heard("message")).toHaveLength(1);
  });

  test("a socket for a room that one is not in is told that there is none, and stays, and hears nothing of it", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const [room, open] = [await roomOf(anna), await createRoom(anna.actor, { name: "hall", visibility: "open" })];
    const { id: messageId } = await say(anna, room, "secret");
    for (const id of [room.id, open.id, 999_999]) {
      const socket = stage.open({ path: `/${id}?token=${await tokenOf(boris)}` });
      expect(await socket.next("error")).toMatchObject({ code: "not_found" });
      socket.send({ type: "message", text: "hello" });
      socket.send({ type: "read", message_id: messageId });
      socket.send({ type: "typing" });
      socket.send({ type: "draft", text: "hello" });
      // An open room may be found by whoever is not in it yet, as by the calls; nothing is done in it all the same.
      const refused = id === open.id ? /^(not_found|forbidden)$/ : /^not_found$/;
      for (let count = 0; count < 4; count++) expect((await socket.next("error")).code).toMatch(refused);
      await say(anna, room, "still secret");
      socket.send({ type: "ping" });
      await socket.next("pong");
      expect(socket.frames.filter(({ type }) => type !== "error" && type !== "pong" && type !== "presence")).toEqual(
        [],
      );
      expect(socket.ws.readyState).toBe(socket.ws.OPEN);
    }
  });

  test("who is put into the room of their socket later hears it from then on, and being taken out ends no socket", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna);
    const socket = stage.open({ path: `/${room.id}?token=${await tokenOf(boris)}` });
    await socket.next("error");
    await addMember(anna.actor, { roomId: room.id, personId: boris.id });
    expect((await socket.next("added")).room.id).toBe(room.id);
    const said = await say(anna, room, "welcome");
    expect((await socket.next("message")).message.id).toBe(said.id);
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    expect(await socket.next("removed")).toEqual({ type: "removed", room_id: room.id });
    await say(anna, room, "gone");
    socket.send({ type: "message", text: "hello" });
    expect(await socket.next("error")).toMatchObject({ code: "not_found" });
    expect(socket.heard("message")).toHaveLength(1);
    expect(socket.ws.readyState).toBe(socket.ws.OPEN);
  });

  test.each(["/0", "/abc", "/1/2", "x"])("there is no socket at /ws%s", async (path) => {
    const socket = stage.open({ path, headers: { cookie: await cookieOf(await person("anna")) } });
    const refused = new Promise((resolve) =>
      socket.ws.once("unexpected-response", (_, answer) => resolve(answer.statusCode)),
    );
    expect(await refused).toBe(404);
  });

  test("readiness names the database and the bus", async () => {
    const answer = await new Promise((resolve) =>
      get(`http://${here()}/readyz`, (response) => {
        let text = "";
        response
          .on("data", (chunk) => (text += chunk))
          .on("end", () => resolve([response.statusCode, JSON.parse(text)]));
      }),
    );
    expect(answer).toEqual([200, { database: true, bus: true }]);
  });
});
