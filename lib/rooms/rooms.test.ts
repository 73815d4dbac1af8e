import { and, eq, isNull, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { memberships, persons, rooms } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { readMessages } from "@/lib/messages/pages";
import { person, roomOf, say, type TestPerson } from "@/server/testing/world";
import { changesBetween, versionOf } from "./changes";
import { getRoom, listMembers, listMyRooms, listOpenRooms } from "./data";
import { startDirect } from "./direct";
import { addMember, joinRoom, leaveRoom, removeMember } from "./members";
import { createRoom, editRoom } from "./mutations";
import { createRoomInput, startDirectInput } from "./schema";

const noRoom = 2_000_000_000;
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

/** What an error tells whoever made the call, to the last letter. */
async function told(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error("no AppError was thrown");
  const { code, reason, message, fields, retryAfterSeconds } = error;
  return JSON.stringify({ code, reason, message, fields, retryAfterSeconds });
}

async function facts(roomId: number) {
  const [room] = await database()
    .select({ version: rooms.version, count: rooms.memberCount })
    .from(rooms)
    .where(eq(rooms.id, roomId));
  const present = await database().$count(memberships, and(eq(memberships.roomId, roomId), isNull(memberships.leftAt)));
  return { version: room?.version ?? -1, count: room?.count ?? -1, present };
}

const openRoom = (owner: TestPerson, name = "open") => createRoom(owner.actor, { name, visibility: "open" });

describe("making a room", () => {
  test("its creator is its admin, the others its members, and nobody counts twice", async () => {
    const room = await createRoom(anna.actor, { name: "plan", member_ids: [boris.id, boris.id, anna.id] });
    expect(room).toMatchObject({ kind: "room", visibility: "private", my_role: "admin", member_count: 2, version: 2 });
    const members = await listMembers(boris.actor, { roomId: room.id });
    expect(members.map((member) => [member.user.id, member.role])).toEqual([
      [anna.id, "admin"],
      [boris.id, "member"],
    ]);
  });

  test("a guest makes none", async () => {
    await expect(createRoom(guest.actor, { name: "mine" })).rejects.toMatchObject({ code: "forbidden" });
  });

  test("nobody is put in whom one may not see, nor one who was deactivated", async () => {
    const gone = await person("gone");
    await database().update(persons).set({ active: false }).where(eq(persons.id, gone.id));
    for (const id of [noRoom, gone.id])
      await expect(createRoom(anna.actor, { name: "x", member_ids: [id] })).rejects.toMatchObject({
        code: "not_found",
      });
  });

  test("a name of nothing that shows is refused", () => {
    for (const name of ["", "  ", "\u200b\u00a0", "\u2060", "\u3164", "\u202e\u2066"])
      expect(createRoomInput.safeParse({ name }).success, JSON.stringify(name)).toBe(false);
  });

  test("what the schema does not know is refused, and ids are whole positive numbers", () => {
    expect(createRoomInput.safeParse({ name: "x", kind: "direct" }).success).toBe(false);
    for (const id of [0, -1, 1.5, Number.MAX_VALUE, "1", null])
      expect(startDirectInput.safeParse({ user_ids: [id] }).success).toBe(false);
  });
});

describe("who sees a room", () => {
  test("a private room is not found by outsiders, with the very answer that a missing one gets", async () => {
    const room = await roomOf(anna);
    for (const actor of [boris.actor, guest.actor]) {
      expect(await told(getRoom(actor, room.id))).toBe(await told(getRoom(actor, noRoom)));
      expect(await told(joinRoom(actor, { roomId: room.id }))).toBe(await told(joinRoom(actor, { roomId: noRoom })));
      expect(await told(listMembers(actor, { roomId: room.id }))).toBe(
        await told(listMembers(actor, { roomId: noRoom })),
      );
      expect(await told(leaveRoom(actor, { roomId: room.id }))).toBe(await told(leaveRoom(actor, { roomId: noRoom })));
      expect(await told(editRoom(actor, { roomId: room.id, name: "x" }))).toBe(
        await told(editRoom(actor, { roomId: noRoom, name: "x" })),
      );
      expect(await told(addMember(actor, { roomId: room.id, personId: actor.personId }))).toBe(
        await told(addMember(actor, { roomId: noRoom, personId: actor.personId })),
      );
    }
  });

  test("an open room is seen by employees, read by none who did not join, and not there for a guest", async () => {
    const room = await openRoom(anna);
    await say(anna, room, "inside");
    expect(await getRoom(boris.actor, room.id)).toMatchObject({
      my_role: null,
      last_message: null,
      unread: { count: 0 },
    });
    await expect(listMembers(boris.actor, { roomId: room.id })).rejects.toMatchObject({ code: "forbidden" });
    expect(await told(getRoom(guest.actor, room.id))).toBe(await told(getRoom(guest.actor, noRoom)));
    expect(await listOpenRooms(guest.actor)).toEqual({ items: [], next_cursor: null });
  });

  test("one who was deactivated sees nothing", async () => {
    const room = await openRoom(anna);
    const gone = { ...boris.actor, active: false };
    expect(await told(getRoom(gone, room.id))).toBe(await told(getRoom(gone, noRoom)));
  });

  test("pages of open rooms hold each room that one is not in exactly once", async () => {
    const reader = await person("reader");
    const made = await Promise.all(
      Array.from({ length: 7 }, (_, at) => openRoom(anna, at < 4 ? "page same" : `page ${at}`)),
    );
    const first = made[0];
    if (first) await joinRoom(reader.actor, { roomId: first.id });
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await listOpenRooms(reader.actor, { limit: 2, cursor });
      seen.push(...page.items.map((room) => room.id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    expect(seen.filter((id) => made.some((room) => room.id === id)).sort()).toEqual(
      made
        .slice(1)
        .map((room) => room.id)
        .sort(),
    );
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe("coming and going", () => {
  test("whoever joins an open room starts with nothing unread", async () => {
    const room = await openRoom(anna);
    await say(anna, room, "before");
    const joined = await joinRoom(boris.actor, { roomId: room.id });
    expect(joined).toMatchObject({ my_role: "member", member_count: 2, unread: { count: 0 } });
  });

  test("joining twice at once is joining once", async () => {
    const room = await openRoom(anna);
    await Promise.all(Array.from({ length: 12 }, () => joinRoom(boris.actor, { roomId: room.id })));
    expect(await facts(room.id)).toEqual({ version: room.version + 1, count: 2, present: 2 });
  });

  test("leaving and being removed at once is going once", async () => {
    const room = await roomOf(anna, boris);
    const gone = await Promise.allSettled([
      ...Array.from({ length: 6 }, () => leaveRoom(boris.actor, { roomId: room.id })),
      ...Array.from({ length: 6 }, () => removeMember(anna.actor, { roomId: room.id, personId: boris.id })),
    ]);
    expect(gone.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    expect(await facts(room.id)).toEqual({ version: room.version + 1, count: 1, present: 1 });
  });

  test("the count of members is exact and every version is told, whoever comes and goes at once", async () => {
    const crowd = await Promise.all(Array.from({ length: 10 }, (_, at) => person(`crowd${at}`)));
    const room = await openRoom(anna);
    await Promise.all(crowd.map((one) => joinRoom(one.actor, { roomId: room.id })));
    await Promise.allSettled(
      crowd.flatMap((one, at) => [
        at % 2 ? leaveRoom(one.actor, { roomId: room.id }) : joinRoom(one.actor, { roomId: room.id }),
        removeMember(anna.actor, { roomId: room.id, personId: one.id }),
        addMember(anna.actor, { roomId: room.id, personId: one.id }),
        say(one, room, "here"),
      ]),
    );
    const { version, count, present } = await facts(room.id);
    expect(count).toBe(present);
    const changes = await changesBetween(room.id, 0, version);
    expect(changes.map((change) => change.version)).toEqual(Array.from({ length: version }, (_, at) => at + 1));
  });

  test("somebody removed is an outsider at once, and may be put in again", async () => {
    const room = await roomOf(anna, boris);
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    expect(await told(getRoom(boris.actor, room.id))).toBe(await told(getRoom(boris.actor, noRoom)));
    expect((await listMyRooms(boris.actor)).some((one) => one.id === room.id)).toBe(false);
    await say(anna, room, "while away");
    expect(await addMember(anna.actor, { roomId: room.id, personId: boris.id })).toEqual({ added: true });
    expect(await addMember(anna.actor, { roomId: room.id, personId: boris.id })).toEqual({ added: false });
    expect(await getRoom(boris.actor, room.id)).toMatchObject({
      my_role: "member",
      member_count: 2,
      unread: { count: 0 },
    });
  });

  test("a room admin who left comes back as a member", async () => {
    const room = await openRoom(anna);
    await joinRoom(boris.actor, { roomId: room.id });
    await leaveRoom(anna.actor, { roomId: room.id });
    expect(await joinRoom(anna.actor, { roomId: room.id })).toMatchObject({ my_role: "member" });
  });

  test("an archived room takes nobody in", async () => {
    const room = await openRoom(anna);
    await database().update(rooms).set({ archivedAt: new Date() }).where(eq(rooms.id, room.id));
    await expect(joinRoom(boris.actor, { roomId: room.id })).rejects.toMatchObject({ code: "forbidden" });
    await expect(addMember(anna.actor, { roomId: room.id, personId: boris.id })).rejects.toMatchObject({
      reason: "roomArchived",
    });
  });

  test("a member who is no room admin changes neither members nor the name", async () => {
    const room = await roomOf(anna, boris, guest);
    for (const actor of [boris.actor, guest.actor]) {
      await expect(removeMember(actor, { roomId: room.id, personId: anna.id })).rejects.toMatchObject({
        code: "forbidden",
      });
      await expect(editRoom(actor, { roomId: room.id, name: "x" })).rejects.toMatchObject({ code: "forbidden" });
    }
    expect((await facts(room.id)).version).toBe(room.version);
  });

  test("the company's owner manages a room without reading it", async () => {
    const room = await roomOf(anna);
    expect(await addMember(olga.actor, { roomId: room.id, personId: clara.id })).toEqual({ added: true });
    await say(anna, room, "for members alone");
    const known = await getRoom(olga.actor, room.id);
    expect(known).toMatchObject({ member_count: 2, my_role: null, last_message: null, unread: { count: 0 } });
    const members = await listMembers(olga.actor, { roomId: room.id });
    expect(members.map(({ user, last_read_seq }) => [user.id, last_read_seq]).sort()).toEqual(
      [anna.id, clara.id].map((id) => [id, 0]).sort(),
    );
    for (const read of [
      () => readMessages(olga.actor, { roomId: room.id }),
      () => joinRoom(olga.actor, { roomId: room.id }),
      () => leaveRoom(olga.actor, { roomId: room.id }),
    ])
      await expect(read()).rejects.toMatchObject({ code: "not_found" });
  });

  test("removing one who is not in is not found and moves no counter", async () => {
    const room = await roomOf(anna);
    await expect(removeMember(anna.actor, { roomId: room.id, personId: clara.id })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await facts(room.id)).toEqual({ version: room.version, count: 1, present: 1 });
  });
});

describe("changing a room", () => {
  test("a new name takes a version, and what is left out stays", async () => {
    const room = await createRoom(anna.actor, { name: "before", topic: "the topic" });
    const edited = await editRoom(anna.actor, { roomId: room.id, name: "after" });
    expect(edited).toMatchObject({ name: "after", topic: "the topic", version: room.version + 1 });
    expect(await changesBetween(room.id, room.version, edited.version)).toEqual([
      { version: edited.version, kind: "room" },
    ]);
  });
});

describe("direct rooms", () => {
  test("the same people have one, however many begin it at once and from either side", async () => {
    const [left, right] = [await person("left"), await person("right")];
    const begun = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        at % 2
          ? startDirect(left.actor, { user_ids: [right.id] })
          : startDirect(right.actor, { user_ids: [left.id, right.id] }),
      ),
    );
    expect(new Set(begun.map(({ room }) => room.id)).size).toBe(1);
    expect(begun.filter(({ made }) => made)).toHaveLength(1);
    expect(begun[0]?.room).toMatchObject({ kind: "direct", member_count: 2 });
  });

  test("each sees the other's name and may not leave", async () => {
    const { room } = await startDirect(anna.actor, { user_ids: [boris.id] });
    expect(room.name).toBe("boris");
    expect((await getRoom(boris.actor, room.id)).name).toBe("anna");
    await expect(leaveRoom(boris.actor, { roomId: room.id })).rejects.toMatchObject({ reason: "directFixed" });
  });

  test("nobody else knows of it, the owner of the company neither", async () => {
    const { room } = await startDirect(anna.actor, { user_ids: [clara.id] });
    for (const { actor } of [boris, olga, guest]) {
      expect(await told(getRoom(actor, room.id))).toBe(await told(getRoom(actor, noRoom)));
      expect(await told(removeMember(actor, { roomId: room.id, personId: anna.id }))).toBe(
        await told(removeMember(actor, { roomId: noRoom, personId: anna.id })),
      );
    }
  });

  test("a guest begins one only with those who share a room with them", async () => {
    const [stranger, friend, visitor] = [await person("st"), await person("fr"), await person("vi", "guest")];
    await roomOf(friend, visitor);
    await expect(startDirect(visitor.actor, { user_ids: [stranger.id] })).rejects.toMatchObject({ code: "not_found" });
    expect((await startDirect(visitor.actor, { user_ids: [friend.id] })).made).toBe(true);
  });
});

test("the version of a room that is not there is null", async () => {
  expect(await versionOf(noRoom)).toBeNull();
  expect(await database().execute(sql`select 1 from rooms where id = ${noRoom}`)).toHaveLength(0);
});
