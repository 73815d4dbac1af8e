import { and, asc, eq, inArray, isNotNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { memberships, persons, rooms } from "@/db/schema";
import { type Joined, putAllInto } from "./joining";
import { type Left, takeAllOut } from "./leaving";

/** Any number that nobody else who shares the database uses for an advisory lock. */
const roomsForAllLock = 727_004;

/** Whose place is in the rooms for all: the company's own people, neither guests nor bots. */
const employeeRoles = ["owner", "admin", "member"] as const;

/**
 * Puts those of the given people who are active employees into every room for all. To be called in the transaction that
 * makes them so: a new account, a guest who becomes a member, somebody who is active again.
 * @returns what `tellAllJoined` is to tell after the commit
 */
export async function enterRoomsForAll(tx: Transaction, personIds: number[]): Promise<Joined[]> {
  if (personIds.length === 0) return [];
  await keepRoomsForAll(tx);
  const roomIds = await roomsForAll(tx);
  if (roomIds.length === 0) return [];
  const employees = await employeesAmong(tx, personIds);
  const joined: Joined[] = [];
  // In one order everywhere, so that two at once never wait for each other.
  for (const roomId of roomIds) {
    const came = await putAllInto(tx, roomId, employees, "member");
    if (came) joined.push(came);
  }
  await forgetEnds(tx, roomIds, employees);
  return joined;
}

/**
 * Takes whoever is a guest from now on out of the rooms for all. To be called once the new role is written.
 * @returns what `tellAllLeft` is to tell after the commit
 */
export async function leaveRoomsForAll(tx: Transaction, personIds: number[]): Promise<Left[]> {
  await keepRoomsForAll(tx);
  const left: Left[] = [];
  for (const roomId of await roomsForAll(tx)) {
    const gone = await takeAllOut(tx, roomId, personIds);
    if (gone) left.push(gone);
  }
  return left;
}

/**
 * Which rooms are for all changes only when nobody is on the way in or out: each of two transactions that overlap would
 * be blind to the other. To be called before the room's row is locked, since who comes in locks it after this.
 */
export async function changeRoomsForAll(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${roomsForAllLock})`);
}

/** Many may come and go at once; the rooms for all are the same ones until they have. */
async function keepRoomsForAll(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${roomsForAllLock})`);
}

/** Puts every active employee into a room that has just become one for all. */
export async function putEverybodyInto(tx: Transaction, roomId: number): Promise<Joined | null> {
  const rows = await tx.select({ id: persons.id }).from(persons).where(isEmployee);
  const employees = rows.map((row) => row.id);
  const joined = await putAllInto(tx, roomId, employees, "member");
  await forgetEnds(tx, [roomId], employees);
  return joined;
}

/** An employee's place in a room for all has no end. */
const forgetEnds = (tx: Transaction, roomIds: number[], personIds: number[]) =>
  tx
    .update(memberships)
    .set({ endsAt: null })
    .where(
      and(
        inArray(memberships.roomId, roomIds),
        isOneOf(memberships.personId, personIds),
        isNotNull(memberships.endsAt),
      ),
    );

/** `rooms_for_all` serves it. */
async function roomsForAll(tx: Transaction): Promise<number[]> {
  const rows = await tx.select({ id: rooms.id }).from(rooms).where(eq(rooms.forAll, true)).orderBy(asc(rooms.id));
  return rows.map((row) => row.id);
}

/** The primary key serves it. */
async function employeesAmong(tx: Transaction, personIds: number[]): Promise<number[]> {
  const rows = await tx
    .select({ id: persons.id })
    .from(persons)
    .where(and(isOneOf(persons.id, personIds), isEmployee));
  return rows.map((row) => row.id);
}

const isEmployee = and(eq(persons.active, true), inArray(persons.role, [...employeeRoles]));

const isOneOf = (column: typeof persons.id | typeof memberships.personId, ids: number[]) =>
  sql`${column} in (select value::bigint from json_array_elements_text(${JSON.stringify(ids)}::json))`;
