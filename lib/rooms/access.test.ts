import { parse } from "csv-parse/sync";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { persons } from "@/db/schema";
import { person, roomOf, say, type TestPerson } from "@/server/testing/world";
import { accessAsCsv, listAccess } from "./access";
import { administeredRoom, listAdministered } from "./administered";
import { listAllRooms } from "./data";
import { startDirect } from "./direct";
import { addMembers, leaveRoom, removeMember } from "./members";
import { createRoom, editRoom } from "./mutations";

let olga: TestPerson;
let anna: TestPerson;
let boris: TestPerson;
let guest: TestPerson;

beforeAll(async () => {
  olga = await person("olga", "owner");
  anna = await person("anna");
  boris = await person("boris");
  guest = await person("guest", "guest");
});

describe("who can see a room, and since when", () => {
  test("each with role, since, until, by whose hand and from where on; those who left apart", async () => {
    const room = await roomOf(anna, boris);
    await say(anna, room, "before");
    await editRoom(anna.actor, { roomId: room.id, history: "joined" });
    await addMembers(olga.actor, { roomId: room.id, personIds: [guest.id], ends_at: "2030-12-31" });
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    const { items } = await listAccess(olga.actor, { roomId: room.id });
    expect(items.map((row) => [row.person.id, row.role, row.until, row.added_by?.id ?? null, row.from_seq])).toEqual([
      [anna.id, "admin", null, null, 0],
      [guest.id, "member", "2031-01-01T00:00:00.000Z", olga.id, 1],
    ]);
    expect(items[0]?.email).toBe(anna.actor.email);
    const former = await listAccess(olga.actor, { roomId: room.id, was: "former" });
    expect(former.items).toMatchObject([{ person: { id: boris.id }, left_at: expect.any(String) }]);
  });

  test("the room's own admin sees it without addresses; members and outsiders do not", async () => {
    const room = await roomOf(anna, boris, guest);
    const { items } = await listAccess(anna.actor, { roomId: room.id });
    expect(items).toHaveLength(3);
    expect(items.every(({ email }) => email === null)).toBe(true);
    const outsider = await person("outsider");
    for (const [who, code] of [
      [boris, "forbidden"],
      [guest, "forbidden"],
      [outsider, "not_found"],
    ] as const)
      for (const call of [() => listAccess(who.actor, { roomId: room.id }), () => accessAsCsv(who.actor, room.id)])
        await expect(call()).rejects.toMatchObject({ code });
  });

  test("pages hold each once, by name", async () => {
    const crowd = await Promise.all(Array.from({ length: 7 }, (_, at) => person(at < 3 ? "same" : `crowd${at}`)));
    const room = await roomOf(anna, ...crowd);
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await listAccess(olga.actor, { roomId: room.id, limit: 3, cursor });
      seen.push(...page.items.map((row) => row.person.id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    expect(seen).toHaveLength(8);
    expect(new Set(seen).size).toBe(8);
  });

  test("the file bears its mark, opens in Russian, and no name in it is a formula", async () => {
    const rogue = await person("rogue");
    await database()
      .update(persons)
      .set({ displayName: '=HYPERLINK("http://evil.example";"Щёлкни")' })
      .where(eq(persons.id, rogue.id));
    const room = await roomOf(anna, rogue);
    const { name, text } = await accessAsCsv({ ...olga.actor, locale: "ru" }, room.id);
    expect(name).toBe(`room-${room.id}-access.csv`);
    expect(text.startsWith("\ufeffИмя;Логин;Почта;")).toBe(true);
    const [, ...rows] = parse(text, { bom: true, delimiter: ";" }) as string[][];
    expect(rows).toHaveLength(2);
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    expect((await accessAsCsv(olga.actor, room.id)).text.startsWith("\ufeffName,Login,")).toBe(true);
  });
});

describe("all rooms", () => {
  test("for administrators alone, by name and size, never direct ones and never what is said", async () => {
    const room = await roomOf(anna, boris);
    await say(anna, room, "confidential");
    const { room: direct } = await startDirect(anna.actor, { user_ids: [boris.id] });
    const { items } = await listAdministered(olga.actor, { limit: 100 });
    expect(items.find(({ id }) => id === room.id)).toMatchObject({
      member_count: 2,
      admin_count: 1,
      admins: [{ id: anna.id }],
    });
    expect(items.some(({ id }) => id === direct.id)).toBe(false);
    const own = await roomOf(olga);
    await say(olga, own, "confidential");
    const rest = await listAllRooms(olga.actor, { limit: 100 });
    expect(rest.items.some(({ id }) => id === direct.id)).toBe(false);
    expect(JSON.stringify([items, rest])).not.toContain("confidential");
    for (const who of [anna, boris, guest])
      for (const call of [() => listAdministered(who.actor, {}), () => listAllRooms(who.actor)])
        await expect(call()).rejects.toMatchObject({ code: "forbidden" });
  });

  test("whichever way they are sorted, pages hold each room once, and a foreign cursor is refused", async () => {
    const made = await Promise.all(
      Array.from({ length: 7 }, (_, at) => createRoom(anna.actor, { name: at < 4 ? "sorted same" : `sorted ${at}` })),
    );
    for (const sort of ["name", "size", "talk"] as const) {
      const seen: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await listAdministered(olga.actor, { q: "sorted", sort, limit: 2, cursor });
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.next_cursor ?? undefined;
      } while (cursor);
      expect(seen.toSorted(), sort).toEqual(made.map(({ id }) => id).toSorted());
    }
    const foreign = Buffer.from(JSON.stringify({ name: "'; drop", id: 1 })).toString("base64url");
    for (const sort of ["size", "talk"] as const)
      for (const cursor of [foreign, "x"])
        await expect(listAdministered(olga.actor, { sort, cursor })).rejects.toMatchObject({ code: "invalid" });
  });

  test("archived ones and those without an admin are found by themselves", async () => {
    const [archived, headless] = [await roomOf(anna), await roomOf(anna, boris)];
    await editRoom(anna.actor, { roomId: archived.id, archived: true });
    await leaveRoom(anna.actor, { roomId: headless.id });
    const idsOf = async (state: "active" | "archived" | "headless") =>
      (await listAdministered(olga.actor, { state, limit: 100 })).items.map(({ id }) => id);
    expect(await idsOf("archived")).toEqual([archived.id]);
    expect(await idsOf("headless")).toEqual([headless.id]);
    expect(await idsOf("active")).not.toContain(archived.id);
    expect(await administeredRoom(olga.actor, headless.id)).toMatchObject({ admin_count: 0, admins: [] });
    await expect(administeredRoom(boris.actor, headless.id)).rejects.toMatchObject({ code: "forbidden" });
  });
});
