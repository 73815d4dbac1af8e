import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { auditEntries, memberships } from "@/db/schema";
import { getMessage } from "@/lib/messages/data";
import { readMessages } from "@/lib/messages/pages";
import { listPeople } from "@/lib/people/data";
import { person, roomOf, say, type TestPerson } from "@/server/testing/world";
import { changesBetween } from "./changes";
import { getRoom, listMembers, listMyRooms } from "./data";
import { endMemberships, setMembershipEnd } from "./ending";
import { addMember, addMembers, leaveRoom, putMember } from "./members";
import { editRoom } from "./mutations";
import { markRead, unreadEverywhere } from "./readings";
import { roomsOf, versionsFor } from "./seats";

let anna: TestPerson;
let olga: TestPerson;

beforeAll(async () => {
  anna = await person("anna");
  olga = await person("olga", "owner");
});

/** A room of two in which the second one's time was up a moment ago, and nobody has written it down. */
async function overdue() {
  const [visitor, companion] = [await person("visitor", "guest"), await person("companion")];
  const room = await roomOf(anna, visitor, companion);
  const said = await say(anna, room, "inside");
  await database().execute(sql`update memberships set ends_at = now() - interval '1 millisecond'
    where room_id = ${room.id} and person_id = ${visitor.id}`);
  return { room, visitor, companion, said };
}

describe("a membership whose time is up", () => {
  test("lets nobody in at any door, though the worker has not come by", async () => {
    const { room, visitor, companion, said } = await overdue();
    const { actor } = visitor;
    const calls = [
      () => getRoom(actor, room.id),
      () => readMessages(actor, { roomId: room.id }),
      () => getMessage(actor, said.id),
      () => markRead(actor, { roomId: room.id, messageId: said.id }),
      () => listMembers(actor, { roomId: room.id }),
      () => leaveRoom(actor, { roomId: room.id }),
      () => say(visitor, room, "still here"),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: "not_found" });
    expect(await listMyRooms(actor)).toEqual([]);
    expect((await unreadEverywhere(actor)).items).toEqual([]);
    expect(await roomsOf(visitor.id)).toEqual([]);
    expect((await versionsFor(visitor.id, [room.id])).size).toBe(0);
    // A guest knows only those who share a room with them.
    expect((await listPeople(actor, {})).items.map(({ id }) => id)).toEqual([visitor.id]);
    expect((await listMembers(companion.actor, { roomId: room.id })).some(({ user }) => user.id === visitor.id)).toBe(
      false,
    );
  });

  test("is carried out like a removal: a version, the count, and a journal that names no person as doer", async () => {
    const { room, visitor, said } = await overdue();
    expect(await endMemberships()).toBeGreaterThan(0);
    const after = await getRoom(anna.actor, room.id);
    expect(after).toMatchObject({ member_count: 2, version: said.version + 1 });
    expect(await changesBetween(room.id, said.version, after.version)).toMatchObject([
      { kind: "membership", change: "left", user: { id: visitor.id } },
    ]);
    const [deed] = await database()
      .select({ action: auditEntries.action, actor: auditEntries.actorId })
      .from(auditEntries)
      .where(sql`${auditEntries.roomId} = ${room.id} and ${auditEntries.personId} = ${visitor.id}
        and ${auditEntries.action} = 'room.member_ended'`);
    expect(deed).toEqual({ action: "room.member_ended", actor: null });
    expect(await endMemberships()).toBe(0);
  });

  test("carried out by four workers at once ends once", async () => {
    const { room } = await overdue();
    const ended = await Promise.all(Array.from({ length: 4 }, () => endMemberships()));
    expect(ended.reduce((sum, one) => sum + one)).toBe(1);
    expect((await getRoom(anna.actor, room.id)).member_count).toBe(2);
  });

  test("may begin anew before the worker has come by, and the count stays right", async () => {
    const { room, visitor } = await overdue();
    expect(await addMember(anna.actor, { roomId: room.id, personId: visitor.id })).toEqual({ added: true });
    expect(await getRoom(visitor.actor, room.id)).toMatchObject({ my_role: "member", member_count: 3 });
    await endMemberships();
    expect(await getRoom(visitor.actor, room.id)).toMatchObject({ member_count: 3 });
  });
});

describe("until when", () => {
  test("a day lasts to its end where the one who says it is", async () => {
    const visitor = await person("visitor", "guest");
    const room = await roomOf(anna);
    const inMoscow = { ...anna.actor, timeZone: "Europe/Moscow" };
    const now = new Date("2026-11-20T12:00:00Z");
    await addMembers(inMoscow, { roomId: room.id, personIds: [visitor.id], ends_at: "2026-12-31" }, now);
    const ends = async () =>
      (
        await database()
          .select({ endsAt: memberships.endsAt })
          .from(memberships)
          .where(eq(memberships.personId, visitor.id))
      )[0]?.endsAt?.toISOString() ?? null;
    expect(await ends()).toBe("2026-12-31T21:00:00.000Z");
    await setMembershipEnd(
      anna.actor,
      { roomId: room.id, personId: visitor.id, ends_at: "2027-01-05T10:00:00+02:00" },
      now,
    );
    expect(await ends()).toBe("2027-01-05T08:00:00.000Z");
    await putMember(anna.actor, { roomId: room.id, personId: visitor.id, ends_at: null }, now);
    expect(await ends()).toBeNull();
  });

  test("what is past or too far away is refused, and so is whoever may not", async () => {
    const [visitor, member] = [await person("visitor", "guest"), await person("member")];
    const room = await roomOf(anna, visitor, member);
    const end = (who: TestPerson, ends_at: string) =>
      setMembershipEnd(who.actor, { roomId: room.id, personId: visitor.id, ends_at });
    for (const past of ["2020-01-01", "2020-01-01T00:00:00Z", "2999-01-01"])
      await expect(end(anna, past)).rejects.toMatchObject({ code: "invalid" });
    for (const who of [visitor, member])
      await expect(end(who, "2030-01-01")).rejects.toMatchObject({ code: "forbidden" });
    await expect(end(await person("stranger"), "2030-01-01")).rejects.toMatchObject({ code: "not_found" });
  });

  test("a room that becomes the one for all knows no end for employees", async () => {
    const worker = await person("worker");
    const room = await roomOf(anna);
    await addMembers(anna.actor, { roomId: room.id, personIds: [worker.id], ends_at: "2030-01-01" });
    await editRoom(olga.actor, { roomId: room.id, for_all: true });
    const [row] = await database()
      .select({ endsAt: memberships.endsAt })
      .from(memberships)
      .where(sql`${memberships.roomId} = ${room.id} and ${memberships.personId} = ${worker.id}`);
    expect(row).toEqual({ endsAt: null });
    await editRoom(olga.actor, { roomId: room.id, for_all: false });
  });
});
