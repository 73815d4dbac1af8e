import { and, eq, sql } from "drizzle-orm";
import { brokenConstraint, database, inTransaction, sqlState, type Transaction } from "@/db/client";
import { externalIdentities, memberships, persons, rooms } from "@/db/schema";
import type { Actor, Role } from "@/lib/access/actor";
import { isCurrent } from "@/lib/access/membership";
import { isAdmin, mayAdminister, mayChangePerson, mayChangeRole, mayDeactivate } from "@/lib/access/policy";
import { audit, type Deed } from "@/lib/audit";
import { closeOutgrownSessions, closeSessions, tellEnded } from "@/lib/auth/closing";
import { killPasswordLinks } from "@/lib/auth/password-links";
import { requireProved } from "@/lib/auth/proofs";
import { AppError, fieldError, forbidden, notFound } from "@/lib/errors";
import { enterRoomsForAll, leaveRoomsForAll } from "@/lib/rooms/for-all";
import { tellAllJoined } from "@/lib/rooms/joining";
import { tellAllLeft } from "@/lib/rooms/leaving";
import { getPerson } from "./data";
import type { ChangePerson, PersonChange } from "./schema";

/**
 * Changes what is given about somebody: name, e-mail, role, whether they may enter at all. Deactivation ends their
 * sessions; so does a role of administrator for those that are older than an administrator's may be.
 * @throws AppError `not_found`, `forbidden` (`proveAgain` for raising to an administrator and for another e-mail), `conflict` (`lastOwner`, or `emailTaken` at `email`)
 */
export async function changePerson(actor: Actor, input: ChangePerson, now = new Date()): Promise<PersonChange> {
  if (!mayAdminister(actor)) throw forbidden();
  const { ended, joined, left, deeds } = await inTransaction(async (tx) => {
    const before = await lockPerson(tx, input);
    requireAllowed(actor, before, input, now);
    await requireAnotherOwner(tx, before, input);
    // Only then: the last owner is told that the company needs one, which holds whoever it is that would deactivate them.
    if (input.active === false && !mayDeactivate(actor, before)) throw forbidden();
    const deeds = deedsOf(before, input);
    if (deeds.length > 0) await write(tx, input, now);
    const ended = await closeWhatMustGo(tx, before, input, now);
    const joined = comesIn(before, input) ? await enterRoomsForAll(tx, [before.id]) : [];
    const left = becomesGuest(before, input) ? await leaveRoomsForAll(tx, [before.id]) : [];
    await audit(tx, actor, ...deeds.map((deed) => withCount(deed, ended.length)));
    return { ended, joined, left, deeds };
  });
  await tellEnded(ended);
  await tellAllJoined(joined);
  await tellAllLeft(left);
  return {
    user: await getPerson(actor, input.personId),
    changed: deeds.length > 0,
    sessions_closed: ended.length,
    room_count: await countRooms(input.personId),
  };
}

interface Before {
  id: number;
  displayName: string;
  email: string;
  role: Role;
  active: boolean;
}

/**
 * The owners are locked before the person, all of them and in one order: of two owners who lose their place at once
 * the second sees that the first is gone.
 */
async function lockPerson(tx: Transaction, input: ChangePerson): Promise<Before> {
  if (takesAway(input))
    await tx.execute(sql`select id from persons where role = 'owner' and active order by id for no key update`);
  const [person] = await tx
    .select({
      id: persons.id,
      displayName: persons.displayName,
      email: persons.email,
      role: persons.role,
      active: persons.active,
    })
    .from(persons)
    .where(eq(persons.id, input.personId))
    .for("no key update")
    .limit(1);
  if (!person) throw notFound();
  return person;
}

const takesAway = (input: ChangePerson) =>
  input.active === false || (input.role !== undefined && input.role !== "owner");

function requireAllowed(actor: Actor, person: Before, input: ChangePerson, now: Date): void {
  if (!mayChangePerson(actor, person)) throw forbidden();
  if (input.role !== undefined && !mayChangeRole(actor, person, input.role)) throw forbidden();
  if (input.role !== undefined && rises(person, input.role)) requireProved(actor, now);
  // Whoever bears the address is let in as this person by the company's provider: it is as good as a new password.
  if (input.email !== undefined && input.email !== person.email) requireProved(actor, now);
}

const rises = (person: Before, role: Role) => role !== person.role && isAdmin({ role }) && person.role !== "owner";

/** `persons_owners` serves it. @throws AppError `conflict` (`lastOwner`) */
async function requireAnotherOwner(tx: Transaction, person: Before, input: ChangePerson): Promise<void> {
  if (person.role !== "owner" || !person.active || !takesAway(input)) return;
  const others = await tx.$count(
    persons,
    sql`${persons.role} = 'owner' and ${persons.active} and ${persons.id} <> ${person.id} and ${hasEntered}`,
  );
  if (others === 0) throw new AppError("conflict", "lastOwner");
}

/** An account that nobody has ever come in by, and perhaps nobody can, is no owner to leave the company to. */
const hasEntered = sql`(${persons.passwordHash} is not null
  or exists (select 1 from external_identities i where i.person_id = persons.id)
  or exists (select 1 from sessions s where s.person_id = persons.id))`;

/** What would be different afterwards; saying again what is so is no deed. */
function deedsOf(before: Before, input: ChangePerson): Deed[] {
  const personId = before.id;
  const deeds: Deed[] = [];
  const named = input.display_name !== undefined && input.display_name !== before.displayName;
  const moved = input.email !== undefined && input.email !== before.email;
  if (named || moved)
    deeds.push({
      action: "person.changed",
      personId,
      before: { display_name: before.displayName, email: before.email },
      after: { display_name: input.display_name ?? before.displayName, email: input.email ?? before.email },
    });
  if (input.role !== undefined && input.role !== before.role)
    deeds.push({
      action: "person.role_changed",
      personId,
      before: { role: before.role },
      after: { role: input.role },
    });
  if (input.active !== undefined && input.active !== before.active)
    deeds.push({ action: input.active ? "person.reactivated" : "person.deactivated", personId });
  return deeds;
}

/** @throws AppError `conflict` at `email` */
async function write(tx: Transaction, input: ChangePerson, now: Date): Promise<void> {
  try {
    await tx
      .update(persons)
      .set({
        displayName: input.display_name,
        email: input.email,
        role: input.role,
        active: input.active,
        deactivatedAt: input.active === undefined ? undefined : input.active ? null : now,
      })
      .where(eq(persons.id, input.personId));
  } catch (error) {
    if (sqlState(error) === "23505" && brokenConstraint(error) === "persons_email")
      throw fieldError("email", "emailTaken", "conflict");
    throw error;
  }
}

/** @returns the ids of the sessions that ended */
async function closeWhatMustGo(tx: Transaction, before: Before, input: ChangePerson, now: Date): Promise<string[]> {
  if (input.active === false) {
    await killPasswordLinks(tx, before.id);
    return closeSessions(tx, before.id, now);
  }
  if (input.role === "owner" && before.role !== "owner") return takeWhatOthersMayHold(tx, before.id, now);
  if (input.role !== undefined && isAdmin({ role: input.role }) && !isAdmin(before))
    return closeOutgrownSessions(tx, { id: before.id, role: input.role }, now);
  return [];
}

/**
 * An administrator may have made the account, its link or its place at the provider: none of that may come in as an
 * owner. The password stays, being what the person knows.
 */
async function takeWhatOthersMayHold(tx: Transaction, personId: number, now: Date): Promise<string[]> {
  await killPasswordLinks(tx, personId);
  await tx.delete(externalIdentities).where(eq(externalIdentities.personId, personId));
  return closeSessions(tx, personId, now);
}

/** Whoever becomes an employee, or is active again, belongs in the rooms for all. */
const comesIn = (before: Before, input: ChangePerson) =>
  (input.role !== undefined && input.role !== before.role) || (input.active === true && !before.active);

/** The rooms for all are the employees': a guest is in those rooms alone that somebody puts them into. */
const becomesGuest = (before: Before, input: ChangePerson) => input.role === "guest" && before.role !== "guest";

const withCount = (deed: Deed, sessionsClosed: number): Deed =>
  sessionsClosed === 0 || !/deactivated|role_changed/.test(deed.action)
    ? deed
    : { ...deed, after: { ...deed.after, sessions: sessionsClosed } };

/** Direct rooms are not counted; `memberships_of_person` serves it. */
async function countRooms(personId: number): Promise<number> {
  const [row] = await database()
    .select({ count: sql<number>`count(*)`.mapWith(Number) })
    .from(memberships)
    .innerJoin(rooms, eq(rooms.id, memberships.roomId))
    .where(and(eq(memberships.personId, personId), isCurrent("memberships"), eq(rooms.kind, "room")));
  return row?.count ?? 0;
}
