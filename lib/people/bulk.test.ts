import { and, eq, isNull } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { auditEntries, memberships, persons, rooms } from "@/db/schema";
import { readSession } from "@/lib/auth/sessions";
import { startDirect } from "@/lib/rooms/direct";

import { deactivate, person, roomOf, type TestPerson } from "@/server/testing/world";
import { actOnPeople } from "./bulk";
import { type BulkOutcome, bulkInput } from "./schema";

const nobody = 2_000_000_000;
let owner: TestPerson;
let admin: TestPerson;

beforeAll(async () => {
  owner = await person("owner", "owner");
  admin = await person("admin", "admin");
});

const crew = async () => [await person("anna"), await person("boris"), await person("clara")] as const;
const all = (...people: TestPerson[]) => people.map(({ id }) => id);
const ids = (list: { id: number }[]) => list.map(({ id }) => id).sort((a, b) => a - b);
/** The three lists of an outcome, by ids. */
const told = ({ done, unchanged, refused }: BulkOutcome) => ({
  done: ids(done),
  unchanged: ids(unchanged),
  refused: refused.map(({ person, reason }) => [person.id, reason]),
});
const membersOf = (roomId: number) =>
  database().$count(memberships, and(eq(memberships.roomId, roomId), isNull(memberships.leftAt)));

describe("one act about several people", () => {
  test("changes the role of those whom the actor may touch, and names the others with the reason", async () => {
    const [anna, boris, clara] = await crew();
    await actOnPeople(admin.actor, { act: "role", ids: [clara.id], role: "guest" });
    const outcome = await actOnPeople(admin.actor, {
      act: "role",
      ids: all(anna, boris, clara, owner),
      role: "guest",
    });
    expect(told(outcome)).toEqual({
      done: all(anna, boris),
      unchanged: [clara.id],
      refused: [[owner.id, "forbidden"]],
    });
    const roles = await database().$count(persons, and(eq(persons.role, "guest"), eq(persons.id, anna.id)));
    expect(roles).toBe(1);
  });

  test("deactivates and reactivates, counting the sessions that ended; oneself is refused", async () => {
    const [anna, boris, clara] = await crew();
    const outcome = await actOnPeople(admin.actor, { act: "deactivate", ids: all(anna, boris, clara, admin, anna) });
    expect(told(outcome)).toEqual({ done: all(anna, boris, clara), unchanged: [], refused: [[admin.id, "forbidden"]] });
    expect(outcome.sessions_closed).toBe(3);
    expect(await readSession(anna.sessionId)).toBeNull();
    const again = await actOnPeople(admin.actor, { act: "reactivate", ids: all(anna, boris, admin) });
    expect(told(again)).toEqual({ done: all(anna, boris), unchanged: [admin.id], refused: [] });
    expect(await database().$count(auditEntries, eq(auditEntries.personId, anna.id))).toBe(2);
  });

  test("that asks for the password again is refused as a whole", async () => {
    const [anna, boris] = await crew();
    const stale = { ...admin.actor, provedAt: new Date(Date.now() - 3_600_000) };
    await expect(actOnPeople(stale, { act: "role", ids: all(anna, boris), role: "admin" })).rejects.toMatchObject({
      reason: "proveAgain",
    });
  });

  test("the last owner is refused with the reason, the others go on", async () => {
    const [anna] = await crew();
    await database().update(persons).set({ role: "member" }).where(eq(persons.role, "owner"));
    await database().update(persons).set({ role: "owner" }).where(eq(persons.id, owner.id));
    const outcome = await actOnPeople(owner.actor, { act: "role", ids: all(owner, anna), role: "admin" });
    expect(told(outcome)).toEqual({ done: [anna.id], unchanged: [], refused: [[owner.id, "lastOwner"]] });
  });

  test("puts into a room and takes out of it; those who were deactivated do not come in", async () => {
    const [anna, boris, clara] = await crew();
    const room = await roomOf(admin, anna);
    await deactivate(clara);
    const entered = await actOnPeople(admin.actor, { act: "enter", ids: all(anna, boris, clara), room: room.id });
    expect(told(entered)).toEqual({
      done: [boris.id],
      unchanged: [anna.id],
      refused: [[clara.id, "personInactive"]],
    });
    expect(await membersOf(room.id)).toBe(3);
    const left = await actOnPeople(admin.actor, { act: "leave", ids: all(anna, boris, clara), room: room.id });
    expect(told(left)).toEqual({ done: all(anna, boris), unchanged: [clara.id], refused: [] });
    expect(await membersOf(room.id)).toBe(1);
  });

  test("into a room that is not there, a direct one or one in the archive nobody is put", async () => {
    const [anna, boris] = await crew();
    const { room: direct } = await startDirect(anna.actor, { user_ids: [boris.id] });
    const archived = await roomOf(admin);
    await database().update(rooms).set({ archivedAt: new Date() }).where(eq(rooms.id, archived.id));
    for (const [room, code] of [
      [nobody, "not_found"],
      [direct.id, "not_found"],
      [archived.id, "forbidden"],
    ] as const)
      for (const act of ["enter", "leave"] as const)
        await expect(actOnPeople(admin.actor, { act, ids: [anna.id], room })).rejects.toMatchObject({ code });
    expect(await membersOf(direct.id)).toBe(2);
  });

  test("signs out everywhere, and says for whom there was nothing to end", async () => {
    const [anna, boris] = await crew();
    await actOnPeople(admin.actor, { act: "sign-out", ids: [boris.id] });
    const outcome = await actOnPeople(admin.actor, { act: "sign-out", ids: all(anna, boris, owner) });
    expect(told(outcome)).toEqual({ done: [anna.id], unchanged: [boris.id], refused: [[owner.id, "forbidden"]] });
    expect(outcome.sessions_closed).toBe(1);
    expect(await readSession(owner.sessionId)).not.toBeNull();
  });

  test("is for administrators, about people who are there, at most a hundred", async () => {
    const [anna, boris] = await crew();
    for (const who of [anna, await person("guest", "guest")])
      await expect(actOnPeople(who.actor, { act: "deactivate", ids: [boris.id] })).rejects.toMatchObject({
        code: "forbidden",
      });
    await expect(actOnPeople(admin.actor, { act: "deactivate", ids: [boris.id, nobody] })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await readSession(boris.sessionId)).not.toBeNull();
    for (const input of [
      { act: "deactivate", ids: [] },
      { act: "deactivate", ids: Array.from({ length: 101 }, (_, at) => at + 1) },
      { act: "deactivate", ids: ["1"] },
      { act: "deactivate", ids: [1], role: "owner" },
      { act: "role", ids: [1] },
      { act: "role", ids: [1], role: "bot" },
      { act: "enter", ids: [1] },
      { act: "delete", ids: [1] },
    ])
      expect(bulkInput.safeParse(input).success, JSON.stringify(input)).toBe(false);
  });
});
