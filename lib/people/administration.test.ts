import { and, asc, eq, gt, isNotNull, isNull } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { auditEntries, memberships, persons, rooms, sessions } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { signIn } from "@/lib/auth/mutations";
import { personOfPasswordLink } from "@/lib/auth/password-links";
import { readSession } from "@/lib/auth/sessions";
import { readMessages } from "@/lib/messages/pages";
import { createRoom } from "@/lib/rooms/mutations";
import { onBothBuses } from "@/server/testing/stage";
import { found, person, roomOf, say, signInAgain, type TestPerson, withoutNews } from "@/server/testing/world";
import { changePerson } from "./administration";
import { createPerson } from "./creation";
import { getPerson, listPeople } from "./data";
import { type CreatePerson, createPersonInput, personChanges } from "./schema";

const nobody = 2_000_000_000;
const hours = (count: number) => count * 3_600_000;
let owner: TestPerson;
let admin: TestPerson;
let made = 0;

beforeAll(async () => {
  await found();
  owner = await person("owner", "owner");
  admin = await person("admin", "admin");
});

/** A new account, with the token of its link. */
async function make(actor: Actor, input: CreatePerson) {
  const { user, link } = await createPerson(actor, input, "https://chat.example.com");
  return { user, token: link.url.split("/password/")[1] ?? "" };
}
const newcomer = (name = `newcomer${++made}`) => ({ username: name, email: `${name}@example.com` });
const rowOf = async (id: number) => (await database().select().from(persons).where(eq(persons.id, id)).limit(1))[0];
const isIn = (roomId: number, personId: number) =>
  database().$count(
    memberships,
    and(eq(memberships.roomId, roomId), eq(memberships.personId, personId), isNull(memberships.leftAt)),
  );

/** What the journal says of somebody since a place in it. */
async function journalOf(personId: number, after: number) {
  const rows = await database()
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.personId, personId), gt(auditEntries.id, after)))
    .orderBy(asc(auditEntries.id));
  return rows.map(({ action, actorId, before, after: then }) => ({ action, actorId, before, after: then }));
}

let journalEnd = 0;
beforeEach(async () => {
  const rows = await database().select({ id: auditEntries.id }).from(auditEntries).orderBy(asc(auditEntries.id));
  journalEnd = rows.at(-1)?.id ?? 0;
});

describe("a new account", () => {
  test("is made by an administrator, is in the rooms that were named, and has a link to set its password", async () => {
    const room = await roomOf(owner);
    const { user, token } = await make(admin.actor, {
      ...newcomer("vera"),
      display_name: "Vera",
      role: "guest",
      room_ids: [room.id, room.id],
    });
    expect(user).toMatchObject({ username: "vera", display_name: "Vera", role: "guest", email: "vera@example.com" });
    expect(await isIn(room.id, user.id)).toBe(1);
    expect(await personOfPasswordLink(token)).toMatchObject({ id: user.id });
    expect(await journalOf(user.id, journalEnd)).toEqual([
      {
        action: "person.created",
        actorId: admin.id,
        before: null,
        after: { username: "vera", email: "vera@example.com", role: "guest", rooms: [room.id] },
      },
    ]);
  });

  test("has the password that was given, which is held to the same rule as everybody's", async () => {
    const account = newcomer();
    for (const password of ["short", "password1234", `${account.username}-2026`])
      await expect(make(admin.actor, { ...account, password })).rejects.toMatchObject({
        code: "invalid",
        fields: [{ path: "password" }],
      });
    await make(admin.actor, { ...account, password: "four plain words here" });
    const device = { kind: "web" as const, userAgent: "", address: "10.1.1.1" };
    expect(await signIn({ username: account.username, password: "four plain words here" }, device)).toBeTruthy();
    await make(admin.actor, newcomer("silent"));
    await expect(signIn({ username: "silent", password: "" }, device)).rejects.toMatchObject({
      reason: "wrongCredentials",
    });
  });

  test("with a name or address that is taken is told so at its field, and nothing is left of it", async () => {
    const account = newcomer();
    const { user } = await make(admin.actor, account);
    const before = await database().$count(persons);
    await expect(make(admin.actor, { ...newcomer(), username: account.username })).rejects.toMatchObject({
      code: "conflict",
      fields: [{ path: "username", reason: "usernameTaken" }],
    });
    await expect(make(admin.actor, { ...newcomer(), email: account.email })).rejects.toMatchObject({
      fields: [{ path: "email", reason: "emailTaken" }],
    });
    await expect(make(admin.actor, { ...newcomer(), room_ids: [nobody] })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await database().$count(persons)).toBe(before);
    expect(user.role).toBe("member");
  });

  test("is in the rooms for all if it is an employee's, and not if it is a guest's", async () => {
    const forAll = await roomForAll();
    const [member, guest] = [
      await make(admin.actor, newcomer()),
      await make(admin.actor, { ...newcomer(), role: "guest" }),
    ];
    expect(await isIn(forAll, member.user.id)).toBe(1);
    expect(await isIn(forAll, guest.user.id)).toBe(0);
  });

  test("is made by administrators alone, an owner's by owners", async () => {
    for (const role of ["member", "guest", "bot"] as const)
      await expect(make((await person("stranger", role)).actor, newcomer())).rejects.toMatchObject({
        code: "forbidden",
      });
    await expect(make(admin.actor, { ...newcomer(), role: "owner" })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect((await make(owner.actor, { ...newcomer(), role: "admin" })).user.role).toBe("admin");
    expect(createPersonInput.safeParse({ ...newcomer(), role: "bot" }).success).toBe(false);
    expect(personChanges.safeParse({ role: "bot" }).success).toBe(false);
    expect(personChanges.safeParse({ username: "other" }).success).toBe(false);
  });
});

describe("a change", () => {
  test("of name and address is written with what was before, and what is so already is no change", async () => {
    const { id } = await person("anna");
    const address = `${newcomer().username}@example.com`;
    const changes = { personId: id, display_name: "Anna K.", email: address };
    expect(await changePerson(admin.actor, changes)).toMatchObject({ changed: true, sessions_closed: 0 });
    expect(await changePerson(admin.actor, changes)).toMatchObject({ changed: false });
    expect(await journalOf(id, journalEnd)).toEqual([
      {
        action: "person.changed",
        actorId: admin.id,
        before: { display_name: "anna", email: expect.any(String) },
        after: { display_name: "Anna K.", email: address },
      },
    ]);
    const other = await person("boris");
    await expect(changePerson(admin.actor, { personId: other.id, email: address })).rejects.toMatchObject({
      code: "conflict",
      fields: [{ path: "email", reason: "emailTaken" }],
    });
  });

  test("of the address, by which one may come in, asks for the password again and is for no token", async () => {
    const [admin, other] = [await person("keeper", "admin"), await person("kept", "admin")];
    const input = { personId: other.id, email: "somebody.elses@example.com" };
    const stale = { ...admin.actor, provedAt: new Date(Date.now() - hours(1)) };
    await expect(changePerson(stale, input)).rejects.toMatchObject({ code: "forbidden", reason: "proveAgain" });
    const token = { ...admin.actor, kind: "token" as const };
    await expect(changePerson(token, input)).rejects.toMatchObject({ code: "forbidden", reason: "tokenMayNot" });
    await changePerson(stale, { ...input, email: other.actor.email, display_name: "Kept" });
  });

  test("of somebody who is not there is not found, and employees change nobody", async () => {
    await expect(changePerson(admin.actor, { personId: nobody, role: "guest" })).rejects.toMatchObject({
      code: "not_found",
    });
    const [anna, guest] = [await person("anna"), await person("guest", "guest")];
    for (const who of [anna, guest])
      for (const change of [{ role: "admin" as const }, { active: false }, { display_name: "x" }])
        for (const personId of [who.id, admin.id, nobody])
          await expect(changePerson(who.actor, { personId, ...change })).rejects.toMatchObject({ code: "forbidden" });
  });

  test("an administrator touches no owner, and raises neither themselves nor anybody above themselves", async () => {
    for (const change of [
      { display_name: "x" },
      { email: "x@example.com" },
      { role: "admin" as const },
      { active: false },
    ])
      await expect(changePerson(admin.actor, { personId: owner.id, ...change })).rejects.toMatchObject({
        code: "forbidden",
      });
    const anna = await person("anna");
    for (const personId of [anna.id, admin.id])
      await expect(changePerson(admin.actor, { personId, role: "owner" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(changePerson(admin.actor, { personId: admin.id, active: false })).rejects.toMatchObject({
      code: "forbidden",
    });
    const lowered = await person("lowered", "admin");
    expect((await changePerson(lowered.actor, { personId: lowered.id, role: "member" })).user.role).toBe("member");
  });

  test("to an administrator, and an administrator's account, ask for the password again; less does not", async () => {
    const anna = await person("anna");
    const stale = { ...owner.actor, provedAt: new Date(Date.now() - hours(1)) };
    const again = { code: "forbidden", reason: "proveAgain" };
    for (const role of ["admin", "owner"] as const) {
      await expect(changePerson(stale, { personId: anna.id, role })).rejects.toMatchObject(again);
      await expect(make(stale, { ...newcomer(), role })).rejects.toMatchObject(again);
    }
    expect((await changePerson(stale, { personId: anna.id, role: "guest" })).changed).toBe(true);
    expect((await changePerson(stale, { personId: admin.id, role: "admin" })).changed).toBe(false);
    expect((await make(stale, newcomer())).user.role).toBe("member");
  });

  test("from guest to employee puts them into the rooms for all", async () => {
    const forAll = await roomForAll();
    const guest = await person("guest", "guest");
    expect(await isIn(forAll, guest.id)).toBe(0);
    expect(await changePerson(admin.actor, { personId: guest.id, role: "member" })).toMatchObject({
      changed: true,
      user: { role: "member" },
    });
    expect(await isIn(forAll, guest.id)).toBe(1);
    expect(await journalOf(guest.id, journalEnd)).toMatchObject([
      { action: "person.role_changed", before: { role: "guest" }, after: { role: "member" } },
    ]);
  });

  test("from employee to guest takes them out of the rooms for all and leaves them where they were put", async () => {
    const forAll = await roomForAll();
    const { user } = await make(admin.actor, newcomer());
    const anna = await signInAgain({ id: user.id, actor: { role: "member" } });
    const room = await roomOf(owner, anna);
    await changePerson(admin.actor, { personId: user.id, role: "guest" });
    expect([await isIn(forAll, user.id), await isIn(room.id, user.id)]).toEqual([0, 1]);
    await expect(readMessages(anna.actor, { roomId: forAll })).rejects.toMatchObject({ code: "not_found" });
  });

  test("to an administrator ends sessions that are older than an administrator's may be, and binds the rest to it", async () => {
    const anna = await person("anna");
    const old = await signInAgain(anna);
    const now = new Date();
    await database()
      .update(sessions)
      .set({ createdAt: new Date(now.getTime() - hours(13)) })
      .where(eq(sessions.id, old.sessionId));
    const { sessions_closed } = await changePerson(admin.actor, { personId: anna.id, role: "admin" }, now);
    expect(sessions_closed).toBe(1);
    expect(await readSession(old.sessionId)).toBeNull();
    expect((await readSession(anna.sessionId))?.role).toBe("admin");
    const ended = await database().$count(sessions, and(eq(sessions.id, old.sessionId), isNotNull(sessions.endedAt)));
    expect(ended).toBe(1);
    // Used all the time, and idle for longer than an administrator may be, as an employee may.
    await database()
      .update(sessions)
      .set({ lastUsedAt: new Date(now.getTime() + hours(12)) })
      .where(eq(sessions.id, anna.sessionId));
    expect(await readSession(anna.sessionId, new Date(now.getTime() + hours(12)))).toBeNull();
    const other = await signInAgain({ id: anna.id, actor: { role: "member" } });
    expect(await readSession(other.sessionId, new Date(Date.now() + hours(1) + 60_000))).toBeNull();
  });
});

describe("the last owner", () => {
  test("is neither demoted nor deactivated, not even by two at once who demote each other", async () => {
    const lone = async () => {
      await database().update(persons).set({ role: "member" }).where(eq(persons.role, "owner"));
      return [await person("first", "owner"), await person("second", "owner")] as const;
    };
    const endings = [{ role: "admin" as const }, { active: false }];
    for (const ending of endings)
      for (let round = 0; round < 5; round++) {
        const [first, second] = await lone();
        const settled = await Promise.allSettled([
          changePerson(first.actor, { personId: second.id, ...ending }),
          changePerson(second.actor, { personId: first.id, ...ending }),
        ]);
        const lost = settled.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
        expect(lost).toHaveLength(1);
        expect(lost[0]).toMatchObject({ code: "conflict", reason: "lastOwner" });
        expect(await database().$count(persons, and(eq(persons.role, "owner"), persons.active))).toBe(1);
      }
    const [first, second] = await lone();
    await changePerson(first.actor, { personId: second.id, active: false });
    await expect(changePerson(first.actor, { personId: first.id, role: "admin" })).rejects.toMatchObject({
      code: "conflict",
      reason: "lastOwner",
    });
    await expect(changePerson(first.actor, { personId: first.id, active: false })).rejects.toMatchObject({
      code: "conflict",
      reason: "lastOwner",
    });
    expect((await changePerson(first.actor, { personId: first.id, role: "owner" })).changed).toBe(false);
    // Of two, either is for the other to deactivate, and not for themselves.
    const third = await person("third", "owner");
    await expect(changePerson(third.actor, { personId: third.id, active: false })).rejects.toThrow("forbidden");
    await expect(changePerson(admin.actor, { personId: third.id, active: false })).rejects.toThrow("forbidden");
    await database().update(persons).set({ role: "owner" }).where(eq(persons.id, owner.id));
  }, 30_000);
});

describe("deactivation", () => {
  test("ends every session, says how many and in how many rooms they are, and kills the link to set a password", async () => {
    const { user, token } = await make(admin.actor, newcomer());
    const anna = await signInAgain({ id: user.id, actor: { role: "member" } });
    const again = await signInAgain(anna);
    const theirs = [await roomOf(owner, anna), await roomOf(anna)];
    const change = await changePerson(admin.actor, { personId: anna.id, active: false });
    expect(change).toMatchObject({ changed: true, sessions_closed: 2, user: { active: false, presence: "offline" } });
    expect(change.room_count).toBeGreaterThanOrEqual(theirs.length);
    for (const { sessionId } of [anna, again]) expect(await readSession(sessionId)).toBeNull();
    expect(await personOfPasswordLink(token)).toBeNull();
    expect((await rowOf(anna.id))?.deactivatedAt).toBeInstanceOf(Date);
    await expect(readMessages({ ...anna.actor, active: false }, { roomId: theirs[0]?.id ?? 0 })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await changePerson(admin.actor, { personId: anna.id, active: false })).toMatchObject({ changed: false });
    expect(await journalOf(anna.id, journalEnd)).toMatchObject([
      { action: "person.created" },
      { action: "person.deactivated", after: { sessions: 2 } },
    ]);
  });

  test("is undone: they are in their rooms as before, in those for all, and sign in anew", async () => {
    const anna = await person("anna");
    const room = await roomOf(owner, anna);
    await changePerson(admin.actor, { personId: anna.id, active: false });
    const forAll = await roomForAll();
    const change = await changePerson(admin.actor, { personId: anna.id, active: true });
    expect(change).toMatchObject({ changed: true, sessions_closed: 0, user: { active: true } });
    expect(await readSession(anna.sessionId)).toBeNull();
    expect([await isIn(room.id, anna.id), await isIn(forAll, anna.id)]).toEqual([1, 1]);
    expect((await rowOf(anna.id))?.deactivatedAt).toBeNull();
    const back = await signInAgain(anna);
    await say(back, room, "back again");
  });

  test("those who were deactivated are listed to whom each of them is shown, with no more than that", async () => {
    const [anna, guest] = [await person("anna"), await person("x", "guest")];
    await roomOf(admin, anna, guest);
    const stranger = await person("stranger", "guest");
    const listed = async (who: TestPerson, q: string) => (await listPeople(who.actor, { active: "false", q })).items;
    await changePerson(admin.actor, { personId: anna.id, active: false });
    for (const who of [admin, await person("x"), guest])
      expect(await listed(who, anna.actor.username)).toEqual([await getPerson(who.actor, anna.id)]);
    expect(await listed(admin, anna.actor.email)).toHaveLength(1);
    expect(await listed(guest, anna.actor.email)).toEqual([]);
    expect(await listed(stranger, anna.actor.username)).toEqual([]);
  });
});

onBothBuses({ versionSweepMs: 600_000, sessionsCheckMs: 600_000 }, (stage) => {
  test("the sockets of whoever is deactivated close within a second, with the news and without", async () => {
    for (const how of [<T>(work: () => Promise<T>) => work(), withoutNews]) {
      const anna = await person("anna");
      const socket = await stage.connect(anna);
      const startedAtMs = performance.now();
      await how(() => changePerson(admin.actor, { personId: anna.id, active: false }));
      expect(await socket.closed).toBe(4003);
      expect(performance.now() - startedAtMs).toBeLessThan(1_000);
    }
  });
});

let forAllId: number | undefined;
async function roomForAll(): Promise<number> {
  if (forAllId !== undefined) return forAllId;
  const { id } = await createRoom(owner.actor, { name: "Everybody" });
  await database().update(rooms).set({ forAll: true }).where(eq(rooms.id, id));
  forAllId = id;
  return id;
}

test("the company is not left to an owner whom nobody has ever come in as", async () => {
  await database().update(persons).set({ role: "member" }).where(eq(persons.role, "owner"));
  const last = await person("last", "owner");
  const { user } = await createPerson(
    last.actor,
    { username: "never-came", email: "never-came@example.com", role: "owner" },
    "https://chat.example.com",
  );
  await expect(changePerson(last.actor, { personId: last.id, role: "member" })).rejects.toMatchObject({
    reason: "lastOwner",
  });
  await signInAgain({ id: user.id, actor: { role: "owner" } });
  expect((await changePerson(last.actor, { personId: last.id, role: "member" })).changed).toBe(true);
});
