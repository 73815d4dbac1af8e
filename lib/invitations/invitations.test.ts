import { randomUUID } from "node:crypto";
import { eq, inArray } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { auditEntries, invitations, invitationUses, jobs, memberships, persons, rooms } from "@/db/schema";
import { register } from "@/lib/auth/mutations";
import { readSession } from "@/lib/auth/sessions";
import { invitationHoursMax, invitationRoomsMax, invitationsAtOnceMax } from "@/lib/limits";
import { openLetter } from "@/lib/mail/letters";
import { listMembers } from "@/lib/rooms/data";
import { Stage } from "@/server/testing/stage";
import { deactivate, person, roomOf, say, type TestPerson } from "@/server/testing/world";
import { countWaitingInvitations, getInvitation, invitationIsGood, listInvitations, listInvitationUses } from "./data";
import { createInvitation, inviteByMail, revokeInvitation } from "./mutations";
import { type CreateInvitation, createInvitationForm, createInvitationInput, inviteByMailForm } from "./schema";

vi.hoisted(() => {
  process.env.SMTP_URL = "smtp://127.0.0.1:1";
  process.env.MAIL_FROM = "chat@example.com";
});

const origin = "https://chat.example.com";
const device = () => ({ kind: "web" as const, userAgent: "test", address: randomUUID() });
let owner: TestPerson;
let admin: TestPerson;
let member: TestPerson;
let guest: TestPerson;
let made = 0;

beforeAll(async () => {
  owner = await person("owner", "owner");
  admin = await person("admin", "admin");
  member = await person("member");
  guest = await person("guest", "guest");
});

const make = (who: TestPerson, input: CreateInvitation = {}, now?: Date) =>
  createInvitation(who.actor, input, origin, now);

function comeIn(invite: string, now?: Date) {
  const username = `newcomer${++made}`;
  return register(
    { username, email: `${username}@example.com`, password: "four plain words here", invite },
    device(),
    now,
  );
}

const roleOf = async (work: ReturnType<typeof comeIn>) => (await readSession((await work).sessionId))?.role;
const usesOf = (id: number) => database().$count(invitationUses, eq(invitationUses.invitationId, id));
const counted = async (id: number) => {
  const [row] = await database().select({ uses: invitations.uses }).from(invitations).where(eq(invitations.id, id));
  return row?.uses;
};
const dead = { code: "forbidden", reason: "invitationDead" };
const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000);

describe("coming in", () => {
  test.each([1, 5])(
    "of a hundred at once a link for %i lets exactly so many in",
    async (uses) => {
      const { token, invitation } = await make(admin, { max_uses: uses });
      const before = await database().$count(persons);
      const settled = await Promise.allSettled(Array.from({ length: 100 }, () => comeIn(token)));
      const refused = settled.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
      expect(refused).toHaveLength(100 - uses);
      for (const reason of refused) expect(reason).toMatchObject(dead);
      expect(await database().$count(persons)).toBe(before + uses);
      expect(await usesOf(invitation.id)).toBe(uses);
      expect(await counted(invitation.id)).toBe(uses);
    },
    60_000,
  );

  test("a link for three lets three in, with its role", async () => {
    const { token } = await make(admin, { role: "guest", max_uses: 3 });
    const roles = [await roleOf(comeIn(token)), await roleOf(comeIn(token)), await roleOf(comeIn(token))];
    expect(roles).toEqual(["guest", "guest", "guest"]);
    expect(await invitationIsGood(token)).toBe(false);
    await expect(comeIn(token)).rejects.toMatchObject(dead);
  });

  test("one who could not be made uses nothing up", async () => {
    const { token } = await make(admin);
    const taken = { username: member.actor.username, email: "fresh@example.com", password: "four plain words here" };
    await expect(register({ ...taken, invite: token }, device())).rejects.toMatchObject({ code: "conflict" });
    await expect(comeIn(token)).resolves.toBeDefined();
  });

  test("an expired, a revoked and an invented link let nobody in, all with one answer", async () => {
    const expired = await make(admin, { expires_in_hours: 1 });
    await expect(comeIn(expired.token, hoursFromNow(1.01))).rejects.toMatchObject(dead);
    const revoked = await make(admin, { max_uses: 5 });
    await comeIn(revoked.token);
    await revokeInvitation(admin.actor, { id: revoked.invitation.id });
    await expect(comeIn(revoked.token)).rejects.toMatchObject(dead);
    for (const token of ["x", "\0", "' or 1=1 --", revoked.token.toLowerCase()])
      await expect(comeIn(token)).rejects.toMatchObject(dead);
  });

  test("a link that is revoked while people come in lets nobody in afterwards", async () => {
    const { token, invitation } = await make(admin, { max_uses: 50 });
    const tries = Promise.allSettled(Array.from({ length: 40 }, () => comeIn(token)));
    await vi.waitFor(async () => expect(await counted(invitation.id)).toBeGreaterThan(0));
    const { uses } = await revokeInvitation(owner.actor, { id: invitation.id });
    await tries;
    expect(await usesOf(invitation.id)).toBe(uses);
    expect(await counted(invitation.id)).toBe(uses);
    await expect(comeIn(token)).rejects.toMatchObject(dead);
  }, 30_000);

  test("a link lets nobody in once its maker was deactivated, or may no longer invite like this", async () => {
    const [gone, demoted, lowered] = [
      await person("gone", "admin"),
      await person("demoted", "admin"),
      await person("lowered", "owner"),
    ];
    const links = await Promise.all([make(gone), make(demoted), make(lowered, { role: "admin" }), make(lowered)]);
    await deactivate(gone);
    await database().update(persons).set({ role: "member" }).where(eq(persons.id, demoted.id));
    await database().update(persons).set({ role: "admin" }).where(eq(persons.id, lowered.id));
    const [, , , plain] = links;
    for (const { token, invitation } of links.slice(0, 3)) {
      expect(await invitationIsGood(token)).toBe(false);
      await expect(comeIn(token)).rejects.toMatchObject(dead);
      expect((await getInvitation(admin.actor, invitation.id)).state).toBe("stopped");
    }
    await expect(comeIn(plain?.token ?? "")).resolves.toBeDefined();
  });

  test("of the token only its hash is kept", async () => {
    const { token, url, invitation } = await make(admin);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(url).toBe(`${origin}/join/${token}`);
    const [row] = await database().select().from(invitations).where(eq(invitations.id, invitation.id));
    expect(JSON.stringify(row)).not.toContain(token);
    expect(row?.tokenHash).toHaveLength(32);
  });
});

describe("rooms of an invitation", () => {
  test("are entered by whoever comes, who is told to those inside", async () => {
    const stage = new Stage();
    await stage.start({});
    const room = await roomOf(admin, member);
    await say(member, room, "before");
    const { token, invitation } = await make(admin, { role: "guest", room_ids: [room.id, room.id] });
    expect(invitation.rooms).toEqual([{ id: room.id, name: room.name }]);
    const socket = await stage.connect(member);
    const { personId } = await comeIn(token);
    const joined = await socket.next("membership");
    expect(joined).toMatchObject({ room_id: room.id, change: "joined", user: { id: personId } });
    stage.hangUp();
    await stage.stop();
    const members = await listMembers(member.actor, { roomId: room.id });
    expect(members.map((one) => one.user.id)).toContain(personId);
    const [row] = await database()
      .select({ addedBy: memberships.addedBy })
      .from(memberships)
      .where(eq(memberships.personId, personId));
    expect(row?.addedBy).toBe(admin.id);
  });

  test("that were archived or deleted meanwhile are passed over", async () => {
    const [kept, archived, deleted] = [await roomOf(admin), await roomOf(admin), await roomOf(admin)];
    const { token, invitation } = await make(admin, { room_ids: [kept.id, archived.id, deleted.id] });
    await database().update(rooms).set({ archivedAt: new Date() }).where(eq(rooms.id, archived.id));
    await database().delete(rooms).where(eq(rooms.id, deleted.id));
    const { personId } = await comeIn(token);
    const mine = await database()
      .select({ roomId: memberships.roomId })
      .from(memberships)
      .where(eq(memberships.personId, personId));
    expect(mine.map((row) => row.roomId)).toEqual([kept.id]);
    expect((await getInvitation(admin.actor, invitation.id)).rooms.map((room) => room.id)).toEqual([
      kept.id,
      archived.id,
    ]);
  });

  test("are such as the inviter may add to: no archived one, no direct one, none that is not there", async () => {
    const archived = await roomOf(admin);
    await database().update(rooms).set({ archivedAt: new Date() }).where(eq(rooms.id, archived.id));
    const direct = await database()
      .insert(rooms)
      .values({ kind: "direct", visibility: "private", directKey: randomUUID() })
      .returning({ id: rooms.id });
    for (const id of [archived.id, direct[0]?.id ?? 0, 2_000_000_000])
      await expect(make(admin, { room_ids: [id] })).rejects.toMatchObject({
        code: expect.stringMatching(/forbidden|not_found/),
      });
  });

  test("let a hundred in at once, and every one of them is counted", async () => {
    const [first, second] = [await roomOf(admin), await roomOf(admin)];
    const { token } = await make(admin, { max_uses: 30, room_ids: [second.id, first.id] });
    await Promise.all(Array.from({ length: 30 }, () => comeIn(token)));
    const rows = await database()
      .select({ count: rooms.memberCount })
      .from(rooms)
      .where(inArray(rooms.id, [first.id, second.id]));
    expect(rows.map((row) => row.count)).toEqual([31, 31]);
  }, 30_000);
});

describe("who invites", () => {
  test("an owner lets administrators in, an administrator does not", async () => {
    const { token } = await make(owner, { role: "admin" });
    expect(await roleOf(comeIn(token))).toBe("admin");
    await expect(make(admin, { role: "admin" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(make(owner, { role: "admin" }, hoursFromNow(1))).rejects.toMatchObject({ reason: "proveAgain" });
    await expect(make(owner, { role: "member" }, hoursFromNow(1))).resolves.toBeDefined();
  });

  test("a link for administrators is not made at an open screen that somebody left; one for employees is", async () => {
    const left = { ...owner, actor: { ...owner.actor, provedAt: new Date(0) } };
    await expect(make(left, { role: "admin" })).rejects.toMatchObject({ code: "forbidden", reason: "proveAgain" });
    await expect(make(left)).resolves.toBeDefined();
  });

  test("members, guests, bots and one who was deactivated do nothing with invitations", async () => {
    const { invitation } = await make(admin);
    const bot = await person("bot", "bot");
    const gone = { ...admin.actor, active: false };
    for (const actor of [member.actor, guest.actor, bot.actor, gone]) {
      const settled = await Promise.allSettled([
        createInvitation(actor, { role: "guest" }, origin),
        inviteByMail(actor, { emails: "a@example.com" }, origin),
        listInvitations(actor, {}),
        getInvitation(actor, invitation.id),
        listInvitationUses(actor, { id: invitation.id }),
        countWaitingInvitations(actor),
        revokeInvitation(actor, { id: invitation.id }),
      ]);
      for (const one of settled) expect(one).toMatchObject({ status: "rejected", reason: { code: "forbidden" } });
    }
  });

  test("no owner, no bot, no endless link can be asked for", () => {
    for (const input of [
      { role: "owner" },
      { role: "bot" },
      { max_uses: 0 },
      { max_uses: 1.5 },
      { max_uses: 1e9 },
      { expires_in_hours: -1 },
      { expires_in_hours: invitationHoursMax + 1 },
      { email: "nobody" },
      { email: "a@example.com\r\nBcc: b@example.com" },
      { room_ids: [-1] },
      { room_ids: Array.from({ length: invitationRoomsMax + 1 }, (_, n) => n + 1) },
      { token: "mine" },
    ])
      expect(createInvitationInput.safeParse(input).success, JSON.stringify(input)).toBe(false);
    expect(createInvitationInput.parse({ email: "" })).toEqual({ email: undefined });
    // The page's forms send digits.
    const words = { max_uses: "1", expires_in_hours: "24" };
    expect(createInvitationForm.parse(words)).toEqual({ max_uses: 1, expires_in_hours: 24 });
    expect(createInvitationForm.safeParse({ ...words, max_uses: "0" }).success).toBe(false);
    expect(inviteByMailForm.parse({ emails: "", expires_in_hours: "24" })).toMatchObject({ expires_in_hours: 24 });
  });
});

describe("by mail", () => {
  const letters = async () =>
    (await database().select({ payload: jobs.payload }).from(jobs).orderBy(jobs.id)).map((row) =>
      openLetter(row.payload),
    );
  beforeEach(() => database().delete(jobs));

  test("a letter with the link is on its way once the invitation stands", async () => {
    const { url, mailed, invitation } = await make(admin, { email: "new@example.com" });
    expect(mailed).toBe(true);
    expect(invitation.email).toBe("new@example.com");
    expect(await letters()).toMatchObject([
      { to: "new@example.com", kind: "invitation", locale: "en", params: { url, by: "admin" } },
    ]);
  });

  test("somebody who has an account is not invited", async () => {
    await expect(make(admin, { email: member.actor.email.toUpperCase() })).rejects.toMatchObject({
      code: "conflict",
      fields: [{ path: "email", reason: "emailTaken" }],
    });
    expect(await letters()).toEqual([]);
  });

  test("each address of a list gets a link of its own, good for one; others are named", async () => {
    const emails = `one@example.com, "Two" <two@example.com>; ONE@example.com
      three@example.com four@example.com ${member.actor.email} nonsense <also nonsense>`;
    const room = await roomOf(admin);
    const result = await inviteByMail(admin.actor, { emails, role: "guest", room_ids: [room.id] }, origin);
    expect(result).toEqual({
      count: 4,
      taken: [member.actor.email],
      unreadable: ["also nonsense"],
    });
    const sent = await letters();
    expect(sent.map((letter) => letter.to)).toEqual(
      ["one", "two", "three", "four"].map((name) => `${name}@example.com`),
    );
    expect(new Set(sent.map((letter) => letter.params.url)).size).toBe(4);
    const token = sent[1]?.params.url.split("/").at(-1) ?? "";
    expect(await roleOf(comeIn(token))).toBe("guest");
    await expect(comeIn(token)).rejects.toMatchObject(dead);
    const [newest] = (await listInvitations(admin.actor, { limit: 1 })).items;
    expect(newest).toMatchObject({ email: "four@example.com", max_uses: 1, rooms: [{ id: room.id }] });
  });

  test("none, and too many, are refused", async () => {
    await expect(inviteByMail(admin.actor, { emails: " ,;\n nobody" }, origin)).rejects.toMatchObject({
      fields: [{ path: "emails", reason: "emailShape" }],
    });
    const many = Array.from({ length: invitationsAtOnceMax + 1 }, (_, n) => `p${n}@example.com`).join("\n");
    await expect(inviteByMail(admin.actor, { emails: many }, origin)).rejects.toMatchObject({
      fields: [{ path: "emails", reason: "tooManyAddresses" }],
    });
    expect(inviteByMailForm.safeParse({ emails: "x".repeat(1_000_000) }).success).toBe(false);
  });
});

describe("the list", () => {
  test("shows links that work, the newest first, and no token", async () => {
    const first = await make(admin);
    const second = await make(owner, { max_uses: 2 });
    const gone = await make(admin);
    await revokeInvitation(admin.actor, { id: gone.invitation.id });
    const { items } = await listInvitations(admin.actor, {});
    expect(items.slice(0, 2).map((one) => [one.id, one.created_by])).toEqual([
      [second.invitation.id, "owner"],
      [first.invitation.id, "admin"],
    ]);
    expect(JSON.stringify(items)).not.toContain(first.token);
    const later = await listInvitations(admin.actor, {}, hoursFromNow(24 * 8));
    expect(later.items.map((one) => one.id)).not.toContain(first.invitation.id);
  });

  test("of the past tells why each one lets nobody in any more", async () => {
    const used = await make(admin);
    await comeIn(used.token);
    const revoked = await make(admin);
    await revokeInvitation(admin.actor, { id: revoked.invitation.id });
    const expired = await make(admin, { expires_in_hours: 1 }, hoursFromNow(-2));
    const past = await listInvitations(admin.actor, { state: "past" });
    expect(past.items.slice(0, 3).map((one) => [one.id, one.state])).toEqual([
      [expired.invitation.id, "expired"],
      [revoked.invitation.id, "revoked"],
      [used.invitation.id, "used"],
    ]);
  });

  test.each([1, 2, 50])("in pages of %i holds every one once", async (limit) => {
    const ids: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await listInvitations(admin.actor, { state: "past", limit, cursor });
      ids.push(...page.items.map((one) => one.id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
    expect(ids.length).toBeGreaterThan(5);
  });

  test("of who came names them and when, and the journal says by which", async () => {
    const { token, invitation } = await make(admin, { max_uses: 3 });
    const came = [await comeIn(token), await comeIn(token)].map((one) => one.personId);
    const first = await listInvitationUses(admin.actor, { id: invitation.id, limit: 1 });
    const second = await listInvitationUses(admin.actor, {
      id: invitation.id,
      limit: 1,
      cursor: first.next_cursor ?? undefined,
    });
    expect([...first.items, ...second.items].map((use) => use.user.id)).toEqual(came);
    expect(second.next_cursor).toBeNull();
    const [deed] = await database()
      .select({ after: auditEntries.after })
      .from(auditEntries)
      .where(eq(auditEntries.personId, came[0] ?? 0));
    expect(deed?.after).toMatchObject({ invitation: invitation.id });
  });

  test("revoking twice, or what is not there, is not found", async () => {
    const { invitation } = await make(admin);
    await revokeInvitation(admin.actor, { id: invitation.id });
    for (const id of [invitation.id, 2_000_000_000])
      await expect(revokeInvitation(admin.actor, { id })).rejects.toMatchObject({ code: "not_found" });
    await expect(getInvitation(admin.actor, 2_000_000_000)).rejects.toMatchObject({ code: "not_found" });
  });
});
