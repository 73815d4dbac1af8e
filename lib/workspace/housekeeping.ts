import { and, eq, inArray, isNull, lt, or, sql } from "drizzle-orm";
import { inTransaction, type Transaction } from "@/db/client";
import { drafts, invitations, jobs, relays, sessions } from "@/db/schema";
import {
  draftHours,
  emptyDraftDays,
  endedSessionDays,
  finishedJobDays,
  housekeepingRowsMax,
  relayForgottenMinutes,
  unusedInvitationDays,
} from "@/lib/limits";

/** Any number that nobody else who shares the database uses for an advisory lock. */
const housekeepingLock = 727_002;
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

export interface Housekeeping {
  sessionsEnded: number;
  sessionsForgotten: number;
  relaysForgotten: number;
  invitationsForgotten: number;
  jobsForgotten: number;
  draftsForgotten: number;
}

/**
 * Clears away what time has made useless. Of several machines one does it.
 * @returns how many rows went, or null when another machine is at it
 */
export function keepHouse(now: Date): Promise<Housekeeping | null> {
  return inTransaction(async (tx) => {
    const [lock] = await tx.execute<{ free: boolean }>(
      sql`select pg_try_advisory_xact_lock(${housekeepingLock}) as free`,
    );
    if (!lock?.free) return null;
    return {
      sessionsEnded: await endExpiredSessions(tx, now),
      sessionsForgotten: await forgetEndedSessions(tx, now),
      relaysForgotten: await forgetRelays(tx, now),
      invitationsForgotten: await forgetInvitations(tx, now),
      jobsForgotten: await forgetJobs(tx, now),
      draftsForgotten: await forgetDrafts(tx, now),
    };
  });
}

/** No index serves it: the table holds a few rows a person. */
async function endExpiredSessions(tx: Transaction, now: Date): Promise<number> {
  const expired = tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(isNull(sessions.endedAt), lt(sessions.expiresAt, now)))
    .limit(housekeepingRowsMax);
  return (await tx.update(sessions).set({ endedAt: now }).where(inArray(sessions.id, expired))).count;
}

/** Served by `sessions_ended`. */
async function forgetEndedSessions(tx: Transaction, now: Date): Promise<number> {
  const old = tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(lt(sessions.endedAt, new Date(now.getTime() - endedSessionDays * dayMs)))
    .limit(housekeepingRowsMax);
  return (await tx.delete(sessions).where(inArray(sessions.id, old))).count;
}

/** Its presences go with it. The table holds a row for each sidecar. */
async function forgetRelays(tx: Transaction, now: Date): Promise<number> {
  const silentSince = new Date(now.getTime() - relayForgottenMinutes * minuteMs);
  return (await tx.delete(relays).where(lt(relays.beatAt, silentSince))).count;
}

/** One that somebody came in by stays: it tells who let whom in. */
async function forgetInvitations(tx: Transaction, now: Date): Promise<number> {
  const old = tx
    .select({ id: invitations.id })
    .from(invitations)
    .where(
      and(eq(invitations.uses, 0), lt(invitations.expiresAt, new Date(now.getTime() - unusedInvitationDays * dayMs))),
    )
    .limit(housekeepingRowsMax);
  return (await tx.delete(invitations).where(inArray(invitations.id, old))).count;
}

/** Drafts that nobody confirmed, and work that is done or given up. No index serves it: what is forgotten keeps the table small. */
async function forgetJobs(tx: Transaction, now: Date): Promise<number> {
  const draftedBefore = new Date(now.getTime() - (draftHours * dayMs) / 24);
  const finishedBefore = new Date(now.getTime() - finishedJobDays * dayMs);
  const old = tx
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      or(
        and(eq(jobs.state, "draft"), lt(jobs.createdAt, draftedBefore)),
        and(inArray(jobs.state, ["done", "failed"]), lt(jobs.finishedAt, finishedBefore)),
      ),
    )
    .limit(housekeepingRowsMax);
  return (await tx.delete(jobs).where(inArray(jobs.id, old))).count;
}

/** Those that were emptied. No index serves it: the table holds a few rows a person. */
async function forgetDrafts(tx: Transaction, now: Date): Promise<number> {
  const emptiedBefore = new Date(now.getTime() - emptyDraftDays * dayMs);
  return (await tx.delete(drafts).where(and(eq(drafts.text, ""), lt(drafts.updatedAt, emptiedBefore)))).count;
}
