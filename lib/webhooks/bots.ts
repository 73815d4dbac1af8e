import { randomBytes } from "node:crypto";
import { and, eq, inArray } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { persons, webhooks } from "@/db/schema";
import type { Locale } from "@/lib/i18n/locale";
import { insertPerson } from "@/lib/people/accounts";

/**
 * As whom a webhook speaks. Names are nobody's property: each bot has a user name that cannot have been taken, an address
 * that cannot be written to (RFC 2606), and nothing to sign in with.
 */
export function insertBot(tx: Transaction, name: string, locale: Locale): Promise<{ id: number }> {
  const username = `hook-${randomBytes(6).toString("hex")}`;
  const email = `${username}@bots.invalid`;
  return insertPerson(tx, {
    ...{ username, email, displayName: name },
    ...{ role: "bot", passwordHash: null, locale, timeZone: "UTC" },
  });
}

/** From then on it speaks no more. In somebody's transaction. */
export async function shutOff(tx: Transaction, botIds: number[], now: Date): Promise<void> {
  if (botIds.length === 0) return;
  await tx
    .update(persons)
    .set({ active: false, deactivatedAt: now })
    .where(and(inArray(persons.id, botIds), eq(persons.role, "bot")));
}

/** Of a room that is deleted: its webhooks go with it. `webhooks_of_room` serves it. */
export async function shutOffBotsOf(tx: Transaction, roomId: number, now: Date): Promise<void> {
  const rows = await tx.select({ botId: webhooks.botId }).from(webhooks).where(eq(webhooks.roomId, roomId));
  await shutOff(
    tx,
    rows.map(({ botId }) => botId),
    now,
  );
}
