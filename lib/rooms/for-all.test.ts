import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { database, inTransaction } from "@/db/client";
import { memberships, persons, rooms } from "@/db/schema";
import { register } from "@/lib/auth/mutations";
import { createInvitation } from "@/lib/invitations/mutations";
import { deactivate, person, roomOf, type TestPerson } from "@/server/testing/world";
import { changesBetween } from "./changes";
import { enterRoomsForAll, leaveRoomsForAll } from "./for-all";
import { putAllInto } from "./joining";
import { editRoom } from "./mutations";

let olga: TestPerson;

beforeAll(async () => {
  olga = await person("olga", "owner");
});

async function roomForAll() {
  const room = await roomOf(olga);
  await database().update(rooms).set({ forAll: true }).where(eq(rooms.id, room.id));
  return room;
}

const roomRow = async (roomId: number) => {
  const [row] = await database()
    .select({ version: rooms.version, count: rooms.memberCount })
    .from(rooms)
    .where(eq(rooms.id, roomId));
  return row;
};

const membersOf = async (roomId: number) =>
  (await database().select({ id: memberships.personId }).from(memberships).where(eq(memberships.roomId, roomId))).map(
    (row) => row.id,
  );

describe("the room for all", () => {
  test("takes in active employees, and neither guests nor bots nor those who have gone", async () => {
    const room = await roomForAll();
    const [anna, admin] = [await person("anna"), await person("admin", "admin")];
    const [guest, bot, gone] = [await person("guest", "guest"), await person("bot", "bot"), await person("gone")];
    await deactivate(gone);
    const ids = [anna, admin, guest, bot, gone].map(({ id }) => id);
    const joined = await inTransaction((tx) => enterRoomsForAll(tx, ids));
    expect((await membersOf(room.id)).sort()).toEqual([olga.id, anna.id, admin.id].sort());
    expect(joined.find(({ roomId }) => roomId === room.id)?.personIds.sort()).toEqual([anna.id, admin.id].sort());
  });

  test("saying it twice changes nothing and tells nothing", async () => {
    const room = await roomForAll();
    const anna = await person("anna");
    await inTransaction((tx) => enterRoomsForAll(tx, [anna.id]));
    const before = await roomRow(room.id);
    expect(await inTransaction((tx) => enterRoomsForAll(tx, [anna.id]))).toEqual([]);
    expect(await roomRow(room.id)).toEqual(before);
  });

  test("whoever registers is in it at once", async () => {
    const room = await roomForAll();
    const { token } = await createInvitation(olga.actor, { role: "member" }, "http://localhost");
    const account = { username: "newcomer", email: "newcomer@example.com", password: "correct horse battery" };
    const { personId } = await register(
      { ...account, invite: token },
      { kind: "api", userAgent: "", address: "192.0.2.1" },
    );
    expect(await membersOf(room.id)).toContain(personId);
  });
});

describe("a room becomes one for all while, not yet committed,", () => {
  /** The edit waits for the transaction, or has come to its end before it. */
  const untilItWaits = (edit: Promise<unknown>) =>
    Promise.race([
      edit,
      vi.waitFor(async () => {
        const waiting = await database().execute(
          sql`select 1 from pg_locks where locktype = 'advisory' and not granted
            and database = (select oid from pg_database where datname = current_database())`,
        );
        expect(waiting).toHaveLength(1);
      }),
    ]);

  async function whileItBecomesOne(personId: number, role: "member" | "guest", move: typeof enterRoomsForAll) {
    const room = await roomOf(olga);
    let edit: Promise<unknown> = Promise.resolve();
    await inTransaction(async (tx) => {
      await tx.update(persons).set({ role }).where(eq(persons.id, personId));
      await move(tx, [personId]);
      edit = editRoom(olga.actor, { roomId: room.id, for_all: true });
      await untilItWaits(edit);
    });
    await edit;
    return membersOf(room.id);
  }

  test("somebody becomes an employee: they are in it", async () => {
    const { id } = await person("late", "guest");
    expect(await whileItBecomesOne(id, "member", enterRoomsForAll)).toContain(id);
  });

  test("somebody becomes a guest: they are not", async () => {
    const { id } = await person("parting");
    const leave: typeof enterRoomsForAll = async (tx, ids) => {
      await leaveRoomsForAll(tx, ids);
      return [];
    };
    expect(await whileItBecomesOne(id, "guest", leave)).not.toContain(id);
  });
});

describe("many at once", () => {
  test("each joining takes a version of its own, and twelve at once count each person once", async () => {
    const room = await roomOf(olga);
    const crowd = await Promise.all(Array.from({ length: 30 }, (_, at) => person(`crowd${at}`)));
    const ids = crowd.map(({ id }) => id);
    await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        inTransaction((tx) => putAllInto(tx, room.id, [...ids.slice(at), ...ids.slice(0, 5)], "member")),
      ),
    );
    const after = await roomRow(room.id);
    expect(after).toEqual({ version: room.version + 30, count: 31 });
    const changes = await changesBetween(room.id, room.version, room.version + 30);
    expect(changes.map((change) => change.kind)).toEqual(Array.from({ length: 30 }, () => "membership"));
  });

  test("20,000 people come in by one statement", async () => {
    const room = await roomOf(olga);
    const undone = new Error("undone");
    const trial = inTransaction(async (tx) => {
      const many = await tx.execute<{ id: string }>(sql`
        insert into persons (username, username_skeleton, email, display_name, role, locale)
        select 'many' || n, 'many' || n, 'many' || n || '@example.com', 'Many ' || n, 'member', 'en'
        from generate_series(1, 20000) n returning id`);
      const ids = [...many].map(({ id }) => Number(id));
      const joined = await putAllInto(tx, room.id, ids, "member");
      expect(joined?.personIds).toHaveLength(20_000);
      expect(joined?.version).toBe(room.version + 20_000);
      throw undone;
    });
    await expect(trial).rejects.toBe(undone);
  }, 30_000);
});
