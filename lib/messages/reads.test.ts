import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { addMember, removeMember } from "@/lib/rooms/members";
import { editRoom } from "@/lib/rooms/mutations";
import { markRead } from "@/lib/rooms/readings";
import { deactivate, person, roomOf, say, type TestPerson } from "@/server/testing/world";
import { postMessage } from "./mutations";
import { listReads, readsOf } from "./reads";

const refused = { code: "not_found" };
const names = async (who: TestPerson, messageId: number) => {
  const { read, unread } = await readsOf(who.actor, { messageId });
  expect([read.total, unread.total]).toEqual([read.items.length, unread.items.length]);
  const sorted = (page: typeof read) => page.items.map(({ user }) => user.display_name);
  return { read: sorted(read), unread: sorted(unread) };
};

describe("who has read a message", () => {
  test("of a room's: those who have come so far, and those who have not; never its author, by name", async () => {
    const [anna, boris, vera] = [await person("anna"), await person("boris"), await person("vera")];
    const room = await roomOf(anna, vera, boris);
    const first = await say(anna, room, "one");
    const second = await say(anna, room, "two");
    expect(await names(anna, first.id)).toEqual({ read: [], unread: ["boris", "vera"] });
    await markRead(boris.actor, { roomId: room.id, messageId: first.id });
    expect(await names(boris, first.id)).toEqual({ read: ["boris"], unread: ["vera"] });
    expect(await names(anna, second.id)).toEqual({ read: [], unread: ["boris", "vera"] });
    const third = await say(vera, room, "three");
    expect(await names(anna, second.id)).toEqual({ read: ["vera"], unread: ["boris"] });
    expect(await names(anna, third.id)).toEqual({ read: [], unread: ["anna", "boris"] });
    const { items } = await listReads(boris.actor, { messageId: second.id });
    expect(items).toMatchObject([
      { user: { id: vera.id, username: vera.actor.username }, read_at: expect.any(String) },
    ]);
  });

  test("whoever came later, went, was deactivated or is a program is in neither list", async () => {
    const [anna, boris, late, newcomer] = await Promise.all(
      ["anna", "boris", "late", "newcomer"].map((n) => person(n)),
    );
    const [gone, off, bot] = [await person("gone"), await person("off"), await person("bot", "bot")];
    if (!anna || !boris || !late || !newcomer) throw new Error("four people");
    const room = await roomOf(anna, boris, gone, off, bot);
    const said = await say(anna, room, "one");
    await addMember(anna.actor, { roomId: room.id, personId: late.id });
    await editRoom(anna.actor, { roomId: room.id, history: "joined" });
    await addMember(anna.actor, { roomId: room.id, personId: newcomer.id });
    await removeMember(anna.actor, { roomId: room.id, personId: gone.id });
    await deactivate(off);
    expect(await names(anna, said.id)).toEqual({ read: [], unread: ["boris"] });
    expect(await names(late, said.id)).toEqual({ read: [], unread: ["boris"] });
    await expect(readsOf(newcomer.actor, { messageId: said.id })).rejects.toMatchObject(refused);
    await expect(readsOf(gone.actor, { messageId: said.id })).rejects.toMatchObject(refused);
    await expect(listReads({ ...off.actor, active: false }, { messageId: said.id })).rejects.toMatchObject(refused);
  });

  test("of a reply in a thread: those who have a part in it, by how far they have read the thread", async () => {
    const [anna, boris, vera] = [await person("anna"), await person("boris"), await person("vera")];
    const room = await roomOf(anna, boris, vera);
    const root = await say(anna, room, "root");
    const reply = (who: TestPerson, text: string) =>
      postMessage(who.actor, { roomId: room.id, threadId: root.id, text, clientId: randomUUID() });
    const first = await reply(boris, "one");
    expect(await names(vera, first.id)).toEqual({ read: [], unread: ["anna"] });
    const second = await reply(anna, "two");
    expect(await names(vera, first.id)).toEqual({ read: ["anna"], unread: [] });
    expect(await names(vera, second.id)).toEqual({ read: [], unread: ["boris"] });
  });

  test("of a whisper: its recipient alone, told to its two people alone", async () => {
    const [anna, boris, vera] = [await person("anna"), await person("boris"), await person("vera")];
    const room = await roomOf(anna, boris, vera);
    const input = { roomId: room.id, toId: boris.id, text: "between us", clientId: randomUUID() };
    const whisper = await postMessage(anna.actor, input);
    expect(await names(anna, whisper.id)).toEqual({ read: [], unread: ["boris"] });
    await expect(readsOf(vera.actor, { messageId: whisper.id })).rejects.toMatchObject(refused);
    await database().execute(sql`
      update readings set whisper_read_id = ${whisper.id} where room_id = ${room.id} and person_id = ${boris.id}`);
    expect(await names(boris, whisper.id)).toEqual({ read: ["boris"], unread: [] });
  });

  test("in a room of 20,000 it is read page by page, each once, and no page takes long", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const said = await say(anna, room, "hello");
    await database().execute(sql`
      with people as (
        insert into persons (username, username_skeleton, email, display_name, role, locale, time_zone)
        select 'crowd' || ${room.id}::int || '-' || n, 'crowd' || ${room.id}::int || '-' || n, 'crowd' || ${room.id}::int || '-' || n || '@example.com',
          'Person ' || n % 9000, 'member', 'en', 'UTC'
        from generate_series(1, 20000) n returning id
      ), seats as (
        insert into memberships (room_id, person_id, role, joined_at, version, change)
        select ${room.id}, id, 'member', now() - interval '1 day', 1, 'joined' from people returning person_id
      ) insert into readings (room_id, person_id, last_read_seq) select ${room.id}, person_id, person_id % 2 from seats`);
    await database().execute(sql`analyze persons, memberships, readings`);
    const seen = new Set<number>();
    let slowestMs = 0;
    let cursor: string | undefined;
    for (let pages = 0; pages < 4; pages += 1) {
      const startedMs = performance.now();
      const page = await listReads(anna.actor, { messageId: said.id, who: "unread", limit: 100, cursor });
      slowestMs = Math.max(slowestMs, performance.now() - startedMs);
      for (const { user } of page.items) seen.add(user.id);
      cursor = page.next_cursor ?? undefined;
    }
    expect(seen.size).toBe(400);
    expect(slowestMs).toBeLessThan(1_000);
    const { read, unread } = await readsOf(anna.actor, { messageId: said.id });
    expect(read.total + unread.total).toBe(20_000);
  });
});
