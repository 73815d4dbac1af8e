import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import type { ClientFrame } from "@/lib/events/schema";
import { deleteMessage } from "@/lib/messages/deletion";
import { editMessage } from "@/lib/messages/editing";
import { pinMessage } from "@/lib/messages/pins";
import { react } from "@/lib/messages/reactions";
import { editProfile } from "@/lib/people/mutations";
import { addMember, removeMember } from "@/lib/rooms/members";
import { deleteRoom, editRoom } from "@/lib/rooms/mutations";
import type { TestSocket } from "@/server/testing/socket";
import { onBothBuses } from "@/server/testing/stage";
import { person, replyIn, roomOf, say, tokenOf, whisperTo } from "@/server/testing/world";

onBothBuses({}, (stage) => {
  describe("a message over the socket", () => {
    test("answers another, hangs in a thread or is whispered, as a call of REST would have it", async () => {
      const [anna, boris] = [await person("anna"), await person("boris")];
      const room = await roomOf(anna, boris);
      const root = await say(boris, room, "root");
      const socket = await stage.connect(anna);
      const send = async (more: object) => {
        const client_id = randomUUID();
        socket.send({ type: "message", room_id: room.id, text: "hello", client_id, ...more });
        return (await socket.next("ack", (frame) => frame.client_id === client_id)).message;
      };
      expect((await send({ reply_to: root.id })).reply_to).toMatchObject({ id: root.id, text: "root" });
      expect(await send({ thread_id: root.id })).toMatchObject({ thread_id: root.id, seq: 1 });
      expect((await send({ to: boris.id })).to).toMatchObject({ id: boris.id });
      expect((await send({ to: null, reply_to: null, thread_id: null })).to).toBeNull();
    });

    test("is acknowledged with an id of its own where none was sent", async () => {
      const anna = await person("anna");
      const room = await roomOf(anna);
      const socket = await stage.connect(anna);
      socket.send({ type: "message", room_id: room.id, text: "hello" });
      const { client_id, message } = await socket.next("ack");
      expect(client_id).toBe(message.client_id);
    });

    test("that was acknowledged is in the database by then", async () => {
      const [anna, boris] = [await person("anna"), await person("boris")];
      const room = await roomOf(anna, boris);
      const socket = await stage.connect(anna);
      socket.send({ type: "message", room_id: room.id, text: "hello" });
      const { message } = await socket.next("ack");
      // It stands before what anybody says after the acknowledgement.
      expect((await say(boris, room, "next")).seq).toBe(message.seq + 1);
    });
  });

  test("whatever changes takes the room's next version, and whispers, counts and signs of life take none", async () => {
    const [anna, boris, clara] = [await person("anna"), await person("boris"), await person("clara")];
    const room = await roomOf(anna, boris);
    const socket = await stage.connect(boris);
    const { rooms } = (await socket.received("ready"))[0] as { rooms: Record<string, number> } & { type: "ready" };
    const start = rooms[room.id] ?? 0;
    const root = await say(anna, room, "one");
    await editMessage(anna.actor, { messageId: root.id, text: "one again" });
    await react(boris.actor, { messageId: root.id, emoji: "👍" });
    await pinMessage(anna.actor, { messageId: root.id });
    await whisperTo(anna, room, boris, "psst");
    await replyIn(anna, root, "in the thread");
    await editRoom(anna.actor, { roomId: room.id, name: "renamed" });
    await addMember(anna.actor, { roomId: room.id, personId: clara.id });
    socket.send({ type: "typing", room_id: room.id });
    await deleteMessage(anna.actor, { messageId: root.id });
    await editRoom(anna.actor, { roomId: room.id, archived: true });
    await socket.next("room", ({ room: { archived } }) => archived);
    await socket.next("message", ({ message }) => message.text === "psst");
    const versions = versionsIn(socket, room.id);
    expect(versions).toEqual(Array.from({ length: versions.length }, (_, at) => start + 1 + at));
    expect(versions.length).toBeGreaterThanOrEqual(9);
    expect(socket.heard("message").find(({ message }) => message.to !== null)).not.toHaveProperty("version");
  });

  describe("a socket for one room", () => {
    test("is opened with and without a slash at the end, and so is one for all", async () => {
      const anna = await person("anna");
      const room = await roomOf(anna);
      for (const path of ["/", `/${room.id}`, `/${room.id}/`]) {
        const socket = stage.open({ path: `${path}?token=${await tokenOf(anna)}` });
        expect((await socket.next("ready")).rooms, path).toHaveProperty(String(room.id));
      }
    });

    test("takes every frame without the room's id, and with it; of another room it knows nothing", async () => {
      const [anna, boris] = [await person("anna"), await person("boris")];
      const [room, other] = [await roomOf(anna, boris), await roomOf(anna, boris)];
      const said = await say(boris, room, "hello");
      const elsewhere = await say(boris, other, "elsewhere");
      const socket = await stage.connect(anna, { path: `/${room.id}` });
      const frames = (room_id: number | undefined, message_id: number): ClientFrame[] => [
        { type: "message", room_id, text: "here" },
        { type: "read", room_id, message_id },
        { type: "typing", room_id },
        { type: "draft", room_id, text: "half" },
      ];
      for (const frame of [...frames(undefined, said.id), ...frames(room.id, said.id)]) socket.send(frame);
      expect(await socket.received("error")).toEqual([]);
      expect(socket.heard("ack").map(({ message }) => message.room_id)).toEqual([room.id, room.id]);
      for (const frame of frames(other.id, elsewhere.id)) socket.send(frame);
      const errors = await socket.received("error");
      expect(errors.map((error) => "code" in error && error.code)).toEqual(Array(4).fill("not_found"));
    });

    test("hears nothing of other rooms: neither what is said there nor what one resumes, nor that one is put into one", async () => {
      const [anna, boris] = [await person("anna"), await person("boris")];
      const [room, other] = [await roomOf(anna, boris), await roomOf(anna, boris)];
      const socket = await stage.connect(boris, { path: `/${room.id}` });
      const all = await stage.connect(boris);
      await say(anna, other, "elsewhere");
      const third = await roomOf(anna, boris);
      socket.send({ type: "resume", rooms: { [other.id]: 0, [room.id]: 0 } });
      await socket.next("resumed");
      await all.next("added", (frame) => frame.room.id === third.id);
      await all.next("message", ({ message }) => message.text === "elsewhere");
      const said = await say(anna, room, "here");
      await socket.next("message", ({ message }) => message.id === said.id);
      const told = JSON.stringify(socket.frames);
      expect(told).not.toContain("elsewhere");
      for (const { id } of [other, third]) expect(told).not.toMatch(new RegExp(`"room_id":${id}\\b`));
      expect(socket.heard("added")).toEqual([]);
    });

    test("stays when one is taken out of it, hears nothing, and hears again when one is put in", async () => {
      const [anna, boris] = [await person("anna"), await person("boris")];
      const room = await roomOf(anna, boris);
      const socket = await stage.connect(boris, { path: `/${room.id}` });
      await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
      expect(await socket.next("removed")).toEqual({ type: "removed", room_id: room.id });
      await say(anna, room, "without them");
      socket.send({ type: "message", text: "still here?" });
      expect((await socket.next("error")).code).toBe("not_found");
      await addMember(anna.actor, { roomId: room.id, personId: boris.id });
      await socket.next("added");
      await say(anna, room, "with them");
      expect((await socket.next("message")).message.text).toBe("with them");
      await deleteRoom(anna.actor, { roomId: room.id });
      expect(await socket.next("removed")).toEqual({ type: "removed", room_id: room.id });
    });
  });

  test("what can't be done is answered with REST's code, a sentence and the client's own id, and the next frame is done", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const archived = await roomOf(anna);
    await editRoom(anna.actor, { roomId: archived.id, archived: true });
    const socket = await stage.connect(anna);
    const refusals: [string, object][] = [
      ["invalid", { text: "x", loud: true, room_id: room.id }],
      ["invalid", { text: " ", room_id: room.id }],
      ["invalid", { text: "x" }],
      ["too_large", { text: "x".repeat(20_001), room_id: room.id }],
      ["not_found", { text: "x", room_id: 999_999_999 }],
      ["not_found", { text: "x", room_id: room.id, reply_to: 999_999_999 }],
      ["forbidden", { text: "x", room_id: archived.id }],
    ];
    for (const [code, more] of refusals) {
      const client_id = randomUUID();
      socket.sendRaw(JSON.stringify({ type: "message", client_id, ...more }));
      const error = await socket.next("error", (frame) => frame.client_id === client_id);
      const detail = expect.stringMatching(/^[A-Z].+\.$/);
      expect(error).toEqual({ type: "error", code, client_id, detail, errors: expect.any(Array) });
    }
    socket.send({ type: "message", room_id: room.id, text: "all is well" });
    expect((await socket.next("ack")).message.text).toBe("all is well");
  });

  describe("a frame that is refused", () => {
    const refusalOf = async (socket: TestSocket, frame: object | string) => {
      socket.sendRaw(typeof frame === "string" ? frame : JSON.stringify(frame));
      const { code, detail, errors } = await socket.next("error");
      return [code, detail, ...errors.map(({ path, message }) => `${path}: ${message}`)];
    };

    test("names each field that is wrong, and how to mend it", async () => {
      const anna = await person("anna");
      const room = await roomOf(anna);
      const socket = await stage.connect(anna);
      const message = { type: "message", room_id: room.id, text: "x" };
      const refusals: [object, string[]][] = [
        [{ ...message, text: " " }, ["text: There is nothing to send yet. Write something first."]],
        [{ ...message, room_id: undefined }, ["room_id: This is missing. Give it."]],
        [{ ...message, text: 5 }, ["text: Text is expected here."]],
        [
          { ...message, to: 0, loud: 1 },
          ["to: Give a whole number, 1 or more.", "loud: There is no such field here. Leave it out."],
        ],
        [{ ...message, to: 1, thread_id: 1 }, ["thread_id: There is no whispering in a thread. Whisper in the room."]],
        [
          { ...message, reply_to: 999_999_999 },
          ["reply_to: What this answers is not here any more. Send it without the quote."],
        ],
        [{ ...message, file_ids: [1, "2"] }, ["file_ids.1: Give a whole number, 1 or more."]],
        [{ type: "presence", status: "asleep" }, ["status: Give one of these: online, away."]],
        [{ type: "resume", rooms: { hall: 1 } }, ["rooms.hall: No field may have this name here."]],
        [{ type: "typing" }, ["room_id: This is missing. Give it."]],
      ];
      for (const [frame, places] of refusals) {
        const [code, detail = "", ...told] = await refusalOf(socket, frame);
        expect(told).toEqual(places);
        expect(code).toBe("reply_to" in frame ? "not_found" : "invalid");
        if (detail.startsWith("Not right")) for (const place of places) expect(detail).toContain(place.split(":")[0]);
        else expect(places[0]).toContain(detail);
      }
    });

    test("says where it is no JSON object or of no type that there is", async () => {
      const socket = await stage.connect(await person("anna"));
      const none = ["invalid", "A frame is one JSON object, sent as text, and this is none."];
      for (const frame of ["", "{type:", "[]", "null", "5", '"ping"'])
        expect(await refusalOf(socket, frame)).toEqual(none);
      socket.sendRaw(Buffer.from('{"type":"ping"}'));
      expect((await socket.next("error")).detail).toBe(none[1]);
      const types = "auth, message, draft, read, typing, presence, resume, ping";
      for (const type of ["shout", undefined, 5])
        expect(await refusalOf(socket, { type, room_id: "x" })).toEqual([
          "invalid",
          `There is no frame of this type. Its \`type\` is one of these: ${types}.`,
          `type: Give one of these: ${types}.`,
        ]);
    });

    test("speaks the language that was asked for, else the person's own", async () => {
      const anna = await person("anna");
      const wrong = { type: "typing", room_id: "x" };
      const russian = "Не подходит: room_id. Исправьте и отправьте ещё раз.";
      const headers = { "accept-language": "ru,en;q=0.5" };
      expect(await refusalOf(await stage.connect(anna, { headers }), wrong)).toEqual([
        "invalid",
        russian,
        "room_id: Укажите целое число не меньше 1.",
      ]);
      const stranger = stage.open({ headers });
      await once(stranger.ws, "open");
      expect(await refusalOf(stranger, "x")).toEqual([
        "invalid",
        "Кадр — это один объект JSON, отправленный текстом, а прислано другое.",
      ]);
      await editProfile(anna.actor, { locale: "ru" });
      expect((await refusalOf(await stage.connect(anna), wrong))[1]).toBe(russian);
    });
  });
});

/** Of all frames that bear a version of the room, in the order of their coming. */
const versionsIn = (socket: TestSocket, roomId: number): number[] =>
  socket.frames.flatMap((frame) =>
    "version" in frame && frame.version !== undefined && "room_id" in frame && frame.room_id === roomId
      ? [frame.version]
      : [],
  );
