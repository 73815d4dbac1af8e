import { eq } from "drizzle-orm";
import { inTransaction, type Transaction } from "@/db/client";
import { persons, sessions } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { mayAdminister, mayChangePerson } from "@/lib/access/policy";
import { audit } from "@/lib/audit";
import { forbidden, notFound } from "@/lib/errors";
import { closeSessions, tellEnded } from "./closing";
import type { SessionView } from "./schema";
import { sessionsOf } from "./sessions";

/** Where somebody is signed in, for administrators. @throws AppError `forbidden` */
export async function devicesOf(actor: Actor, personId: number): Promise<SessionView[]> {
  if (!mayAdminister(actor)) throw forbidden();
  return sessionsOf(actor, personId);
}

/**
 * Ends one of somebody's sessions; its sockets go.
 * @throws AppError `forbidden`, or `not_found` for one that ended before or is another person's
 */
export async function endSessionOf(
  actor: Actor,
  input: { personId: number; id: string },
  now = new Date(),
): Promise<void> {
  const ended = await inTransaction(async (tx) => {
    await requireInCharge(tx, actor, input.personId);
    const ended = await closeSessions(tx, input.personId, now, eq(sessions.id, input.id));
    if (ended.length === 0) throw notFound();
    await audit(tx, actor, { action: "session.closed", personId: input.personId });
    return ended;
  });
  await tellEnded(ended);
}

/** Ends all of somebody's sessions. @returns how many @throws AppError `forbidden`, `not_found` */
export async function signOutPerson(
  actor: Actor,
  input: { personId: number },
  now = new Date(),
): Promise<{ sessions_closed: number }> {
  const ended = await inTransaction(async (tx) => {
    await requireInCharge(tx, actor, input.personId);
    const ended = await closeSessions(tx, input.personId, now);
    if (ended.length > 0)
      await audit(tx, actor, {
        action: "session.all_closed",
        personId: input.personId,
        after: { sessions: ended.length },
      });
    return ended;
  });
  await tellEnded(ended);
  return { sessions_closed: ended.length };
}

async function requireInCharge(tx: Transaction, actor: Actor, personId: number): Promise<void> {
  if (!mayAdminister(actor)) throw forbidden();
  const [person] = await tx.select({ role: persons.role }).from(persons).where(eq(persons.id, personId)).limit(1);
  if (!person) throw notFound();
  if (!mayChangePerson(actor, person)) throw forbidden();
}
