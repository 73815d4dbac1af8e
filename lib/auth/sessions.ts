import { and, desc, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import { database, type Transaction } from "@/db/client";
import { persons, sessions } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { isAdmin } from "@/lib/access/policy";
import { notFound } from "@/lib/errors";
import { publish } from "@/lib/events/bus";
import {
  adminSessionHours,
  adminSessionIdleHours,
  sessionDays,
  sessionIdleDays,
  sessionTouchSeconds,
} from "@/lib/limits";
import { avatarUrl } from "@/lib/people/data";
import type { BegunSession, Device, SessionView } from "./schema";

const hourMs = 3_600_000;
const lifeMs = (role: Actor["role"]) => (isAdmin({ role }) ? adminSessionHours : sessionDays * 24) * hourMs;
const idleMs = (role: Actor["role"]) => (isAdmin({ role }) ? adminSessionIdleHours : sessionIdleDays * 24) * hourMs;

/** A session row lets its person in while it is not ended, not expired, not idle for too long, and they are active. */
export const sessionIsAlive = (
  row: { endedAt: Date | null; expiresAt: Date; lastUsedAt: Date; active: boolean; role: Actor["role"] },
  now: Date,
): boolean =>
  row.active &&
  row.endedAt === null &&
  row.expiresAt > now &&
  now.getTime() - row.lastUsedAt.getTime() < idleMs(row.role);

/** A new row at every sign-in, so that no identifier from before it is worth anything after. */
export async function beginSession(
  tx: Transaction,
  person: { id: number; role: Actor["role"] },
  device: Device,
  now: Date,
): Promise<BegunSession> {
  const expiresAt = new Date(now.getTime() + lifeMs(person.role));
  const [row] = await tx
    .insert(sessions)
    .values({
      personId: person.id,
      kind: device.kind,
      userAgent: device.userAgent.slice(0, 400),
      address: device.address.slice(0, 60),
      createdAt: now,
      lastUsedAt: now,
      expiresAt,
    })
    .returning({ id: sessions.id });
  if (!row) throw new Error("a session was not written");
  return { sessionId: row.id, personId: person.id, expiresAt };
}

/** The actor behind a session's id, or null. Every door calls this; the primary keys serve it. */
export async function readSession(sessionId: string, now = new Date()): Promise<Actor | null> {
  const [row] = await database()
    .select({
      personId: persons.id,
      username: persons.username,
      displayName: persons.displayName,
      email: persons.email,
      role: persons.role,
      active: persons.active,
      locale: persons.locale,
      theme: persons.theme,
      timeZone: persons.timeZone,
      statusText: persons.statusText,
      avatarKey: persons.avatarKey,
      endedAt: sessions.endedAt,
      expiresAt: sessions.expiresAt,
      lastUsedAt: sessions.lastUsedAt,
    })
    .from(sessions)
    .innerJoin(persons, eq(persons.id, sessions.personId))
    .where(eq(sessions.id, sessionId))
    .limit(1);
  if (!row || !sessionIsAlive(row, now)) return null;
  if (now.getTime() - row.lastUsedAt.getTime() > sessionTouchSeconds * 1000) await touchSession(sessionId, now);
  const { endedAt: _ended, expiresAt: _expires, lastUsedAt: _used, avatarKey, ...person } = row;
  return { ...person, sessionId, avatarUrl: avatarUrl(row.personId, avatarKey) };
}

export async function touchSession(sessionId: string, now: Date): Promise<void> {
  await database().update(sessions).set({ lastUsedAt: now }).where(eq(sessions.id, sessionId));
}

/** Signed-in devices, the last used first. */
export async function listSessions(actor: Actor): Promise<SessionView[]> {
  const rows = await database()
    .select()
    .from(sessions)
    .where(and(eq(sessions.personId, actor.personId), isNull(sessions.endedAt), sql`${sessions.expiresAt} > now()`))
    .orderBy(desc(sessions.lastUsedAt))
    .limit(100);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    user_agent: row.userAgent,
    address: row.address,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
    current: row.id === actor.sessionId,
  }));
}

/** Ends one of the actor's own sessions; its sockets go. @throws AppError `not_found` for anybody else's */
export async function endSession(actor: Actor, sessionId: string, now = new Date()): Promise<void> {
  const ended = await database()
    .update(sessions)
    .set({ endedAt: now })
    .where(and(eq(sessions.id, sessionId), eq(sessions.personId, actor.personId), isNull(sessions.endedAt)))
    .returning({ id: sessions.id });
  if (ended.length === 0) throw notFound();
  await publish({ type: "sessions_ended", sessionIds: ended.map((row) => row.id) });
}

/** Ends the sessions of the person, all or all but one. @returns how many were ended */
export async function endSessionsOf(personId: number, exceptId: string | null, now = new Date()): Promise<number> {
  const ended = await database()
    .update(sessions)
    .set({ endedAt: now })
    .where(
      and(
        eq(sessions.personId, personId),
        isNull(sessions.endedAt),
        exceptId === null ? undefined : ne(sessions.id, exceptId),
      ),
    )
    .returning({ id: sessions.id });
  if (ended.length > 0) await publish({ type: "sessions_ended", sessionIds: ended.map((row) => row.id) });
  return ended.length;
}

/** Ends sessions whatever their person says: for a stolen token. */
export async function endSessionsByIds(sessionIds: string[], now: Date): Promise<void> {
  await database()
    .update(sessions)
    .set({ endedAt: now })
    .where(and(inArray(sessions.id, sessionIds), isNull(sessions.endedAt)));
  await publish({ type: "sessions_ended", sessionIds });
}
