import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { database } from "@/db/client";
import type { ServerFrame } from "@/lib/events/schema";
import { addMember, removeMember } from "@/lib/rooms/members";
import { onBothBuses } from "@/server/testing/stage";
import { person, roomOf, say, sayAll, withoutNews } from "@/server/testing/world";

onBothBuses({ resumeChangesMax: 5 }, (stage) => {
  test("who resumes is told exactly what changed since, and the room as it is", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const said = await sayAll(anna, room, "one", "two", "three");
    const socket = await stage.connect(boris);
    socket.send({ type: "resume", rooms: { [room.id]: room.version + 1 } });
    const resumed = await socket.next("resumed");
    expect(resumed).toMatchObject({ room_id: room.id, version: room.version + 3, messages: said.slice(1) });
    expect(resumed.room).toMatchObject({ id: room.id, my_role: "member", unread: { count: 3 } });
  });

  test("who lacks nothing is told that, too", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const socket = await stage.connect(anna);
    socket.send({ type: "resume", rooms: { [room.id]: room.version } });
    expect(await socket.next("resumed")).toMatchObject({ version: room.version, messages: [] });
  });

  test("who lacks too much is told to read again", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    await sayAll(anna, room, "1", "2", "3", "4", "5", "6");
    const socket = await stage.connect(boris);
    socket.send({ type: "resume", rooms: { [room.id]: room.version } });
    expect(await socket.next("reset")).toEqual({ type: "reset", room_id: room.id });
    socket.send({ type: "resume", rooms: { [room.id]: room.version + 1 } });
    expect((await socket.next("resumed")).messages).toHaveLength(5);
  });

  test("who is ahead of the database is told to read again", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const socket = await stage.connect(anna);
    socket.send({ type: "resume", rooms: { [room.id]: room.version + 1 } });
    expect(await socket.next("reset")).toEqual({ type: "reset", room_id: room.id });
  });

  test("who has been put out meanwhile is told so", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    const socket = await stage.connect(boris);
    socket.send({ type: "resume", rooms: { [room.id]: room.version } });
    expect(await socket.next("removed")).toEqual({ type: "removed", room_id: room.id });
  });

  test("who was put in while the news was lost resumes that room as well", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna);
    const socket = await stage.connect(boris);
    await withoutNews(() => addMember(anna.actor, { roomId: room.id, personId: boris.id }));
    const said = await say(anna, room, "welcome");
    socket.send({ type: "resume", rooms: { [room.id]: room.version } });
    expect((await socket.next("resumed")).messages).toEqual([said]);
    await say(anna, room, "next");
    expect((await socket.next("message", (frame) => frame.message.text === "next")).version).toBe(room.version + 3);
  });

  test("when the relay itself has missed too much, everyone is asked to resume and counts are right", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const socket = await stage.connect(boris);
    await sayUnheard(anna, room, 7);
    await socket.next("resync");
    expect(await socket.next("unread")).toMatchObject({ room_id: room.id, count: 7 });
    await say(anna, room, "8");
    expect((await socket.next("message")).version).toBe(room.version + 8);
    expect(await socket.next("unread")).toMatchObject({ count: 8 });
  });
});

onBothBuses({}, (stage) => {
  test("what is said while one resumes is in the answer or comes after it, without a gap", async () => {
    const boris = await person("boris");
    const authors = await Promise.all(Array.from({ length: 6 }, () => person("author")));
    const room = await roomOf(boris, ...authors);
    const socket = await stage.connect(boris);
    const talk = Promise.all(
      authors.map((author) => sayAll(author, room, ...Array.from({ length: 50 }, (_, at) => `${at}`))),
    );
    for (let count = 0; count < 60; count++) {
      socket.send({ type: "resume", rooms: { [room.id]: room.version } });
      await socket.next("resumed");
    }
    await talk;
    await socket.next("message", (frame) => frame.version === room.version + 300);
    expect(overtaken(socket.frames)).toEqual([]);
    expect(versionsMissed(socket.frames, room.version)).toEqual([]);
  });

  test("beyond 500 changes the client is told to read again, and at 500 it is not", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    await sayUnheard(anna, room, 501);
    const socket = await stage.connect(boris);
    socket.send({ type: "resume", rooms: { [room.id]: room.version } });
    await socket.next("reset");
    socket.send({ type: "resume", rooms: { [room.id]: room.version + 1 } });
    expect((await socket.next("resumed")).messages).toHaveLength(500);
  });
});

/** The first messages of a room, all of them there at one moment and told to nobody. */
async function sayUnheard(author: { id: number }, room: { id: number; version: number }, count: number): Promise<void> {
  await database().transaction(async (tx) => {
    await tx.execute(sql`
      insert into messages (room_id, author_id, seq, version, born_version, client_id, text, html)
      select ${room.id}, ${author.id}, n, ${room.version} + n, ${room.version} + n, gen_random_uuid(), 'm', '<p>m</p>'
      from generate_series(1, ${count}::int) n`);
    await tx.execute(sql`
      update rooms set last_seq = ${count}, version = version + ${count}::int where id = ${room.id}`);
  });
}

/** Answers that came after something newer than themselves: a client that lacked what is between saw a gap. */
function overtaken(frames: ServerFrame[]): number[] {
  let newest = 0;
  const late: number[] = [];
  for (const frame of frames) {
    if (frame.type === "message") newest = Math.max(newest, frame.version ?? 0);
    if (frame.type === "resumed" && frame.version < newest) late.push(frame.version);
  }
  return late;
}

/** Versions told live by which a client would see that something is missing. */
function versionsMissed(frames: ServerFrame[], start: number): number[] {
  let held = start;
  const missed: number[] = [];
  for (const frame of frames) {
    if (frame.type !== "message" && frame.type !== "resumed") continue;
    const version = frame.version ?? 0;
    if (frame.type === "message" && version > held + 1) missed.push(version);
    held = Math.max(held, version);
  }
  return missed;
}
