import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { database, inTransaction, type Transaction } from "@/db/client";
import { invitations, invitationUses, persons } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { mayInvite, mayInviteAs } from "@/lib/access/policy";
import { audit } from "@/lib/audit";
import { AppError, forbidden, notFound } from "@/lib/errors";
import { invitationHoursDefault, invitationHoursMax, invitationUsesMax } from "@/lib/limits";
import { idSchema } from "@/lib/people/schema";
import { hashSecret, newSecret } from "./secrets";

export const createInvitationInput = z.strictObject({
  role: z.enum(["admin", "member", "guest"]).optional(),
  max_uses: z.coerce.number().int().min(1).max(invitationUsesMax).optional(),
  expires_in_hours: z.coerce.number().int().min(1).max(invitationHoursMax).optional(),
});
export const revokeInvitationInput = z.strictObject({ id: z.coerce.number().pipe(idSchema) });

export interface InvitationView {
  id: number;
  role: "admin" | "member" | "guest";
  max_uses: number;
  uses: number;
  created_at: string;
  expires_at: string;
  created_by: string;
}

/**
 * @returns the invitation and, this once, its token
 * @throws AppError `forbidden` for all but administrators, and for a role above the giver's
 */
export async function createInvitation(
  actor: Actor,
  input: z.infer<typeof createInvitationInput>,
  now = new Date(),
): Promise<{ invitation: InvitationView; token: string }> {
  const role = input.role ?? "member";
  if (!mayInviteAs(actor, role)) throw forbidden();
  const token = newSecret();
  const expiresAt = new Date(now.getTime() + (input.expires_in_hours ?? invitationHoursDefault) * 3_600_000);
  const row = await inTransaction(async (tx) => {
    const [made] = await tx
      .insert(invitations)
      .values({
        tokenHash: hashSecret(token),
        role,
        createdBy: actor.personId,
        maxUses: input.max_uses ?? 1,
        expiresAt,
      })
      .returning();
    if (!made) throw new Error("an invitation was not written");
    await audit(tx, actor, { action: "invitation.created", subject: String(made.id), after: { role } });
    return made;
  });
  return { invitation: presentInvitation(row, actor.displayName), token };
}

/** Invitations that still let somebody in, the newest first. */
export async function listInvitations(actor: Actor, now = new Date()): Promise<InvitationView[]> {
  if (!mayInvite(actor)) throw forbidden();
  const rows = await database()
    .select({ invitation: invitations, createdBy: persons.displayName })
    .from(invitations)
    .innerJoin(persons, eq(persons.id, invitations.createdBy))
    .where(stillGood(now))
    .orderBy(desc(invitations.id))
    .limit(100);
  return rows.map((row) => presentInvitation(row.invitation, row.createdBy));
}

export async function countWaitingInvitations(actor: Actor, now = new Date()): Promise<number> {
  if (!mayInvite(actor)) throw forbidden();
  return database().$count(invitations, stillGood(now));
}

/** @throws AppError `not_found` for one that is gone already */
export async function revokeInvitation(actor: Actor, input: { id: number }, now = new Date()): Promise<void> {
  if (!mayInvite(actor)) throw forbidden();
  await inTransaction(async (tx) => {
    const revoked = await tx
      .update(invitations)
      .set({ revokedAt: now })
      .where(and(eq(invitations.id, input.id), isNull(invitations.revokedAt)))
      .returning({ id: invitations.id });
    if (revoked.length === 0) throw notFound();
    await audit(tx, actor, { action: "invitation.revoked", subject: String(input.id) });
  });
}

/** Whether a link would still let somebody in; the unique index on the hash serves it. */
export async function invitationIsGood(token: string, now = new Date()): Promise<boolean> {
  const rows = await database()
    .select({ id: invitations.id })
    .from(invitations)
    .where(and(eq(invitations.tokenHash, hashSecret(token)), stillGood(now)))
    .limit(1);
  return rows.length === 1;
}

/**
 * Takes one use under the row's lock, so that of a hundred at once only as many pass as the invitation allows.
 * @throws AppError `forbidden` (`invitationDead`)
 */
export async function redeemInvitation(tx: Transaction, token: string, now: Date) {
  const [row] = await tx
    .update(invitations)
    .set({ uses: sql`${invitations.uses} + 1` })
    .where(and(eq(invitations.tokenHash, hashSecret(token)), stillGood(now)))
    .returning({ id: invitations.id, role: invitations.role });
  if (!row) throw new AppError("forbidden", "invitationDead");
  return {
    role: row.role,
    usedBy: async (personId: number) => {
      await tx.insert(invitationUses).values({ invitationId: row.id, personId });
    },
  };
}

const stillGood = (now: Date) =>
  and(
    isNull(invitations.revokedAt),
    sql`${invitations.expiresAt} > ${now.toISOString()}::timestamptz`,
    sql`${invitations.uses} < ${invitations.maxUses}`,
  );

const presentInvitation = (row: typeof invitations.$inferSelect, createdBy: string): InvitationView => ({
  id: row.id,
  role: row.role,
  max_uses: row.maxUses,
  uses: row.uses,
  created_at: row.createdAt.toISOString(),
  expires_at: row.expiresAt.toISOString(),
  created_by: createdBy,
});
