import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { invitations, invitationUses, persons } from "@/db/schema";
import { invitationHoursMax } from "@/lib/limits";
import { person, type TestPerson } from "@/server/testing/world";
import {
  createInvitation,
  createInvitationInput,
  invitationIsGood,
  listInvitations,
  revokeInvitation,
} from "./invitations";
import { register } from "./mutations";
import { readSession } from "./sessions";

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

function comeIn(invite: string, now?: Date) {
  const username = `newcomer${++made}`;
  return register(
    { username, email: `${username}@example.com`, password: "four plain words here", invite },
    device(),
    now,
  );
}

const roleOf = async (work: ReturnType<typeof comeIn>) => (await readSession((await work).sessionId))?.role;
const dead = { code: "forbidden", reason: "invitationDead" };
const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000);

describe("coming in", () => {
  test("of a hundred at once a single-use link lets exactly one in", async () => {
    const { token, invitation } = await createInvitation(admin.actor, {});
    const before = await database().$count(persons);
    const settled = await Promise.allSettled(Array.from({ length: 100 }, () => comeIn(token)));
    const refused = settled.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(refused).toHaveLength(99);
    for (const reason of refused) expect(reason).toMatchObject(dead);
    expect(await database().$count(persons)).toBe(before + 1);
    expect(await database().$count(invitationUses, eq(invitationUses.invitationId, invitation.id))).toBe(1);
  }, 60_000);

  test("a link for three lets three in, with its role", async () => {
    const { token } = await createInvitation(admin.actor, { role: "guest", max_uses: 3 });
    const roles = [await roleOf(comeIn(token)), await roleOf(comeIn(token)), await roleOf(comeIn(token))];
    expect(roles).toEqual(["guest", "guest", "guest"]);
    expect(await invitationIsGood(token)).toBe(false);
    await expect(comeIn(token)).rejects.toMatchObject(dead);
  });

  test("one who could not be made uses nothing up", async () => {
    const { token } = await createInvitation(admin.actor, {});
    const taken = { username: member.actor.username, email: "fresh@example.com", password: "four plain words here" };
    await expect(register({ ...taken, invite: token }, device())).rejects.toMatchObject({ code: "conflict" });
    await expect(comeIn(token)).resolves.toBeDefined();
  });

  test("an expired, a revoked and an invented link let nobody in, all with one answer", async () => {
    const expired = await createInvitation(admin.actor, { expires_in_hours: 1 });
    await expect(comeIn(expired.token, hoursFromNow(1.01))).rejects.toMatchObject(dead);
    const revoked = await createInvitation(admin.actor, { max_uses: 5 });
    await comeIn(revoked.token);
    await revokeInvitation(admin.actor, { id: revoked.invitation.id });
    await expect(comeIn(revoked.token)).rejects.toMatchObject(dead);
    for (const token of ["x", "\0", "' or 1=1 --", revoked.token.toLowerCase()])
      await expect(comeIn(token)).rejects.toMatchObject(dead);
  });

  test("a link that is revoked while people come in lets nobody in afterwards", async () => {
    const { token, invitation } = await createInvitation(admin.actor, { max_uses: 50 });
    const tries = Array.from({ length: 10 }, () => comeIn(token));
    await revokeInvitation(owner.actor, { id: invitation.id });
    await Promise.allSettled(tries);
    const used = await database().$count(invitationUses, eq(invitationUses.invitationId, invitation.id));
    const [row] = await database()
      .select({ uses: invitations.uses })
      .from(invitations)
      .where(eq(invitations.id, invitation.id));
    expect(row?.uses).toBe(used);
    await expect(comeIn(token)).rejects.toMatchObject(dead);
  });

  test("of the token only its hash is kept", async () => {
    const { token, invitation } = await createInvitation(admin.actor, {});
    expect(token).toMatch(/^[\w-]{43}$/);
    const [row] = await database().select().from(invitations).where(eq(invitations.id, invitation.id));
    expect(JSON.stringify(row)).not.toContain(token);
    expect(row?.tokenHash).toHaveLength(32);
  });
});

describe("who invites", () => {
  test("an owner lets administrators in, an administrator does not", async () => {
    const { token } = await createInvitation(owner.actor, { role: "admin" });
    expect(await roleOf(comeIn(token))).toBe("admin");
    await expect(createInvitation(admin.actor, { role: "admin" })).rejects.toMatchObject({ code: "forbidden" });
  });

  test("members, guests, bots and one who was deactivated do nothing with invitations", async () => {
    const { invitation } = await createInvitation(admin.actor, {});
    const bot = await person("bot", "bot");
    const gone = { ...admin.actor, active: false };
    for (const actor of [member.actor, guest.actor, bot.actor, gone]) {
      await expect(createInvitation(actor, { role: "guest" })).rejects.toMatchObject({ code: "forbidden" });
      await expect(listInvitations(actor)).rejects.toMatchObject({ code: "forbidden" });
      await expect(revokeInvitation(actor, { id: invitation.id })).rejects.toMatchObject({ code: "forbidden" });
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
      { token: "mine" },
    ])
      expect(createInvitationInput.safeParse(input).success, JSON.stringify(input)).toBe(false);
  });
});

describe("the list", () => {
  test("shows links that work, the newest first, and no token", async () => {
    const first = await createInvitation(admin.actor, {});
    const second = await createInvitation(owner.actor, { max_uses: 2 });
    const gone = await createInvitation(admin.actor, {});
    await revokeInvitation(admin.actor, { id: gone.invitation.id });
    const listed = await listInvitations(admin.actor);
    expect(listed.slice(0, 2).map((one) => one.id)).toEqual([second.invitation.id, first.invitation.id]);
    expect(JSON.stringify(listed)).not.toContain(first.token);
    expect((await listInvitations(admin.actor, hoursFromNow(24 * 8))).map((one) => one.id)).not.toContain(
      first.invitation.id,
    );
  });

  test("revoking twice, or what is not there, is not found", async () => {
    const { invitation } = await createInvitation(admin.actor, {});
    await revokeInvitation(admin.actor, { id: invitation.id });
    for (const id of [invitation.id, 2_000_000_000])
      await expect(revokeInvitation(admin.actor, { id })).rejects.toMatchObject({ code: "not_found" });
  });
});
