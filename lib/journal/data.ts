import { and, desc, eq, gte, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { database } from "@/db/client";
import { auditEntries, milestones, persons, rooms } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { mayAdminister } from "@/lib/access/policy";
import { openCursor, sealCursor, strangeCursor } from "@/lib/cursor";
import { forbidden } from "@/lib/errors";
import { journalActionsMax, journalNamesMax, journalPageSize } from "@/lib/limits";
import { avatarUrl } from "@/lib/people/data";
import type { Page, PersonRef } from "@/lib/people/schema";
import type { AskJournal, EntryView, Facts, LastCheck } from "./schema";

const doer = alias(persons, "doer");
const target = alias(persons, "target");

const refColumns = (who: typeof doer | typeof target | typeof persons) => ({
  id: who.id,
  username: who.username,
  displayName: who.displayName,
  avatarKey: who.avatarKey,
});

/**
 * A page of the journal, the newest entry first; the primary key serves it, or the index of what is asked for. Between
 * days it goes by time, so that `audit_entries_by_time` serves it however long ago they were; time runs with the chain.
 * @throws AppError `forbidden`
 */
export async function readJournal(actor: Actor, input: AskJournal): Promise<Page<EntryView>> {
  if (!mayAdminister(actor)) throw forbidden();
  const limit = input.limit ?? journalPageSize;
  const rows = await database()
    .select({
      entry: auditEntries,
      actor: refColumns(doer),
      person: refColumns(target),
      room: { id: rooms.id, name: rooms.name },
    })
    .from(auditEntries)
    .leftJoin(doer, eq(doer.id, auditEntries.actorId))
    .leftJoin(target, eq(target.id, auditEntries.personId))
    .leftJoin(rooms, eq(rooms.id, auditEntries.roomId))
    .where(await narrowed(input))
    .orderBy(...(isByTime(input) ? [desc(auditEntries.at), desc(auditEntries.id)] : [desc(auditEntries.id)]))
    .limit(limit + 1);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map(presentEntry),
    next_cursor: last ? sealCursor({ name: last.entry.at.toISOString(), id: last.entry.id }) : null,
  };
}

const isByTime = (input: AskJournal): boolean => input.after !== undefined || input.before !== undefined;

/** What comes after the last entry of the page before. @throws AppError `invalid` */
function beyond(cursor: string, byTime: boolean): SQL {
  const { name, id } = openCursor(cursor);
  if (!byTime) return lt(auditEntries.id, id);
  const at = z.iso.datetime().safeParse(name);
  if (!at.success) throw strangeCursor();
  return sql`(${auditEntries.at}, ${auditEntries.id}) < (${at.data}::timestamptz, ${id})`;
}

async function narrowed(input: AskJournal): Promise<SQL | undefined> {
  return and(
    input.cursor ? beyond(input.cursor, isByTime(input)) : undefined,
    input.actor ? inArray(auditEntries.actorId, await peopleCalled(input.actor)) : undefined,
    input.person ? inArray(auditEntries.personId, await peopleCalled(input.person)) : undefined,
    input.room ? inArray(auditEntries.roomId, await roomsCalled(input.room)) : undefined,
    input.action ? inArray(auditEntries.action, await actionsOf(input.action)) : undefined,
    input.outcome ? eq(auditEntries.outcome, input.outcome) : undefined,
    input.after ? gte(auditEntries.at, input.after) : undefined,
    input.before ? lt(auditEntries.at, input.before) : undefined,
  );
}

/** By number, or by part of a name; `persons_sought` serves it. */
async function peopleCalled(words: string): Promise<number[]> {
  const found = await database()
    .select({ id: persons.id })
    .from(persons)
    .where(
      or(
        eq(persons.id, numberIn(words)),
        sql`(persons.display_name || ' ' || persons.username::text || ' ' || persons.email::text) ilike ${patternOf(words)}`,
      ),
    )
    .limit(journalNamesMax);
  return found.map(({ id }) => id);
}

/** A direct room has no name to find it by. The table holds thousands of rows at most. */
async function roomsCalled(words: string): Promise<number[]> {
  const found = await database()
    .select({ id: rooms.id })
    .from(rooms)
    .where(or(eq(rooms.id, numberIn(words)), and(eq(rooms.kind, "room"), sql`${rooms.name} ilike ${patternOf(words)}`)))
    .limit(journalNamesMax);
  const numbered = numberIn(words);
  // One that was deleted has no row, but the journal knows its number.
  return numbered > 0 ? [numbered, ...found.map(({ id }) => id)] : found.map(({ id }) => id);
}

/** A noun stands for all that was ever done to it; skips from action to action along `audit_entries_by_action`. */
async function actionsOf(wanted: string): Promise<string[]> {
  if (wanted.includes(".")) return [wanted];
  const found = await database().execute<{ action: string }>(sql`
    with recursive next as (
      (select action from audit_entries where action > ${`${wanted}.`} order by action limit 1)
      union all
      select (select action from audit_entries where action > next.action order by action limit 1)
      from next where next.action is not null
    )
    select action from next where starts_with(action, ${`${wanted}.`}) limit ${journalActionsMax}`);
  return found.map(({ action }) => action);
}

const numberIn = (words: string): number => (/^\d{1,15}$/.test(words) ? Number(words) : 0);
const patternOf = (words: string): string => `%${words.replace(/[\\%_]/g, "\\$&")}%`;

/** A left join brings nothing as nulls. */
type Joined<T> = { [K in keyof T]: T[K] | null } | null;
type PersonRow = Joined<Pick<typeof persons.$inferSelect, "id" | "username" | "displayName" | "avatarKey">>;

interface JournalRow {
  entry: typeof auditEntries.$inferSelect;
  actor: PersonRow;
  person: PersonRow;
  room: Joined<{ id: number; name: string }>;
}

const presentEntry = ({ entry, actor, person, room }: JournalRow): EntryView => ({
  id: entry.id,
  number: entry.number,
  hash: entry.hash?.toString("hex") ?? null,
  at: entry.at.toISOString(),
  action: entry.action,
  outcome: entry.outcome,
  actor: presentRef(actor),
  address: entry.address,
  person: presentRef(person),
  room: entry.roomId === null ? null : { id: entry.roomId, name: room?.name ?? "" },
  subject: entry.subject,
  before: entry.before as Facts | null,
  after: entry.after as Facts | null,
});

const presentRef = (row: PersonRow): PersonRef | null =>
  row && row.id !== null
    ? {
        id: row.id,
        username: row.username ?? "",
        display_name: row.displayName ?? "",
        avatar_url: avatarUrl(row.id, row.avatarKey),
      }
    : null;

const checkDetail = z.object({ sound: z.boolean(), entries: z.number(), broken_at: z.number().nullable() });

/** What the worker found when it last looked over the whole chain; null until it did. @throws AppError `forbidden` */
export async function lastCheck(actor: Actor): Promise<LastCheck | null> {
  if (!mayAdminister(actor)) throw forbidden();
  const [row] = await database()
    .select({ at: milestones.at, detail: milestones.detail })
    .from(milestones)
    .where(eq(milestones.name, "journal"))
    .limit(1);
  const detail = checkDetail.safeParse(row?.detail);
  return row && detail.success ? { at: row.at.toISOString(), ...detail.data } : null;
}
