import { and, eq, gt, inArray, isNull, lte, ne, or, type SQL, sql } from "drizzle-orm";
import { database, inTransaction, type Transaction } from "@/db/client";
import { sessions } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { requireSession } from "@/lib/access/scope";
import { audit } from "@/lib/audit";
import { notFound } from "@/lib/errors";
import { publish } from "@/lib/events/bus";
import { wholeMsOf } from "./sessions";

/** A browser, or a program that signed in; no personal access token. */
export const isDevice: SQL = ne(sessions.kind, "token");

/**
 * Ends one of the actor's own sessions; its sockets go. A token is revoked where tokens are.
 * @throws AppError `not_found` for anybody else's, `forbidden` (`tokenMayNot`)
 */
export async function endSession(actor: Actor, sessionId: string, now = new Date()): Promise<void> {
  requireSession(actor);
  await inTransaction(async (tx) => {
    const ended = await tx
      .update(sessions)
      .set({ endedAt: now })
      .where(
        and(eq(sessions.id, sessionId), eq(sessions.personId, actor.personId), isDevice, isNull(sessions.endedAt)),
      );
    if (ended.count === 0) throw notFound();
    await audit(tx, actor, { action: "session.ended", personId: actor.personId });
  });
  await publish({ type: "sessions_ended", sessionIds: [sessionId] });
}

/**
 * Ends what still lets the person in, all or what a condition names, in somebody's transaction. Whoever passes no
 * condition acts on suspicion or for good (deactivation, a password by a link, an administrator): tokens go with it.
 * @returns the ids, to be told after the commit
 */
export async function closeSessions(tx: Transaction, personId: number, now: Date, which?: SQL): Promise<string[]> {
  const ended = await tx
    .update(sessions)
    .set({ endedAt: now })
    .where(and(eq(sessions.personId, personId), isNull(sessions.endedAt), gt(sessions.expiresAt, now), which))
    .returning({ id: sessions.id });
  return ended.map((row) => row.id);
}

/** Tells the sidecars, whose sockets go. To be called after the commit. */
export async function tellEnded(sessionIds: string[]): Promise<void> {
  if (sessionIds.length > 0) await publish({ type: "sessions_ended", sessionIds });
}

/**
 * Ends what is too old for the role that the person has got: an administrator is signed in for hours, not for days. How
 * long the rest of it lasts follows the role by itself. Tokens have no such length; those of scope `admin`, which would
 * rise with the person, go.
 * @returns the ids of those that ended, to be told after the commit
 */
export async function closeOutgrownSessions(
  tx: Transaction,
  person: { id: number; role: Actor["role"] },
  now: Date,
): Promise<string[]> {
  const begunBefore = new Date(now.getTime() - (await wholeMsOf(tx, person.role)));
  return closeSessions(tx, person.id, now, or(and(isDevice, lte(sessions.createdAt, begunBefore)), risesWithRole));
}

/** `personal_tokens_session` serves it. */
const risesWithRole = sql`exists (select 1 from personal_tokens t where t.session_id = sessions.id and t.scope = 'admin')`;

/** Ends sessions whatever their person says: for a stolen token. */
export async function endSessionsByIds(sessionIds: string[], now: Date): Promise<void> {
  await database()
    .update(sessions)
    .set({ endedAt: now })
    .where(and(inArray(sessions.id, sessionIds), isNull(sessions.endedAt)));
  await publish({ type: "sessions_ended", sessionIds });
}
