import { and, asc, count, eq, gt, isNotNull, isNull, lt, min, sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import { auditEntries, milestones } from "@/db/schema";
import { chainStart, linkHash } from "@/lib/audit";
import { journalVerifyBatch, journalVerifyHours } from "@/lib/limits";

/** A place in the chain that was written down elsewhere: whoever cuts off the tail cannot know of it. */
export interface Head {
  number: number;
  /** SHA-256 in hexadecimal. */
  hash: string;
}

/**
 * Why an entry does not fit: its number is not the next one, its hash is not that of what it says, it stands out of
 * order, it is no part of the chain though the chain had begun, or the known head is not there or is another one.
 */
export type Fault = "gap" | "hash" | "order" | "unchained" | "head";

export interface Verified {
  /** How many entries the chain holds, up to the fault if there is one. */
  entries: number;
  /** Entries that were written before the chain began: nothing vouches for them. */
  older: number;
  head: Head | null;
  broken: { number: number; fault: Fault } | null;
}

/**
 * Follows the chain from its first entry to its last, a batch at a time; `audit_entries_number` serves it. Entries that
 * are written meanwhile are followed too.
 * @param known a head that was printed earlier and has to be part of the chain still
 */
export async function verifyChain(known?: Head): Promise<Verified> {
  let link: Link = { number: 0, hash: chainStart, id: 0 };
  const older = await countOlder();
  const verdict = (broken: Verified["broken"]): Verified => ({
    entries: link.number,
    older,
    head: link.number > 0 ? { number: link.number, hash: link.hash.toString("hex") } : null,
    broken,
  });
  const stray = await firstUnchained();
  if (stray !== null) return verdict({ number: stray, fault: "unchained" });
  for (let batch = await entriesAfter(0); batch.length > 0; batch = await entriesAfter(link.number))
    for (const entry of batch) {
      const fault = faultOf(link, entry) ?? (contradicts(known, entry) ? "head" : null);
      if (fault) return verdict({ number: fault === "gap" ? link.number + 1 : entry.number, fault });
      link = entry;
    }
  return verdict(known && known.number > link.number ? { number: link.number + 1, fault: "head" } : null);
}

const knownHead = z.object({ head: z.object({ number: z.number(), hash: z.string() }) });

/**
 * Looks the whole chain over and leaves word of it for the journal's page. The head that it found is what the next look
 * has to find again; one that found a fault leaves the head before it.
 */
export async function checkJournal(now: Date): Promise<Verified> {
  const known = knownHead.safeParse(await lastWord()).data?.head;
  const found = await verifyChain(known);
  const { entries, broken } = found;
  const head = broken ? known : found.head;
  const row = { at: now, detail: { sound: broken === null, entries, broken_at: broken?.number ?? null, head } };
  await database()
    .insert(milestones)
    .values({ name: "journal", ...row })
    .onConflictDoUpdate({ target: milestones.name, set: row });
  return found;
}

/** What the next entry has to follow. */
interface Link {
  number: number;
  hash: Buffer;
  id: number;
}

/** Whether nobody, of several machines, has looked the journal over for a day. */
export async function journalIsDue(now: Date): Promise<boolean> {
  const since = new Date(now.getTime() - journalVerifyHours * 3_600_000);
  return (await database().$count(milestones, and(eq(milestones.name, "journal"), gt(milestones.at, since)))) === 0;
}

async function lastWord(): Promise<unknown> {
  const [row] = await database()
    .select({ detail: milestones.detail })
    .from(milestones)
    .where(eq(milestones.name, "journal"))
    .limit(1);
  return row?.detail;
}

type Row = typeof auditEntries.$inferSelect;
type Chained = Row & { number: number; hash: Buffer };

function faultOf(link: Link, entry: Chained): Fault | null {
  if (entry.number !== link.number + 1) return "gap";
  if (!linkHash(link.hash, entry).equals(entry.hash)) return "hash";
  return entry.id > link.id ? null : "order";
}

const contradicts = (known: Head | undefined, entry: Chained): boolean =>
  known?.number === entry.number && known.hash.toLowerCase() !== entry.hash.toString("hex");

async function entriesAfter(number: number): Promise<Chained[]> {
  const rows = await database()
    .select()
    .from(auditEntries)
    .where(gt(auditEntries.number, number))
    .orderBy(asc(auditEntries.number))
    .limit(journalVerifyBatch);
  return rows.map((row) => ({ ...row, number: row.number ?? 0, hash: row.hash ?? chainStart }));
}

const chainBegan = () =>
  database()
    .select({ id: min(auditEntries.id) })
    .from(auditEntries)
    .where(isNotNull(auditEntries.number));

async function countOlder(): Promise<number> {
  const [row] = await database()
    .select({ n: count() })
    .from(auditEntries)
    .where(
      and(isNull(auditEntries.number), lt(auditEntries.id, sql`coalesce((${chainBegan()}), 'infinity'::numeric)`)),
    );
  return row?.n ?? 0;
}

/** Where the entry stands that somebody put in beside the chain: the number that comes next there; null without one. */
async function firstUnchained(): Promise<number | null> {
  const [row] = await database()
    .select({
      number: sql<string>`(select count(*) + 1 from audit_entries e where e.number is not null and e.id < audit_entries.id)`,
    })
    .from(auditEntries)
    .where(and(isNull(auditEntries.number), gt(auditEntries.id, sql`(${chainBegan()})`)))
    .orderBy(asc(auditEntries.id))
    .limit(1);
  return row ? Number(row.number) : null;
}
