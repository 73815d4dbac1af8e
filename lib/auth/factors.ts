import { and, eq, isNotNull, isNull, lt } from "drizzle-orm";
import { database, inTransaction, type Transaction } from "@/db/client";
import { secondFactors } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { mayAdminister, mayChangePerson, requiresFactor } from "@/lib/access/policy";
import { requireSession } from "@/lib/access/scope";
import { audit } from "@/lib/audit";
import { AppError, fieldError, forbidden, notFound } from "@/lib/errors";
import { getPerson } from "@/lib/people/data";
import { readWorkspace } from "@/lib/workspace/data";
import { countAttempt, forgetAttempts, forgiveAttempt } from "./attempts";
import { credentialsOf } from "./data";
import { requirePassword, requireProved } from "./proofs";
import { countRecoveryCodes, forgetRecoveryCodes, replaceRecoveryCodes, spendRecoveryCode } from "./recoveries";
import type { Device, FactorKey, FactorView } from "./schema";
import { seal, unseal } from "./sealing";
import { newTotpSecret, totpAddress, totpStep } from "./totp";

const purposeFor = (personId: number) => `second factor of ${personId}`;

/** The actor's own second factor. */
export async function readFactor(actor: Actor): Promise<FactorView> {
  const since = await confirmedSince(actor.personId);
  return { since, recovery_codes_left: since === null ? 0 : await countRecoveryCodes(actor.personId) };
}

/** Since when somebody has a second factor, for administrators; null without one. @throws AppError `forbidden` */
export async function factorOf(actor: Actor, personId: number): Promise<string | null> {
  if (!mayAdminister(actor)) throw forbidden();
  return confirmedSince(personId);
}

/** The primary key serves it. */
async function confirmedSince(personId: number): Promise<string | null> {
  const [row] = await database()
    .select({ confirmedAt: secondFactors.confirmedAt })
    .from(secondFactors)
    .where(eq(secondFactors.personId, personId))
    .limit(1);
  return row?.confirmedAt?.toISOString() ?? null;
}

/**
 * The key of a second factor that is being set up: the same until it is confirmed, and asked of nobody before.
 * @throws AppError `conflict` where there is one already, `forbidden` (`proveAgain`)
 */
export async function beginFactor(actor: Actor, now = new Date()): Promise<FactorKey> {
  requireProved(actor, now);
  const made = { personId: actor.personId, sealedSecret: seal(purposeFor(actor.personId), newTotpSecret()) };
  await database().insert(secondFactors).values(made).onConflictDoNothing();
  const row = await readKey(actor.personId);
  if (row?.confirmedAt) throw new AppError("conflict", "secondFactorOn");
  // What another secret of the installation has sealed is opened by nobody any more.
  if (!row?.secret) await database().update(secondFactors).set(made).where(unconfirmed(actor.personId));
  const secret = row?.secret ?? (await readKey(actor.personId))?.secret;
  if (!secret) throw new AppError("unavailable");
  const company = await readWorkspace();
  return { secret, address: totpAddress(secret, company?.name ?? "", actor.username) };
}

/**
 * The first code shows that the key has arrived: from now on it is asked for.
 * @returns recovery codes, this once
 * @throws AppError `invalid` (`codeWrong`) at `otp`, `not_found` before it was begun, `conflict` where there is one already
 */
export async function confirmFactor(actor: Actor, input: { otp: string }, now = new Date()): Promise<string[]> {
  requireProved(actor, now);
  await countAttempt("codesOfAccount", String(actor.personId));
  const row = await readKey(actor.personId);
  if (!row) throw notFound();
  if (row.confirmedAt) throw new AppError("conflict", "secondFactorOn");
  const step = row.secret ? totpStep(row.secret, digitsOf(input.otp), now) : null;
  if (step === null) throw fieldError("otp", "codeWrong");
  const codes = await inTransaction(async (tx) => {
    const confirmed = await tx
      .update(secondFactors)
      .set({ confirmedAt: now, lastStep: step })
      .where(unconfirmed(actor.personId))
      .returning({ personId: secondFactors.personId });
    if (confirmed.length === 0) throw new AppError("conflict", "secondFactorOn");
    const made = await replaceRecoveryCodes(tx, actor.personId);
    await audit(tx, actor, { action: "person.second_factor_on", personId: actor.personId });
    return made;
  });
  await forgiveAttempt("codesOfAccount", String(actor.personId));
  return codes;
}

/** @returns new recovery codes, this once; the old ones open nothing any more */
export async function renewRecoveryCodes(actor: Actor, now = new Date()): Promise<string[]> {
  requireProved(actor, now);
  return inTransaction(async (tx) => {
    if (!(await lockConfirmed(tx, actor.personId))) throw notFound();
    const codes = await replaceRecoveryCodes(tx, actor.personId);
    await audit(tx, actor, { action: "person.recovery_codes_renewed", personId: actor.personId });
    return codes;
  });
}

/**
 * @throws AppError `forbidden` (`secondFactorKept`) where the company requires one, `invalid` at `current` for a wrong
 * password; whoever has none must have come from the provider a short while ago
 */
export async function removeFactor(actor: Actor, input: { current: string }, now = new Date()): Promise<void> {
  requireSession(actor);
  const company = await readWorkspace();
  if (company && requiresFactor(company.second_factor, actor.role)) throw new AppError("forbidden", "secondFactorKept");
  if ((await credentialsOf(actor.personId))?.passwordHash) await requirePassword(actor, input.current);
  else requireProved(actor, now);
  await dropFactor(actor, actor.personId, "person.second_factor_off");
}

/**
 * For somebody who has lost the device and the recovery codes: the password alone lets them in again, and where the
 * company requires a second factor they set up a new one first.
 * @throws AppError `forbidden` for an owner's and for one's own, `not_found` where there is none
 */
export async function resetSecondFactor(actor: Actor, personId: number, now = new Date()): Promise<void> {
  const person = await getPerson(actor, personId);
  if (!mayChangePerson(actor, person) || person.id === actor.personId) throw forbidden();
  requireProved(actor, now);
  await dropFactor(actor, personId, "person.second_factor_reset");
}

async function dropFactor(
  actor: Actor,
  personId: number,
  action: "person.second_factor_off" | "person.second_factor_reset",
): Promise<void> {
  await inTransaction(async (tx) => {
    // One that was never confirmed goes, too: whoever began it may have kept its key.
    const removed = await tx
      .delete(secondFactors)
      .where(eq(secondFactors.personId, personId))
      .returning({ personId: secondFactors.personId });
    if (removed.length === 0) throw notFound();
    await forgetRecoveryCodes(tx, personId);
    await audit(tx, actor, { action, personId });
  });
}

/** With a new password: whoever knew the old one may have begun a second factor, and kept its key. */
export async function forgetUnconfirmedFactor(tx: Transaction, personId: number): Promise<void> {
  await tx.delete(secondFactors).where(unconfirmed(personId));
}

/**
 * A code of the second factor, or a recovery code, each good once. Whoever gets here knows the password: wrong codes are
 * counted for the account wherever they come from, since six digits can be tried through. Recovery codes cannot, and are
 * let through by that count, so that nobody is locked out.
 * @throws AppError `unauthenticated` (`codeWrong`) at `otp`, or `rate_limited`
 */
export async function acceptCode(personId: number, otp: string, device: Device, now: Date): Promise<void> {
  const here = `${personId}|${device.address}`;
  await countAttempt("codesFromAddress", here);
  const digits = digitsOf(otp);
  const accepted = /^\d{6}$/.test(digits)
    ? await acceptStep(personId, digits, now)
    : await spendRecoveryCode(personId, otp, now);
  if (!accepted) throw codeWrong();
  await forgetAttempts("codesFromAddress", here);
}

async function acceptStep(personId: number, digits: string, now: Date): Promise<boolean> {
  await countAttempt("codesOfAccount", String(personId));
  const row = await readKey(personId);
  const step = row?.secret && row.confirmedAt ? totpStep(row.secret, digits, now) : null;
  if (step === null || !(await takeStep(personId, step))) return false;
  await forgiveAttempt("codesOfAccount", String(personId));
  return true;
}

/** Under the row's lock: of many at once with one code one passes, and no earlier step afterwards. */
async function takeStep(personId: number, step: number): Promise<boolean> {
  const taken = await database()
    .update(secondFactors)
    .set({ lastStep: step })
    .where(
      and(eq(secondFactors.personId, personId), isNotNull(secondFactors.confirmedAt), lt(secondFactors.lastStep, step)),
    )
    .returning({ personId: secondFactors.personId });
  return taken.length === 1;
}

/** The primary key serves it. */
async function readKey(personId: number): Promise<{ secret: string | null; confirmedAt: Date | null } | null> {
  const [row] = await database()
    .select({ sealed: secondFactors.sealedSecret, confirmedAt: secondFactors.confirmedAt })
    .from(secondFactors)
    .where(eq(secondFactors.personId, personId))
    .limit(1);
  return row ? { secret: unseal(purposeFor(personId), row.sealed), confirmedAt: row.confirmedAt } : null;
}

async function lockConfirmed(tx: Transaction, personId: number): Promise<boolean> {
  const rows = await tx
    .select({ personId: secondFactors.personId })
    .from(secondFactors)
    .where(and(eq(secondFactors.personId, personId), isNotNull(secondFactors.confirmedAt)))
    .for("update");
  return rows.length === 1;
}

const unconfirmed = (personId: number) => and(eq(secondFactors.personId, personId), isNull(secondFactors.confirmedAt));

const digitsOf = (otp: string) => otp.replace(/[\s-]/g, "");

const codeWrong = () =>
  new AppError("unauthenticated", "codeWrong", { fields: [{ path: "otp", reason: "codeWrong" }] });
