import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { database, inTransaction, type Transaction } from "@/db/client";
import { passwordLinks, persons, secondFactors } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { mayAdminister, mayChangePerson } from "@/lib/access/policy";
import { audit } from "@/lib/audit";
import { AppError, forbidden, notFound } from "@/lib/errors";
import { passwordLinkHours } from "@/lib/limits";
import { mailIsConfigured, queueMail } from "@/lib/mail/mutations";
import { presentPerson } from "@/lib/people/data";
import type { PersonRef } from "@/lib/people/schema";
import { readWorkspace } from "@/lib/workspace/data";
import { countAttempt } from "./attempts";
import { closeSessions, tellEnded } from "./closing";
import { forgetUnconfirmedFactor } from "./factors";
import { hashPassword, requireGoodPassword } from "./passwords";
import { requireProved } from "./proofs";
import type { BegunSession, Device } from "./schema";
import { hashSecret, newSecret } from "./secrets";
import { beginSession } from "./sessions";

/**
 * Makes a link by which the person sets a password, once, within `passwordLinkHours`. One that was made before is dead.
 * It is mailed to them where letters can be sent.
 * @param origin scheme, host and port of this installation
 * @returns the person and, this once, the link
 * @throws AppError `not_found`, `forbidden` (`proveAgain`; also for a bot, which has no password), `conflict`
 * (`personInactive`) for one who was deactivated
 */
export async function resetPassword(
  actor: Actor,
  input: { personId: number },
  origin: string,
  now = new Date(),
): Promise<{ person: PersonRef; link: MadePasswordLink }> {
  if (!mayAdminister(actor)) throw forbidden();
  return inTransaction(async (tx) => {
    const [person] = await tx
      .select({ ...personColumns, role: persons.role, active: persons.active })
      .from(persons)
      .where(eq(persons.id, input.personId))
      .for("no key update")
      .limit(1);
    if (!person) throw notFound();
    if (!mayChangePerson(actor, person) || person.role === "bot") throw forbidden();
    requireProved(actor, now);
    if (!person.active) throw new AppError("conflict", "personInactive");
    const link = await makePasswordLink(tx, person.id, actor.personId, { origin, letter: "passwordReset" }, now);
    await audit(tx, actor, { action: "person.password_link_made", personId: person.id });
    return { person: presentPerson(person), link };
  });
}

export interface MadePasswordLink {
  url: string;
  /** Whether it goes to the person by mail, too. */
  mailed: boolean;
}

/** For verbs that make a link along with something else. */
export async function makePasswordLink(
  tx: Transaction,
  personId: number,
  createdBy: number | null,
  { origin, letter }: { origin: string; letter: "welcome" | "passwordReset" },
  now: Date,
): Promise<MadePasswordLink> {
  const token = newSecret();
  const url = `${origin}/password/${token}`;
  const expiresAt = new Date(now.getTime() + passwordLinkHours * 3_600_000);
  await killPasswordLinks(tx, personId);
  await tx
    .insert(passwordLinks)
    .values({ personId, tokenHash: hashSecret(token), createdBy, createdAt: now, expiresAt });
  const mailed = mailIsConfigured();
  if (mailed) await mailLink(tx, personId, letter, { url, expiresAt: expiresAt.toISOString() });
  return { url, mailed };
}

/**
 * For many who were made this very moment and have no link yet; letters are the caller's.
 * @returns addresses, in the order of the people
 */
export async function makePasswordLinks(
  tx: Transaction,
  personIds: number[],
  createdBy: number,
  { origin, expiresAt }: { origin: string; expiresAt: Date },
  now: Date,
): Promise<string[]> {
  const tokens = personIds.map(() => newSecret());
  const rows = personIds.map((personId, at) => ({
    personId,
    tokenHash: hashSecret(tokens[at] ?? ""),
    createdBy,
    createdAt: now,
    expiresAt,
  }));
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await tx.insert(passwordLinks).values(rows.slice(from, from + rowsAtOnce));
  return tokens.map((token) => `${origin}/password/${token}`);
}

const rowsAtOnce = 1_000;

async function mailLink(
  tx: Transaction,
  personId: number,
  kind: "welcome" | "passwordReset",
  link: { url: string; expiresAt: string },
): Promise<void> {
  const [person] = await tx
    .select({
      to: persons.email,
      locale: persons.locale,
      name: persons.displayName,
      username: persons.username,
      timeZone: persons.timeZone,
    })
    .from(persons)
    .where(eq(persons.id, personId))
    .limit(1);
  if (!person) throw notFound();
  const { to, locale, ...names } = person;
  await queueMail(tx, { to, locale, kind, params: { ...names, ...link } });
}

/** The journal remembers them. */
export async function killPasswordLinks(tx: Transaction, personId: number): Promise<void> {
  await tx.delete(passwordLinks).where(eq(passwordLinks.personId, personId));
}

/** Whose link it is while it works, else null, whatever the reason; `password_links_token` serves it. */
export async function personOfPasswordLink(token: string, now = new Date()): Promise<PersonRef | null> {
  const [row] = await database()
    .select(personColumns)
    .from(passwordLinks)
    .innerJoin(persons, eq(persons.id, passwordLinks.personId))
    .where(and(eq(passwordLinks.tokenHash, hashSecret(token)), stillGood(now), eq(persons.active, true)))
    .limit(1);
  return row ? presentPerson(row) : null;
}

/**
 * Sets the password, ends all of the person's sessions and begins a new one. Whoever has a second factor is not let in
 * by a link alone: they sign in.
 * @returns the new session, or null where a second factor is to be asked for first
 * @throws AppError `forbidden` (`passwordLinkDead`), one answer for used, expired and made up; `invalid` for a bad password
 */
export async function setPasswordByLink(
  input: { token: string; password: string },
  device: Device,
  now = new Date(),
): Promise<BegunSession | null> {
  await countAttempt("signInAddress", device.address);
  const person = await personOfPasswordLink(input.token, now);
  if (!person) throw linkIsDead();
  const company = await readWorkspace();
  if (!company) throw linkIsDead();
  requireGoodPassword(input.password, company, [person.username]);
  const passwordHash = await hashPassword(input.password);
  const { session, ended } = await inTransaction(async (tx) => {
    const { id, role } = await useLink(tx, input.token, now);
    await tx.update(persons).set({ passwordHash }).where(eq(persons.id, id));
    await killPasswordLinks(tx, id);
    await forgetUnconfirmedFactor(tx, id);
    const ended = await closeSessions(tx, id, now);
    const session = (await hasSecondFactor(tx, id)) ? null : await beginSession(tx, { id, role }, device, now);
    const doer = { personId: id, address: device.address };
    await audit(tx, doer, { action: "person.password_set", personId: id, after: { sessions: ended.length } });
    if (session) await audit(tx, doer, { action: "session.begun", personId: id });
    return { session, ended };
  });
  await tellEnded(ended);
  return session;
}

/** Takes the link under its row's lock, so that of a hundred at once one passes; the person's lock comes first. */
async function useLink(tx: Transaction, token: string, now: Date) {
  const tokenHash = hashSecret(token);
  const [person] = await tx
    .select({ id: persons.id, role: persons.role, active: persons.active })
    .from(persons)
    .where(sql`${persons.id} = (select person_id from password_links where token_hash = ${tokenHash})`)
    .for("no key update")
    .limit(1);
  if (!person?.active) throw linkIsDead();
  const used = await tx
    .update(passwordLinks)
    .set({ usedAt: now })
    .where(and(eq(passwordLinks.tokenHash, tokenHash), stillGood(now)))
    .returning({ id: passwordLinks.id });
  if (used.length === 0) throw linkIsDead();
  return person;
}

async function hasSecondFactor(tx: Transaction, personId: number): Promise<boolean> {
  const rows = await tx
    .select({ confirmedAt: secondFactors.confirmedAt })
    .from(secondFactors)
    .where(eq(secondFactors.personId, personId))
    .limit(1);
  return rows.some((row) => row.confirmedAt !== null);
}

const linkIsDead = () => new AppError("forbidden", "passwordLinkDead");

const stillGood = (now: Date) => and(isNull(passwordLinks.usedAt), gt(passwordLinks.expiresAt, now));

const personColumns = {
  id: persons.id,
  username: persons.username,
  displayName: persons.displayName,
  avatarKey: persons.avatarKey,
};
