import { eq, or } from "drizzle-orm";
import { database, inTransaction, sqlState } from "@/db/client";
import { persons, workspace } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { audit } from "@/lib/audit";
import { AppError } from "@/lib/errors";
import { insertPerson } from "@/lib/people/accounts";
import { enterRoomsForAll } from "@/lib/rooms/for-all";
import { tellAllJoined } from "@/lib/rooms/joining";
import { readWorkspace } from "@/lib/workspace/data";
import { countAttempt, forgetAttempts, forgiveAttempt } from "./attempts";
import { redeemInvitation } from "./invitations";
import { hashPassword, passwordMatches, requireGoodPassword } from "./passwords";
import type { BegunSession, Device, Found, Register, SignIn } from "./schema";
import { beginSession, endSession, endSessionsOf } from "./sessions";

/**
 * Makes the company and its owner, once.
 * @throws AppError `conflict` (`alreadyFounded`) ever after, also for the loser of two at once
 */
export async function foundWorkspace(input: Found, device: Device, now = new Date()): Promise<BegunSession> {
  if (await readWorkspace()) throw new AppError("conflict", "alreadyFounded");
  requireGoodPassword(input.password, [input.username, input.workspace_name]);
  const passwordHash = await hashPassword(input.password);
  const locale = input.locale ?? "en";
  try {
    return await inTransaction(async (tx) => {
      await tx.insert(workspace).values({ name: input.workspace_name, locale });
      const owner = await insertPerson(tx, { ...accountOf(input, locale), role: "owner", passwordHash });
      const session = await beginSession(tx, owner, device, now);
      await audit(tx, { personId: owner.id, address: device.address }, { action: "workspace.founded" });
      return session;
    });
  } catch (error) {
    if (sqlState(error) === "23505") throw new AppError("conflict", "alreadyFounded");
    throw error;
  }
}

/**
 * Lets a newcomer in, by an invitation or, where the owner opened the door, without one.
 * @throws AppError `forbidden` without either, `conflict` for a taken name, `invalid` for a bad password
 */
export async function register(input: Register, device: Device, now = new Date()): Promise<BegunSession> {
  await countAttempt("registration", device.address);
  const company = await readWorkspace();
  if (!company) throw new AppError("forbidden", "registrationClosed");
  if (!input.invite && company.registration !== "open") throw new AppError("forbidden", "registrationClosed");
  requireGoodPassword(input.password, [input.username, company.name]);
  const passwordHash = await hashPassword(input.password);
  const begun = await inTransaction(async (tx) => {
    const invitation = input.invite ? await redeemInvitation(tx, input.invite, now) : null;
    const account = {
      ...accountOf(input, input.locale ?? company.locale),
      role: invitation?.role ?? "member",
    } as const;
    const person = await insertPerson(tx, { ...account, passwordHash });
    await invitation?.usedBy(person.id);
    const joined = await enterRoomsForAll(tx, [person.id]);
    const session = await beginSession(tx, person, device, now);
    await audit(
      tx,
      { personId: person.id, address: device.address },
      { action: "person.registered", personId: person.id },
    );
    return { session, joined };
  });
  await tellAllJoined(begun.joined);
  return begun.session;
}

/**
 * One answer, in the same time, for a wrong name and for a wrong password. Slowed by account and by address;
 * nobody can lock somebody else out for longer than the window.
 * @throws AppError `unauthenticated` (`wrongCredentials`) or `rate_limited`
 */
export async function signIn(input: SignIn, device: Device, now = new Date()): Promise<BegunSession> {
  const name = input.username.trim().toLowerCase();
  await countAttempt("signInAddress", device.address);
  await countAttempt("signInAccount", `${name}|${device.address}`);
  const person = await personByName(name);
  const right = await passwordMatches(input.password, person?.active ? person.passwordHash : null);
  if (!right || !person) {
    await writeRefusal(person?.id, device);
    throw new AppError("unauthenticated", "wrongCredentials");
  }
  await forgetAttempts("signInAccount", `${name}|${device.address}`);
  await forgiveAttempt("signInAddress", device.address);
  return inTransaction(async (tx) => {
    const session = await beginSession(tx, person, device, now);
    await audit(tx, { personId: person.id, address: device.address }, { action: "session.begun", personId: person.id });
    return session;
  });
}

/**
 * Written for unknown names as well, so that time tells no difference. What was typed for a name is not kept: it may be
 * a password in the wrong field. The attempts' bounds are the bounds of this.
 */
const writeRefusal = (personId: number | undefined, { address }: Device): Promise<void> =>
  inTransaction((tx) =>
    audit(tx, { personId: null, address }, { action: "session.refused", personId, outcome: "refused" }),
  );

export const signOut = (actor: Actor): Promise<void> => endSession(actor, actor.sessionId);

/** @returns how many sessions were ended, this one included */
export async function signOutEverywhere(actor: Actor): Promise<number> {
  const ended = await endSessionsOf(actor.personId, null);
  await inTransaction((tx) =>
    audit(tx, actor, { action: "session.all_ended", personId: actor.personId, after: { sessions: ended } }),
  );
  return ended;
}

/**
 * @throws AppError `invalid` at `current` for a wrong one, at `password` for a bad new one
 * @returns how many other sessions were ended
 */
export async function changePassword(actor: Actor, input: { current: string; password: string }): Promise<number> {
  await countAttempt("signInAccount", `password|${actor.personId}`);
  const person = await personByName(actor.username);
  if (!(await passwordMatches(input.current, person?.passwordHash ?? null)))
    throw new AppError("invalid", "wrongPassword", { fields: [{ path: "current", reason: "wrongPassword" }] });
  const company = await readWorkspace();
  requireGoodPassword(input.password, [actor.username, company?.name ?? ""]);
  const passwordHash = await hashPassword(input.password);
  await inTransaction(async (tx) => {
    await tx.update(persons).set({ passwordHash }).where(eq(persons.id, actor.personId));
    await audit(tx, actor, { action: "person.password_changed", personId: actor.personId });
  });
  return endSessionsOf(actor.personId, actor.sessionId);
}

/** The unique indexes on user name and e-mail serve this; both compare without regard to case. */
async function personByName(name: string) {
  const [row] = await database()
    .select({ id: persons.id, role: persons.role, active: persons.active, passwordHash: persons.passwordHash })
    .from(persons)
    .where(or(eq(persons.username, name), eq(persons.email, name)))
    .limit(1);
  return row;
}

const accountOf = (input: Omit<Register, "invite">, locale: "en" | "ru") => ({
  username: input.username,
  email: input.email,
  displayName: input.display_name ?? input.username,
  locale,
  timeZone: input.time_zone ?? "UTC",
});
