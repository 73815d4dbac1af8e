import { and, eq, inArray, isNull } from "drizzle-orm";
import { database, inTransaction, type Transaction } from "@/db/client";
import { invitations, persons } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { requireRoom } from "@/lib/access/gate";
import { isAdmin, mayInvite, mayInviteAs } from "@/lib/access/policy";
import { audit, type Deed } from "@/lib/audit";
import { requireProved } from "@/lib/auth/proofs";
import { hashSecret, newSecret } from "@/lib/auth/secrets";
import { AppError, fieldError, forbidden, notFound } from "@/lib/errors";
import { invitationHoursDefault, invitationsAtOnceMax } from "@/lib/limits";
import { mailIsConfigured, queueMail } from "@/lib/mail/mutations";
import { emailSchema } from "@/lib/people/schema";
import { readWorkspace } from "@/lib/workspace/data";
import { getInvitation } from "./data";
import type { CreateInvitation, InvitationView, InviteByMail, Invited } from "./schema";

/**
 * @param origin where the link leads: scheme, host and port
 * @returns the invitation and, this once, its token; `mailed` where a letter is on its way
 * @throws AppError `forbidden` for all but administrators, and for a role above the giver's, for one that lets
 *   administrators in also `proveAgain`; `not_found` for a room,
 *   `conflict` at `email` for somebody who has an account
 */
export async function createInvitation(
  actor: Actor,
  input: CreateInvitation,
  origin: string,
  now = new Date(),
): Promise<{ invitation: InvitationView; token: string; url: string; mailed: boolean }> {
  const terms = await termsOf(actor, input, now);
  const email = input.email ?? null;
  if (email !== null && (await takenAmong([email])).length > 0) throw fieldError("email", "emailTaken", "conflict");
  const token = newSecret();
  const mailed = email !== null && mailIsConfigured();
  const id = await inTransaction(async (tx) => {
    const id = await insert(tx, { ...terms, email, tokenHash: hashSecret(token), maxUses: input.max_uses ?? 1 });
    if (mailed) await queueMail(tx, await letterTo(actor, email, linkTo(origin, token), terms.expiresAt));
    await audit(tx, actor, deedOf(id, terms, input.max_uses ?? 1, email));
    return id;
  });
  return { invitation: await getInvitation(actor, id, now), token, url: linkTo(origin, token), mailed };
}

/**
 * Mails each address a link of its own, good for one.
 * @throws AppError `forbidden`, `not_found` for a room, `conflict` (`mailMissing`), `invalid` at `emails` for none or too many
 */
export async function inviteByMail(
  actor: Actor,
  input: InviteByMail,
  origin: string,
  now = new Date(),
): Promise<Invited> {
  const terms = await termsOf(actor, input, now);
  if (!mailIsConfigured()) throw new AppError("conflict", "mailMissing");
  const { emails, unreadable } = addressesIn(input.emails);
  if (emails.length === 0) throw fieldError("emails", "emailShape");
  if (emails.length > invitationsAtOnceMax) throw fieldError("emails", "tooManyAddresses");
  const taken = await takenAmong(emails);
  const fresh = emails.filter((email) => !taken.includes(email));
  await inTransaction(async (tx) => {
    const deeds: Deed[] = [];
    for (const email of fresh) {
      const token = newSecret();
      const id = await insert(tx, { ...terms, email, tokenHash: hashSecret(token), maxUses: 1 });
      await queueMail(tx, await letterTo(actor, email, linkTo(origin, token), terms.expiresAt));
      deeds.push(deedOf(id, terms, 1, email));
    }
    await audit(tx, actor, ...deeds);
  });
  return { count: fresh.length, taken, unreadable };
}

/** @returns how many people had come by it @throws AppError `forbidden`, `not_found` for one that is gone already */
export async function revokeInvitation(
  actor: Actor,
  input: { id: number },
  now = new Date(),
): Promise<{ uses: number }> {
  if (!mayInvite(actor)) throw forbidden();
  return inTransaction(async (tx) => {
    const [revoked] = await tx
      .update(invitations)
      .set({ revokedAt: now })
      .where(and(eq(invitations.id, input.id), isNull(invitations.revokedAt)))
      .returning({ uses: invitations.uses });
    if (!revoked) throw notFound();
    await audit(tx, actor, { action: "invitation.revoked", subject: String(input.id) });
    return revoked;
  });
}

/** What every link of one making shares, once it is settled that the actor may give it. */
async function termsOf(actor: Actor, input: Omit<CreateInvitation, "email" | "max_uses">, now: Date) {
  const role = input.role ?? "member";
  if (!mayInviteAs(actor, role)) throw forbidden();
  if (isAdmin({ role })) requireProved(actor, now);
  const roomIds = [...new Set(input.room_ids ?? [])].sort((a, b) => a - b);
  for (const id of roomIds) await requireRoom(actor, id, "changeMembers");
  const expiresAt = new Date(now.getTime() + (input.expires_in_hours ?? invitationHoursDefault) * 3_600_000);
  return { role, roomIds, expiresAt, createdBy: actor.personId };
}

async function insert(tx: Transaction, values: typeof invitations.$inferInsert): Promise<number> {
  const [row] = await tx.insert(invitations).values(values).returning({ id: invitations.id });
  if (!row) throw new Error("an invitation was not written");
  return row.id;
}

/** `persons_email` serves it. */
async function takenAmong(emails: string[]): Promise<string[]> {
  const rows = await database()
    .select({ email: persons.email })
    .from(persons)
    .where(inArray(persons.email, emails))
    .limit(emails.length);
  return rows.map((row) => row.email.toLowerCase());
}

async function letterTo(actor: Actor, to: string, url: string, expiresAt: Date) {
  const company = await readWorkspace();
  return {
    to,
    locale: company?.locale ?? actor.locale,
    kind: "invitation" as const,
    params: { url, by: actor.displayName, expiresAt: expiresAt.toISOString(), timeZone: actor.timeZone },
  };
}

const linkTo = (origin: string, token: string): string => `${origin}/join/${token}`;

const deedOf = (
  id: number,
  terms: { role: string; roomIds: number[]; expiresAt: Date },
  uses: number,
  email: string | null,
): Deed => ({
  action: "invitation.created",
  subject: String(id),
  after: { role: terms.role, rooms: terms.roomIds, uses, email, expires_at: terms.expiresAt.toISOString() },
});

/** Addresses in lines or between separators; a name before an address in angle brackets is left out. */
function addressesIn(text: string): { emails: string[]; unreadable: string[] } {
  const emails = new Set<string>();
  const unreadable: string[] = [];
  const withoutQuotes = text.replace(/"[^"\n]*"/g, " ");
  for (const candidate of withoutQuotes.split(/[\n\r,;]+/).flatMap(candidatesIn)) {
    const parsed = emailSchema.safeParse(candidate);
    if (parsed.success) emails.add(parsed.data);
    else unreadable.push(candidate.slice(0, 80));
  }
  return { emails: [...emails], unreadable };
}

function candidatesIn(part: string): string[] {
  const bracketed = [...part.matchAll(/<([^<>]*)>/g)].map((hit) => hit[1] ?? "");
  const words = part.replace(/<[^<>]*>/g, " ").split(/\s+/);
  return [...words.filter((word) => (bracketed.length === 0 ? word !== "" : word.includes("@"))), ...bracketed];
}
