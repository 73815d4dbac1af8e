import { and, eq, sql } from "drizzle-orm";
import { database, inTransaction, type Transaction } from "@/db/client";
import { externalIdentities, persons, secondFactors } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { audit } from "@/lib/audit";
import { AppError, type ErrorReason } from "@/lib/errors";
import { providerFreshSeconds } from "@/lib/limits";
import { enterRoomsForAll } from "@/lib/rooms/for-all";
import { tellAllJoined } from "@/lib/rooms/joining";
import { readWorkspace } from "@/lib/workspace/data";
import { closeSessions, tellEnded } from "./closing";
import { credentialsOf, standsAsRead } from "./data";
import { requireAllowedDomain } from "./mutations";
import { insertNewcomer } from "./newcomers";
import { killPasswordLinks } from "./password-links";
import { markProved, requireProved } from "./proofs";
import { type Provider, readProvider } from "./provider";
import { forgetRecoveryCodes } from "./recoveries";
import type { BegunSession, Device, ProviderClaims } from "./schema";
import { beginSession } from "./sessions";

/**
 * Lets in whom the company's provider vouches for: by who they are there; the first time by an e-mail that the provider
 * has verified, or, where the company says so, as a newcomer.
 * @throws AppError `forbidden` with a reason for people: `providerEmail`, `providerUnknown`, `providerOwner`,
 * `providerOther`, `providerDeactivated`, `emailDomain`
 */
export async function enterByProvider(claims: ProviderClaims, device: Device, now = new Date()): Promise<BegunSession> {
  const provider = await requireProvider(claims);
  const known = await personOf(provider, claims.sub);
  if (known) return enterKnown(known, claims, device, now);
  const email = verifiedEmail(claims);
  const person = await personByEmail(email, provider);
  if (person) return linkByEmail(person, provider, claims, device, now);
  if (!provider.creates) throw refused("providerUnknown");
  return admitNewcomer(provider, { ...claims, email }, device, now);
}

/**
 * The provider has asked for the password again, just now, and the same person answered.
 * @param startedAt when the question was put
 * @throws AppError `forbidden` (`providerOther`, `providerStale`)
 */
export async function proveByProvider(
  actor: Actor,
  claims: ProviderClaims,
  startedAt: Date,
  now = new Date(),
): Promise<void> {
  const provider = await requireProvider(claims);
  const known = await personOf(provider, claims.sub);
  if (known?.id !== actor.personId) throw refused("providerOther");
  // `max_age` was asked for, and with it the answer must say when (OpenID Connect Core 1.0, 3.1.2.1).
  const from = startedAt.getTime() / 1000 - providerFreshSeconds;
  if (claims.auth_time === undefined || claims.auth_time < from) throw refused("providerStale");
  await markProved(actor.sessionId, now);
}

/** From now on the actor comes in by who they are there. @throws AppError `forbidden` (`providerOther`, `proveAgain`) */
export async function connectProvider(actor: Actor, claims: ProviderClaims, now = new Date()): Promise<void> {
  requireProved(actor, now);
  const provider = await requireProvider(claims);
  await inTransaction(async (tx) => {
    await tx
      .delete(externalIdentities)
      .where(and(eq(externalIdentities.issuer, provider.issuer), eq(externalIdentities.personId, actor.personId)));
    await insertIdentity(tx, provider, claims, actor.personId);
    await audit(tx, actor, { action: "person.provider_linked", personId: actor.personId });
  });
}

/** What the actor can prove themselves by, once more. */
export async function waysToProve(actor: Actor): Promise<{ password: boolean; provider: boolean }> {
  const [credentials, provider] = await Promise.all([credentialsOf(actor.personId), isConnected(actor)]);
  return { password: credentials?.passwordHash != null, provider };
}

/** Whether the actor comes in through the present provider. `external_identities_of_person` serves it. */
export async function isConnected(actor: Actor): Promise<boolean> {
  const provider = await readProvider();
  if (!provider) return false;
  const mine = and(eq(externalIdentities.personId, actor.personId), eq(externalIdentities.issuer, provider.issuer));
  return (await database().$count(externalIdentities, mine)) > 0;
}

async function requireProvider(claims: ProviderClaims): Promise<Provider> {
  const provider = await readProvider();
  if (!provider) throw refused("providerOff");
  // A provider speaks for itself alone: what it says of another's people is worth nothing.
  if (claims.iss !== provider.issuer) throw refused("providerRefused");
  return provider;
}

const verifiedEmail = (claims: ProviderClaims): string => {
  if (!claims.email || claims.email_verified !== true) throw refused("providerEmail");
  return claims.email.trim().toLowerCase();
};

interface Known {
  id: number;
  role: Actor["role"];
  active: boolean;
}

/** The primary keys of identities and people serve it. */
async function personOf(provider: Provider, subject: string): Promise<Known | undefined> {
  const [row] = await database()
    .select({ id: persons.id, role: persons.role, active: persons.active })
    .from(externalIdentities)
    .innerJoin(persons, eq(persons.id, externalIdentities.personId))
    .where(and(eq(externalIdentities.issuer, provider.issuer), eq(externalIdentities.subject, subject)))
    .limit(1);
  return row;
}

interface ByEmail extends Known {
  /** Somebody else at the provider is this person already. */
  taken: boolean;
  /** They typed the e-mail themselves, and no letter that let them in went to it: nobody vouched that it is theirs. */
  unvouched: boolean;
}

/** The unique index on e-mail serves it, for the rest the indexes by person. */
async function personByEmail(email: string, provider: Provider): Promise<ByEmail | undefined> {
  const [row] = await database()
    .select({
      id: persons.id,
      role: persons.role,
      active: persons.active,
      taken: sql<boolean>`exists (
        select 1 from external_identities i where i.person_id = persons.id and i.issuer = ${provider.issuer})`,
      unvouched: sql<boolean>`exists (
        select 1 from audit_entries a where a.actor_id = persons.id and a.action = 'person.registered')
        and not exists (select 1 from invitation_uses u join invitations v on v.id = u.invitation_id
          where u.person_id = persons.id and v.email = persons.email and v.max_uses = 1)`,
    })
    .from(persons)
    .where(eq(persons.email, email))
    .limit(1);
  return row;
}

async function enterKnown(person: Known, claims: ProviderClaims, device: Device, now: Date): Promise<BegunSession> {
  if (!person.active) throw refused("providerDeactivated");
  return inTransaction(async (tx) => {
    if (!(await standsAsRead(tx, person))) throw refused("providerDeactivated");
    const session = await beginSession(tx, person, device, now, provedThere(claims, now));
    await audit(tx, by(person, device), { action: "session.begun", personId: person.id });
    return session;
  });
}

/**
 * An owner is connected by their own hand alone: administrators choose the provider, and would otherwise come in as the
 * owner through one of their own.
 */
async function linkByEmail(
  person: ByEmail,
  provider: Provider,
  claims: ProviderClaims,
  device: Device,
  now: Date,
): Promise<BegunSession> {
  if (!person.active) throw refused("providerDeactivated");
  if (person.role === "bot") throw refused("providerUnknown");
  if (person.role === "owner") throw refused("providerOwner");
  if (person.taken) throw refused("providerOther");
  const { session, ended } = await inTransaction(async (tx) => {
    await insertIdentity(tx, provider, claims, person.id);
    const gone = person.unvouched ? await takeBack(tx, person.id, now) : [];
    const begun = await beginSession(tx, person, device, now, provedThere(claims, now));
    await audit(
      tx,
      by(person, device),
      { action: "person.provider_linked", personId: person.id },
      { action: "session.begun", personId: person.id },
    );
    return { session: begun, ended: gone };
  });
  await tellEnded(ended);
  return session;
}

/**
 * Whoever registered with this address need not have been its owner, who has now been proved: all that the other one
 * may still hold is taken away.
 */
async function takeBack(tx: Transaction, personId: number, now: Date): Promise<string[]> {
  await tx.update(persons).set({ passwordHash: null }).where(eq(persons.id, personId));
  await tx.delete(secondFactors).where(eq(secondFactors.personId, personId));
  await forgetRecoveryCodes(tx, personId);
  await killPasswordLinks(tx, personId);
  return closeSessions(tx, personId, now);
}

async function admitNewcomer(
  provider: Provider,
  claims: ProviderClaims & { email: string },
  device: Device,
  now: Date,
): Promise<BegunSession> {
  const company = await readWorkspace();
  if (!company) throw refused("providerOff");
  requireAllowedDomain(claims.email, company.registration_domains);
  const { session, joined } = await inTransaction(async (tx) => {
    const person = await insertNewcomer(tx, claims, company.locale);
    await insertIdentity(tx, provider, claims, person.id);
    const rooms = await enterRoomsForAll(tx, [person.id]);
    const begun = await beginSession(tx, person, device, now, provedThere(claims, now));
    await audit(
      tx,
      by(person, device),
      { action: "person.provider_created", personId: person.id },
      { action: "session.begun", personId: person.id },
    );
    return { session: begun, joined: rooms };
  });
  await tellAllJoined(joined);
  return session;
}

/**
 * Who comes in proved themselves when they typed the password there: a provider that remembers them lets them through
 * without a question. One that does not say when may have asked any time ago.
 */
function provedThere({ auth_time = 0 }: ProviderClaims, now: Date): { via: "oidc"; provedAt: Date } {
  return { via: "oidc", provedAt: new Date(Math.min(Math.max(auth_time, 0) * 1000, now.getTime())) };
}

/** Of two at once one is written; the other finds it when they try again. */
async function insertIdentity(tx: Transaction, provider: Provider, claims: ProviderClaims, personId: number) {
  const written = await tx
    .insert(externalIdentities)
    .values({ issuer: provider.issuer, subject: claims.sub, personId })
    .onConflictDoNothing()
    .returning({ personId: externalIdentities.personId });
  if (written.length === 0) throw refused("providerOther");
}

const by = (person: Known | { id: number }, device: Device) => ({ personId: person.id, address: device.address });

const refused = (reason: ErrorReason) => new AppError("forbidden", reason);
