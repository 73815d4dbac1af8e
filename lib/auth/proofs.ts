import { and, eq, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { sessions } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { requireSession } from "@/lib/access/scope";
import { AppError, fieldError } from "@/lib/errors";
import { provedMinutes } from "@/lib/limits";
import { countAttempt, forgetAttempts } from "./attempts";
import { type Credentials, credentialsOf } from "./data";
import { passwordMatches } from "./passwords";

/** Whether whoever sits there proved who they are a short while ago. */
export const isProved = (actor: Pick<Actor, "provedAt">, now = new Date()): boolean =>
  now.getTime() - actor.provedAt.getTime() < provedMinutes * 60_000;

/**
 * What a walker-by must not do at an open screen begins with this.
 * @throws AppError `forbidden` (`proveAgain`, or `tokenMayNot`: nobody sits at a token who could prove anything)
 */
export function requireProved(actor: Pick<Actor, "provedAt" | "kind">, now = new Date()): void {
  requireSession(actor);
  if (!isProved(actor, now)) throw new AppError("forbidden", "proveAgain");
}

/** The password typed again: sensitive acts are open for `provedMinutes`. @throws AppError `invalid` at `current` */
export async function prove(actor: Actor, input: { current: string }, now = new Date()): Promise<void> {
  requireSession(actor);
  await requirePassword(actor, input.current);
  await markProved(actor.sessionId, now);
}

export async function markProved(sessionId: string, now: Date): Promise<void> {
  await database()
    .update(sessions)
    .set({ provedAt: now })
    .where(and(eq(sessions.id, sessionId), isNull(sessions.endedAt)));
}

/** @throws AppError `invalid` at `current` for a wrong password, `rate_limited` after too many */
export async function requirePassword(actor: Actor, current: string): Promise<Credentials> {
  const key = `password|${actor.personId}`;
  await countAttempt("signInAccount", key);
  const person = await credentialsOf(actor.personId);
  if (!(await passwordMatches(current, person?.passwordHash ?? null)) || !person)
    throw fieldError("current", "wrongPassword");
  await forgetAttempts("signInAccount", key);
  return person;
}
