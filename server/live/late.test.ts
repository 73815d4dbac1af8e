import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { database } from "@/db/client";
import { postMessage } from "@/lib/messages/mutations";
import { addMember, removeMember } from "@/lib/rooms/members";
import { deleteRoom, editRoom } from "@/lib/rooms/mutations";
import { setMemberRole } from "@/lib/rooms/roles";
import type { TestSocket } from "@/server/testing/socket";
import { onBothBuses } from "@/server/testing/stage";
import { person, roomOf, say, sayAll, type TestPerson, withoutNews } from "@/server/testing/world";

const secret = "confidential";
const silentMs = 1_000;

/** No verb changes an old message yet: it is changed as a verb would, under the room's next version. */
const touch = (roomId: number, messageId: number) =>
  database().execute(sql`
    with room as (update rooms set version = version + 1 where id = ${roomId} returning version)
    update messages set text = text || ' still', version = room.version from room where id = ${messageId}`);

const versionsOf = (socket: TestSocket, roomId: number) =>
  socket.frames.flatMap((frame) =>
    "version" in frame && frame.version !== undefined && "room_id" in frame && frame.room_id === roomId
      ? [frame.version]
      : [],
  );

async function roomWithNewcomer() {
  const [anna, late] = [await person("anna"), await person("late")];
  const room = await roomOf(anna);
  await editRoom(anna.actor, { roomId: room.id, history: "joined" });
  const old = await sayAll(anna, room, `${secret} one`, `${secret} two`);
  await addMember(anna.actor, { roomId: room.id, personId: late.id });
  return { anna, late, room, old };
}

const answerTo = (who: TestPerson, roomId: number, replyToId: number | undefined, text: string) =>
  postMessage(who.actor, { roomId, text, clientId: randomUUID(), replyToId });

onBothBuses({ unreadTickMs: 600_000 }, (stage) => {
  test("a change to what was said before they came reaches newcomers as a version, without its text", async () => {
    const { anna, late, room, old } = await roomWithNewcomer();
    const [hers, theirs] = [await stage.connect(anna), await stage.connect(late)];
    const since = (await theirs.received("ready")).flatMap((frame) =>
      frame.type === "ready" ? [frame.rooms[room.id] ?? 0] : [],
    )[0] as number;
    await touch(room.id, old[0]?.id ?? 0);
    await answerTo(anna, room.id, old[1]?.id, "an answer");
    await say(anna, room, "the end");
    await Promise.all(
      [hers, theirs].map((socket) => socket.next("message", ({ message }) => message.text === "the end")),
    );
    expect(versionsOf(theirs, room.id)).toEqual([since + 1, since + 2, since + 3]);
    expect(theirs.heard("message").map(({ message }) => [message.text, message.reply_to])).toEqual([
      ["an answer", null],
      ["the end", null],
    ]);
    expect(JSON.stringify(theirs.frames)).not.toContain(secret);
    expect(hers.heard("message_changed")[0]?.message.text).toBe(`${secret} one still`);
    expect(hers.heard("message")[0]?.message.reply_to?.text).toContain(secret);
  });

  test("whoever resumes from any version is given nothing older, and stands where the database does", async () => {
    const { anna, late, room, old } = await roomWithNewcomer();
    await touch(room.id, old[0]?.id ?? 0);
    await answerTo(anna, room.id, old[1]?.id, "an answer");
    const socket = await stage.connect(late);
    for (const version of [0, 1, 3]) {
      socket.send({ type: "resume", rooms: { [room.id]: version } });
      const resumed = await socket.next("resumed");
      expect(resumed.messages.map(({ text, reply_to }) => [text, reply_to])).toEqual([["an answer", null]]);
    }
    expect(JSON.stringify(socket.frames)).not.toContain(secret);
  });

  test("one who was taken out and put in again unheard is told nothing from before their return", async () => {
    const { anna, late, room } = await roomWithNewcomer();
    const [hers, theirs] = [await stage.connect(anna), await stage.connect(late)];
    const between = await withoutNews(async () => {
      const heard = await say(anna, room, "for all");
      await removeMember(anna.actor, { roomId: room.id, personId: late.id });
      const missed = await say(anna, room, `${secret} meanwhile`);
      await addMember(anna.actor, { roomId: room.id, personId: late.id });
      await touch(room.id, heard.id);
      return missed;
    });
    const last = await say(anna, room, "the end");
    await Promise.all([hers, theirs].map((socket) => socket.next("message", ({ message }) => message.id === last.id)));
    expect(hers.heard("message").some(({ message }) => message.id === between.id)).toBe(true);
    expect(JSON.stringify(theirs.frames)).not.toContain(secret);
    expect(theirs.heard("message_changed")).toEqual([]);
  });

  test("a membership that comes to its end is cut off within a second, on every device, whether or not a worker runs", async () => {
    const { anna, late, room } = await roomWithNewcomer();
    const [hers, desk, phone] = [await stage.connect(anna), await stage.connect(late), await stage.connect(late)];
    const startedAtMs = performance.now();
    await database().execute(
      sql`update memberships set ends_at = now() where room_id = ${room.id} and person_id = ${late.id}`,
    );
    await Promise.all([desk, phone].map((socket) => socket.next("removed", (frame) => frame.room_id === room.id)));
    expect(performance.now() - startedAtMs).toBeLessThan(silentMs);
    const said = await say(anna, room, `${secret} after`);
    await hers.next("message", ({ message }) => message.id === said.id);
    desk.send({ type: "resume", rooms: { [room.id]: 0 } });
    desk.send({ type: "message", room_id: room.id, text: "still here" });
    expect((await desk.next("error")).code).toBe("not_found");
    expect(JSON.stringify([...(await desk.received("message", "resumed")), ...phone.frames])).not.toContain(secret);
  });

  test("a deleted room is gone from every socket within a second, also when its news was lost", async () => {
    for (const lost of [false, true]) {
      const { anna, late, room } = await roomWithNewcomer();
      const sockets = [await stage.connect(anna), await stage.connect(late), await stage.connect(late)];
      const remove = () => deleteRoom(anna.actor, { roomId: room.id });
      await (lost ? withoutNews(remove) : remove());
      const startedAtMs = performance.now();
      await Promise.all(sockets.map((socket) => socket.next("removed", (frame) => frame.room_id === room.id)));
      expect(performance.now() - startedAtMs).toBeLessThan(silentMs);
    }
  });

  test("a new role is told to all, and to whoever has it what the room is to them now", async () => {
    const [anna, boris, clara] = [await person("anna"), await person("boris"), await person("clara")];
    const room = await roomOf(anna, boris, clara);
    const [his, others] = [await stage.connect(boris), await stage.connect(clara)];
    await setMemberRole(anna.actor, { roomId: room.id, personId: boris.id, role: "admin" });
    const version = room.version + 1;
    expect(await others.next("membership")).toMatchObject({ version, change: "role", user: { id: boris.id } });
    expect((await his.next("room")).room).toMatchObject({ version, my_role: "admin" });
    expect(his.heard("membership")).toHaveLength(1);
    await say(anna, room, "next");
    expect((await others.next("message")).version).toBe(version + 1);
    expect(others.heard("room")).toEqual([]);
  });
});
