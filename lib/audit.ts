import { createHash } from "node:crypto";
import { desc, isNotNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { auditEntries } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import type { JournalAction } from "@/lib/i18n/admin-journal";

/** What was done, to whom and to what. Ids, codes and settings: never a message's text, never a secret. */
export interface Deed {
  action: JournalAction;
  personId?: number;
  roomId?: number;
  /** What else the deed was about: an invitation's id, a file's name. */
  subject?: string;
  before?: AuditFacts;
  after?: AuditFacts;
  outcome?: "done" | "refused";
}

export type AuditFacts = Record<string, string | number | boolean | null | string[] | number[]>;

/** Who did it and from where; for somebody who is not signed in the address alone. */
export type Doer = Pick<Actor, "personId" | "address"> | { personId: null; address: string };

/** The worker, and what time itself brings about. */
export const theClock: Doer = { personId: null, address: "" };

/** Any number that nobody else who shares the database uses for an advisory lock. */
const chainLock = 727_003;

/** What comes before the first link. */
export const chainStart = Buffer.alloc(32);

/**
 * Writes down who did what, in the transaction of the deed: either both stand or neither. Each entry's hash covers the
 * one before it, so entries are written one transaction after the other: call this last, when no further row is to be locked.
 */
export async function audit(tx: Transaction, who: Doer, ...deeds: Deed[]): Promise<void> {
  if (deeds.length === 0) return;
  await tx.execute(sql`select pg_advisory_xact_lock(${chainLock})`);
  let last = await lastLink(tx);
  // One moment for all, taken under the lock, so that time runs with the chain.
  const at = new Date();
  const rows = deeds.map((deed) => {
    const entry = { ...entryOf(who, deed), at, number: last.number + 1 };
    last = { number: entry.number, hash: linkHash(last.hash, entry) };
    return { ...entry, hash: last.hash };
  });
  for (let from = 0; from < rows.length; from += 500)
    await tx.insert(auditEntries).values(rows.slice(from, from + 500));
}

/** `audit_entries_number` serves it. */
async function lastLink(tx: Transaction): Promise<{ number: number; hash: Buffer }> {
  const [row] = await tx
    .select({ number: auditEntries.number, hash: auditEntries.hash })
    .from(auditEntries)
    .where(isNotNull(auditEntries.number))
    .orderBy(desc(auditEntries.number))
    .limit(1);
  return { number: row?.number ?? 0, hash: row?.hash ?? chainStart };
}

const entryOf = (who: Doer, deed: Deed) => ({
  actorId: who.personId,
  address: who.address,
  action: deed.action,
  subject: deed.subject ?? "",
  personId: deed.personId ?? null,
  roomId: deed.roomId ?? null,
  before: asStored(deed.before),
  after: asStored(deed.after),
  outcome: deed.outcome ?? "done",
});

/** As the database will give it back, without what JSON has no word for: the hash has to come out the same. */
const asStored = (facts: AuditFacts | undefined): AuditFacts | null =>
  facts === undefined ? null : (JSON.parse(JSON.stringify(facts)) as AuditFacts);

/** What an entry's hash covers. */
export interface Link {
  number: number;
  at: Date;
  actorId: number | null;
  address: string;
  action: string;
  subject: string;
  personId: number | null;
  roomId: number | null;
  before: unknown;
  after: unknown;
  outcome: string;
}

/** SHA-256 over the hash before it and the entry as JSON with sorted keys, since the database keeps no order of keys. */
export const linkHash = (before: Buffer, link: Link): Buffer =>
  createHash("sha256")
    .update(before)
    .update(
      JSON.stringify([
        link.number,
        link.at.toISOString(),
        link.actorId,
        link.address,
        link.action,
        link.subject,
        link.personId,
        link.roomId,
        sorted(link.before),
        sorted(link.after),
        link.outcome,
      ]),
    )
    .digest();

const sorted = (facts: unknown): unknown =>
  typeof facts === "object" && facts !== null && !Array.isArray(facts)
    ? Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1))
    : facts;
