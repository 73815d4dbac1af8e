import { and, eq, ne } from "drizzle-orm";
import { inTransaction, sqlState } from "@/db/client";
import { persons, sessions, workspace } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { requireSession } from "@/lib/access/scope";
import { audit } from "@/lib/audit";
import { AppError, fieldError } from "@/lib/errors";
import { redeemInvitation } from "@/lib/invitations/redemption";
import { passwordCharsMin } from "@/lib/limits";
import { insertPerson } from "@/lib/people/accounts";
import { enterRoomsForAll } from "@/lib/rooms/for-all";
import { tellAllJoined } from "@/lib/rooms/joining";
import { readWorkspace } from "@/lib/workspace/data";
import { countAttempt, forgetAttempts, forgiveAttempt } from "./attempts";
import { openChallenge, sealChallenge } from "./challenges";
import { closeSessions, endSession, isDevice, tellEnded } from "./closing";
import { type Credentials, credentialsByName, credentialsOf, standsAsRead } from "./data";
import { acceptCode, forgetUnconfirmedFactor } from "./factors";
import { killPasswordLinks } from "./password-links";
import { hashPassword, passwordMatches, requireGoodPassword } from "./passwords";
import { revokeItself } from "./personal-tokens";
import { requirePassword } from "./proofs";
import type { BegunSession, Device, FinishSignIn, Found, Register, SignIn } from "./schema";
import { beginSession } from "./sessions";

/**
 * Makes the company and its owner, once.
 * @throws AppError `conflict` (`alreadyFounded`) ever after, also for the loser of two at once
 */
export async function foundWorkspace(input: Found, device: Device, now = new Date()): Promise<BegunSession> {
  if (await readWorkspace()) throw new AppError("conflict", "alreadyFounded");
  const rule = { name: input.workspace_name, password_chars_min: passwordCharsMin };
  requireGoodPassword(input.password, rule, [input.username]);
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
  if (!input.invite) requireAllowedDomain(input.email, company.registration_domains);
  requireGoodPassword(input.password, company, [input.username]);
  const passwordHash = await hashPassword(input.password);
  const begun = await inTransaction(async (tx) => {
    const invitation = input.invite ? await redeemInvitation(tx, input.invite, now) : null;
    const account = {
      ...accountOf(input, input.locale ?? company.locale),
      role: invitation?.role ?? "member",
    } as const;
    const person = await insertPerson(tx, { ...account, passwordHash });
    const joined = await enterRoomsForAll(tx, [person.id]);
    if (invitation) joined.push(...(await invitation.usedBy(person.id)));
    const session = await beginSession(tx, person, device, now);
    await audit(
      tx,
      { personId: person.id, address: device.address },
      {
        action: "person.registered",
        personId: person.id,
        ...(invitation && { after: { role: invitation.role, invitation: invitation.id } }),
      },
    );
    return { session, joined };
  });
  await tellAllJoined(begun.joined);
  return begun.session;
}

/** The domain is what follows the last @, whole: neither one below it nor one that ends alike. */
export function requireAllowedDomain(email: string, domains: string[]): void {
  const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  if (domains.length > 0 && !domains.includes(domain)) throw fieldError("email", "emailDomain", "forbidden");
}

/**
 * One answer, in the same time, for a wrong name and for a wrong password. Slowed by account and by address;
 * nobody can lock somebody else out for longer than the window. That a code is needed is told to whoever knows the
 * password, and to nobody else.
 * @throws AppError `unauthenticated` (`wrongCredentials`, `codeNeeded`, `codeWrong`) or `rate_limited`
 */
export async function signIn(input: SignIn, device: Device, now = new Date()): Promise<BegunSession> {
  const person = await requireCredentials(input, device);
  if (person.hasFactor && input.otp === undefined) throw new AppError("unauthenticated", "codeNeeded");
  if (person.hasFactor) await requireCode(person, input.otp ?? "", device, now);
  return enter(person, device, now);
}

/**
 * The page's first step: a session, or what the second step is to bring back together with a code.
 * @throws AppError as `signIn`
 */
export async function beginSignIn(
  input: SignIn,
  device: Device,
  now = new Date(),
): Promise<BegunSession | { challenge: string }> {
  const person = await requireCredentials(input, device);
  return person.hasFactor ? { challenge: sealChallenge(person, device, now) } : enter(person, device, now);
}

/** @throws AppError `unauthenticated` (`signInAgain` for a challenge that is over, `codeWrong`) or `rate_limited` */
export async function finishSignIn(input: FinishSignIn, device: Device, now = new Date()): Promise<BegunSession> {
  const challenge = openChallenge(input.challenge, device, now);
  const person = challenge ? await credentialsOf(challenge.personId) : undefined;
  if (!person?.active || !challenge?.stands(person)) throw new AppError("unauthenticated", "signInAgain");
  await requireCode(person, input.otp, device, now);
  return enter(person, device, now);
}

async function requireCredentials(input: SignIn, device: Device): Promise<Credentials> {
  const name = input.username.trim().toLowerCase();
  await countAttempt("signInAddress", device.address);
  await countAttempt("signInAccount", `${name}|${device.address}`);
  const person = await credentialsByName(name);
  const right = await passwordMatches(input.password, person?.active ? person.passwordHash : null);
  if (!right || !person) {
    await writeRefusal(person?.id, device);
    throw new AppError("unauthenticated", "wrongCredentials");
  }
  await forgetAttempts("signInAccount", `${name}|${device.address}`);
  await forgiveAttempt("signInAddress", device.address);
  return person;
}

/** A code that is refused is written down like a password. */
async function requireCode(person: Credentials, otp: string, device: Device, now: Date): Promise<void> {
  try {
    await acceptCode(person.id, otp, device, now);
  } catch (error) {
    if (error instanceof AppError && error.reason === "codeWrong") await writeRefusal(person.id, device);
    throw error;
  }
}

const enter = (person: Credentials, device: Device, now: Date): Promise<BegunSession> =>
  inTransaction(async (tx) => {
    // A password that was changed, or a person who was deactivated, while this one was still being checked.
    if (!(await standsAsRead(tx, person))) throw new AppError("unauthenticated", "signInAgain");
    const session = await beginSession(tx, person, device, now);
    await audit(tx, { personId: person.id, address: device.address }, { action: "session.begun", personId: person.id });
    return session;
  });

/**
 * Written for unknown names as well, so that time tells no difference. What was typed for a name is not kept: it may be
 * a password in the wrong field. The attempts' bounds are the bounds of this.
 */
const writeRefusal = (personId: number | undefined, { address }: Device): Promise<void> =>
  inTransaction((tx) =>
    audit(tx, { personId: null, address }, { action: "session.refused", personId, outcome: "refused" }),
  );

/** A token that signs out revokes itself, and nothing else: whoever found it shuts nobody out but its finder. */
export const signOut = (actor: Actor): Promise<void> =>
  actor.kind === "token" ? revokeItself(actor) : endSession(actor, actor.sessionId);

/**
 * Tokens stay: what runs with them is no device that was left somewhere, and each is revoked by itself.
 * @returns how many sessions were ended, this one included
 */
export async function signOutEverywhere(actor: Actor): Promise<number> {
  requireSession(actor);
  const ended = await inTransaction(async (tx) => {
    const ids = await closeSessions(tx, actor.personId, new Date(), isDevice);
    await audit(tx, actor, {
      action: "session.all_ended",
      personId: actor.personId,
      after: { sessions: ids.length },
    });
    return ids;
  });
  await tellEnded(ended);
  return ended.length;
}

/**
 * Whatever the old password or a link has opened elsewhere is closed with it. Tokens stay: no password opened them, and
 * what runs with them would stop for a change that is no suspicion.
 * @throws AppError `invalid` at `current` for a wrong one, at `password` for a bad new one
 * @returns how many other sessions were ended
 */
export async function changePassword(
  actor: Actor,
  input: { current: string; password: string },
  now = new Date(),
): Promise<number> {
  requireSession(actor);
  await requirePassword(actor, input.current);
  const company = await readWorkspace();
  if (!company) throw new AppError("unavailable");
  requireGoodPassword(input.password, company, [actor.username]);
  const passwordHash = await hashPassword(input.password);
  const ended = await inTransaction(async (tx) => {
    await tx.update(persons).set({ passwordHash }).where(eq(persons.id, actor.personId));
    await killPasswordLinks(tx, actor.personId);
    await forgetUnconfirmedFactor(tx, actor.personId);
    const others = await closeSessions(tx, actor.personId, now, and(ne(sessions.id, actor.sessionId), isDevice));
    await audit(tx, actor, { action: "person.password_changed", personId: actor.personId });
    return others;
  });
  await tellEnded(ended);
  return ended.length;
}

const accountOf = (input: Omit<Register, "invite">, locale: "en" | "ru") => ({
  username: input.username,
  email: input.email,
  displayName: input.display_name ?? input.username,
  locale,
  timeZone: input.time_zone ?? "UTC",
});
