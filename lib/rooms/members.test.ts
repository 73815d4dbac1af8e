import { desc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { auditEntries, memberships, rooms, workspace } from "@/db/schema";
import { knock } from "@/server/testing/knock";
import { deactivate, person, roomOf, say, type TestPerson } from "@/server/testing/world";
import { changesBetween } from "./changes";
import { getRoom, listMembers, listMyRooms } from "./data";
import { startDirect } from "./direct";
import { addMember, addMembers, leaveRoom, putMember, removeMember, removeMembers } from "./members";
import { changeRoom, createRoom, deleteRoom, editRoom } from "./mutations";
import { setMemberRole } from "./roles";

let olga: TestPerson;
let anna: TestPerson;
let boris: TestPerson;
let clara: TestPerson;
let guest: TestPerson;

beforeAll(async () => {
  olga = await person("olga", "owner");
  anna = await person("anna");
  boris = await person("boris");
  clara = await person("clara");
  guest = await person("guest", "guest");
});

const refused = (reason: string) => expect.objectContaining({ code: "forbidden", reason });
const roleOf = async (room: { id: number }, who: TestPerson) =>
  (await getRoom(who.actor, room.id).catch(() => null))?.my_role ?? null;

async function lastDeed(roomId: number) {
  const [row] = await database()
    .select({ action: auditEntries.action, person: auditEntries.personId, after: auditEntries.after })
    .from(auditEntries)
    .where(eq(auditEntries.roomId, roomId))
    .orderBy(desc(auditEntries.id))
    .limit(1);
  return row;
}

const forAll = async (room: { id: number }) => editRoom(olga.actor, { roomId: room.id, for_all: true });

describe("who adds and removes, as the company says", () => {
  const rule = (membership: "admins" | "room_admins" | "members") =>
    database().update(workspace).set({ membership }).where(eq(workspace.id, 1));

  test("a changed rule holds for the very next call, in both directions", async () => {
    const room = await roomOf(anna, boris);
    try {
      await expect(addMember(boris.actor, { roomId: room.id, personId: clara.id })).rejects.toThrow("forbidden");
      await rule("members");
      expect(await addMember(boris.actor, { roomId: room.id, personId: clara.id })).toEqual({ added: true });
      await rule("admins");
      await expect(removeMember(anna.actor, { roomId: room.id, personId: clara.id })).rejects.toThrow("forbidden");
      await removeMember(olga.actor, { roomId: room.id, personId: clara.id });
      await rule("room_admins");
      expect(await addMember(anna.actor, { roomId: room.id, personId: clara.id })).toEqual({ added: true });
    } finally {
      await rule("room_admins");
    }
  });

  test("a new room is filled by whom the company lets add members, and made alone by the others", async () => {
    const fill = (who: TestPerson, ...others: TestPerson[]) =>
      createRoom(who.actor, { name: "plan", member_ids: others.map(({ id }) => id) });
    try {
      await rule("admins");
      await expect(fill(anna, boris)).rejects.toMatchObject({
        ...{ code: "forbidden", reason: "membersByAdmins" },
        fields: [{ path: "member_ids", reason: "membersByAdmins" }],
      });
      for (const mine of [await fill(anna), await fill(anna, anna)])
        expect(mine).toMatchObject({ my_role: "admin", member_count: 1 });
      expect(await fill(olga, boris)).toMatchObject({ member_count: 2 });
      expect((await startDirect(anna.actor, { user_ids: [boris.id, clara.id] })).room.member_count).toBe(3);
      for (const membership of ["members", "room_admins"] as const) {
        await rule(membership);
        expect(await fill(anna, boris)).toMatchObject({ member_count: 2 });
      }
    } finally {
      await rule("room_admins");
    }
  });

  test("a member who may add people may not thereby make admins", async () => {
    const room = await roomOf(anna, boris);
    try {
      await rule("members");
      const input = { roomId: room.id, personId: clara.id, role: "admin" } as const;
      await expect(putMember(boris.actor, input)).rejects.toThrow("forbidden");
      expect(await roleOf(room, clara)).toBeNull();
    } finally {
      await rule("room_admins");
    }
  });
});

describe("oneself", () => {
  const put = async (who: TestPerson, room: { id: number }, as: "me" | "id", body?: unknown) => {
    const response = await knock("PUT", `rooms/${room.id}/members/${as === "me" ? "me" : who.id}`, body, who);
    const { user, code } = (await response.json()) as { user?: { id: number }; code?: string };
    return [response.status, user?.id === who.id ? "user" : code];
  };

  test.each(["me", "id"] as const)("is put in as others are, by %s: new, in already, not seen, refused", async (as) => {
    const [closed, open] = [await roomOf(anna), await createRoom(anna.actor, { name: "open", visibility: "open" })];
    for (const body of [undefined, {}, { role: "member" }]) {
      expect(await put(boris, open, as, body)).toEqual([201, "user"]);
      expect(await put(boris, open, as, body)).toEqual([200, "user"]);
      await leaveRoom(boris.actor, { roomId: open.id });
    }
    for (const body of [{ role: "admin" }, { ends_at: "2030-12-31" }])
      expect(await put(boris, open, as, body)).toEqual([403, "forbidden"]);
    expect(await roleOf(open, boris)).toBeNull();
    expect(await put(boris, open, as, { role: "boss" })).toEqual([422, "invalid"]);
    expect(await put(boris, closed, as)).toEqual([404, "not_found"]);
    expect(await put(guest, open, as)).toEqual([404, "not_found"]);
    expect(await put(anna, closed, as, { role: "member" })).toEqual([409, "conflict"]);
    expect(await put(anna, closed, as, { role: "admin" })).toEqual([200, "user"]);
  });

  test("an administrator comes into a room that is not theirs as they would put in another, and the journal says so", async () => {
    for (const as of ["me", "id"] as const) {
      const room = await roomOf(anna);
      expect(await put(olga, room, as, { role: "admin" })).toEqual([201, "user"]);
      expect(await roleOf(room, olga)).toBe("admin");
      expect(await put(olga, room, as)).toEqual([200, "user"]);
      const deeds = await database()
        .select({ action: auditEntries.action, by: auditEntries.actorId, person: auditEntries.personId })
        .from(auditEntries)
        .where(eq(auditEntries.roomId, room.id))
        .orderBy(auditEntries.id);
      expect(deeds.slice(1)).toEqual(
        ["room.member_added", "room.member_role"].map((action) => ({ action, by: olga.id, person: olga.id })),
      );
    }
  });
});

describe("many at once", () => {
  test("all come in or none, each with a version, and the journal names each", async () => {
    const room = await roomOf(anna);
    const gone = await person("gone");
    await deactivate(gone);
    const ids = [boris.id, clara.id, guest.id];
    await expect(addMembers(anna.actor, { roomId: room.id, personIds: [...ids, gone.id] })).rejects.toThrow(
      "not_found",
    );
    expect((await listMembers(anna.actor, { roomId: room.id })).length).toBe(1);
    const { added } = await addMembers(anna.actor, { roomId: room.id, personIds: [...ids, ...ids] });
    expect(added.sort()).toEqual([...ids].sort());
    const changes = await changesBetween(room.id, room.version, room.version + 3);
    expect(changes.map((change) => change.kind)).toEqual(["membership", "membership", "membership"]);
    expect(await lastDeed(room.id)).toMatchObject({ action: "room.member_added", person: Math.max(...ids) });
  });

  test("those who go are counted once, whoever is not in is left out", async () => {
    const room = await roomOf(anna, boris, clara);
    const gone = await Promise.all(
      Array.from({ length: 4 }, () =>
        removeMembers(anna.actor, { roomId: room.id, personIds: [boris.id, clara.id, guest.id] }),
      ),
    );
    expect(gone.flatMap(({ removed }) => removed).sort()).toEqual([boris.id, clara.id].sort());
    expect(await getRoom(anna.actor, room.id)).toMatchObject({ member_count: 1, version: room.version + 2 });
  });
});

describe("the room for all", () => {
  test("takes in every employee at once when it becomes one, and nobody but administrators makes it so", async () => {
    const room = await roomOf(anna);
    await expect(editRoom(anna.actor, { roomId: room.id, for_all: true })).rejects.toThrow("forbidden");
    await forAll(room);
    for (const who of [boris, clara, olga]) expect(await roleOf(room, who)).toBe("member");
    expect(await roleOf(room, guest)).toBeNull();
    await editRoom(olga.actor, { roomId: room.id, for_all: false });
  });

  test("no employee leaves it or is taken out of it, whoever asks", async () => {
    const room = await roomOf(anna, guest);
    await forAll(room);
    await expect(leaveRoom(boris.actor, { roomId: room.id })).rejects.toEqual(refused("roomForAll"));
    for (const { actor } of [olga, anna])
      await expect(removeMember(actor, { roomId: room.id, personId: boris.id })).rejects.toEqual(refused("roomForAll"));
    expect(await removeMembers(olga.actor, { roomId: room.id, personIds: [boris.id, clara.id] })).toEqual({
      removed: [],
    });
    await expect(putMember(olga.actor, { roomId: room.id, personId: boris.id, ends_at: "2030-01-01" })).rejects.toEqual(
      refused("roomForAll"),
    );
    await leaveRoom(guest.actor, { roomId: room.id });
    expect(await roleOf(room, guest)).toBeNull();
    await editRoom(olga.actor, { roomId: room.id, for_all: false });
    await leaveRoom(boris.actor, { roomId: room.id });
  });

  test("whoever is an employee no more may be taken out", async () => {
    const room = await roomOf(anna);
    const leaver = await person("leaver");
    await forAll(room);
    await deactivate(leaver);
    await removeMember(olga.actor, { roomId: room.id, personId: leaver.id });
    await editRoom(olga.actor, { roomId: room.id, for_all: false });
  });
});

describe("room admins", () => {
  test("one makes another, each change is a version, and saying it twice is none", async () => {
    const room = await roomOf(anna, boris);
    await setMemberRole(anna.actor, { roomId: room.id, personId: boris.id, role: "admin" });
    await setMemberRole(anna.actor, { roomId: room.id, personId: boris.id, role: "admin" });
    expect(await roleOf(room, boris)).toBe("admin");
    const after = await getRoom(boris.actor, room.id);
    expect(after.version).toBe(room.version + 1);
    expect(await changesBetween(room.id, room.version, after.version)).toMatchObject([
      { kind: "membership", change: "role", user: { id: boris.id } },
    ]);
  });

  test("a member, a guest and an outsider make none, and nobody makes one of who is not in", async () => {
    const room = await roomOf(anna, boris, guest);
    for (const who of [boris, guest])
      await expect(
        setMemberRole(who.actor, { roomId: room.id, personId: who.id, role: "admin" }),
      ).rejects.toMatchObject({ code: "forbidden" });
    for (const [actor, personId] of [
      [clara.actor, clara.id],
      [anna.actor, clara.id],
    ] as const)
      await expect(setMemberRole(actor, { roomId: room.id, personId, role: "admin" })).rejects.toMatchObject({
        code: "not_found",
      });
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    await expect(
      setMemberRole(boris.actor, { roomId: room.id, personId: boris.id, role: "admin" }),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  test("the last one does not step down unseen; whoever leaves is not held, and the journal says that none is left", async () => {
    const room = await roomOf(anna, boris);
    const stepDown = { roomId: room.id, personId: anna.id, role: "member" } as const;
    await expect(setMemberRole(anna.actor, stepDown)).rejects.toMatchObject({ reason: "lastRoomAdmin" });
    await leaveRoom(anna.actor, { roomId: room.id });
    expect(await lastDeed(room.id)).toMatchObject({ action: "room.left", after: { admins: 0 } });
    await setMemberRole(olga.actor, { roomId: room.id, personId: boris.id, role: "admin" });
    await setMemberRole(olga.actor, { roomId: room.id, personId: boris.id, role: "member" });
    expect(await roleOf(room, boris)).toBe("member");
  });

  test("two who step down at once leave one", async () => {
    const room = await roomOf(anna, boris);
    await setMemberRole(anna.actor, { roomId: room.id, personId: boris.id, role: "admin" });
    const down = await Promise.allSettled(
      [anna, boris].map((who) => setMemberRole(who.actor, { roomId: room.id, personId: who.id, role: "member" })),
    );
    expect(down.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });
});

describe("changing and deleting a room", () => {
  test("what is changed is told and journalled, before and after, and nothing else is", async () => {
    const room = await roomOf(anna);
    const edited = await editRoom(anna.actor, { roomId: room.id, visibility: "open", archived: true, name: room.name });
    expect(edited).toMatchObject({ visibility: "open", archived: true, version: room.version + 1 });
    const [deed] = await database()
      .select({ before: auditEntries.before, after: auditEntries.after })
      .from(auditEntries)
      .where(eq(auditEntries.roomId, room.id))
      .orderBy(desc(auditEntries.id))
      .limit(1);
    expect(deed).toEqual({
      before: { visibility: "private", archived: false },
      after: { visibility: "open", archived: true },
    });
    expect((await editRoom(anna.actor, { roomId: room.id, archived: true })).version).toBe(room.version + 1);
  });

  test("an archived room is read, not written to, and people can still be taken out of it and leave", async () => {
    const room = await roomOf(anna, boris, clara);
    await editRoom(anna.actor, { roomId: room.id, archived: true });
    await expect(say(anna, room, "late")).rejects.toMatchObject({ reason: "roomArchived" });
    await expect(addMember(olga.actor, { roomId: room.id, personId: guest.id })).rejects.toEqual(
      refused("roomArchived"),
    );
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    await leaveRoom(clara.actor, { roomId: room.id });
    await editRoom(anna.actor, { roomId: room.id, archived: false });
    await say(anna, room, "again");
  });

  test("the bell is each member's own: it moves no version, and only theirs", async () => {
    const room = await roomOf(anna, boris);
    expect(await changeRoom(boris.actor, { roomId: room.id, notify: "nothing" })).toMatchObject({
      notify: "nothing",
      version: room.version,
    });
    expect(await getRoom(anna.actor, room.id)).toMatchObject({ notify: "all" });
    await expect(changeRoom(boris.actor, { roomId: room.id, notify: "all", name: "x" })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(await getRoom(boris.actor, room.id)).toMatchObject({ notify: "nothing", name: room.name });
    await expect(changeRoom(olga.actor, { roomId: room.id, notify: "all" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("a deleted room is gone with all that was in it, and the journal remembers its name", async () => {
    const room = await roomOf(anna, boris);
    await say(anna, room, `@${boris.actor.username} hello`);
    for (const who of [boris, guest, clara])
      await expect(deleteRoom(who.actor, { roomId: room.id })).rejects.toMatchObject({
        code: who === boris ? "forbidden" : "not_found",
      });
    expect(await deleteRoom(anna.actor, { roomId: room.id })).toEqual({ members: 2 });
    await expect(getRoom(anna.actor, room.id)).rejects.toMatchObject({ code: "not_found" });
    await expect(deleteRoom(anna.actor, { roomId: room.id })).rejects.toMatchObject({ code: "not_found" });
    expect((await listMyRooms(boris.actor)).some(({ id }) => id === room.id)).toBe(false);
    expect(await database().$count(memberships, eq(memberships.roomId, room.id))).toBe(0);
    expect(await lastDeed(room.id)).toMatchObject({ action: "room.deleted" });
  });

  test("a direct room is neither changed nor deleted by anybody", async () => {
    const { startDirect } = await import("./direct");
    const { room } = await startDirect(anna.actor, { user_ids: [boris.id] });
    for (const call of [
      () => editRoom(anna.actor, { roomId: room.id, name: "x" }),
      () => deleteRoom(anna.actor, { roomId: room.id }),
    ])
      await expect(call()).rejects.toEqual(refused("directFixed"));
    await expect(deleteRoom(olga.actor, { roomId: room.id })).rejects.toMatchObject({ code: "not_found" });
    expect(await database().$count(rooms, eq(rooms.id, room.id))).toBe(1);
  });
});
