import { type SQL, sql } from "drizzle-orm";
import { inTransaction, sqlState, type Transaction } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { isCurrent } from "@/lib/access/membership";
import {
  searchClockSlackHours,
  searchHitsMax,
  searchMsMax,
  searchNewestMessages,
  searchRoomsMarkedMax,
  searchRoomsShareMax,
  searchRunBits,
  searchRunHitsMax,
  searchRunsAtOnce,
  searchWholeRoomsMax,
} from "@/lib/limits";
import { queriesOf, type Sought } from "./narrowing";
import { askIndex, type Found, listOf, lookThrough, type Span } from "./reading";
import { tooSlow } from "./turns";

/**
 * The newest messages that the actor sees and that hold what is sought, the newest first.
 * @throws AppError `unavailable` (`searchSlow`) where it takes too long
 */
export async function findMessages(actor: Actor, sought: Sought, limit: number): Promise<Found[]> {
  if ([sought.roomIds, sought.authorIds, sought.toIds].some((ids) => ids?.length === 0)) return [];
  try {
    return await inTransaction((tx) => look(tx, actor, sought, limit));
  } catch (error) {
    throw sqlState(error) === "57014" ? tooSlow(error) : error;
  }
}

interface Older extends Span {
  asked: SQL[];
  limit: number;
  /** Nothing of it is among the newest. */
  isRare: boolean;
  /** When it has taken too long, in milliseconds of the clock. */
  until: number;
}

/** The newest messages one by one, in which a common word is met at once; what is older by the index, run by run. */
async function look(tx: Transaction, actor: Actor, sought: Sought, limit: number): Promise<Found[]> {
  const until = Date.now() + searchMsMax;
  // Sent at once; the connection answers one after the other.
  const [, span, within] = await Promise.all([bound(tx), spanOf(tx, sought), roomsOf(tx, actor, sought)]);
  if (within?.ids.length === 0) return [];
  const asked = [...queriesOf(sought.terms), ...marksOf(within?.ids ?? null, sought)];
  if (within && within.messages <= searchWholeRoomsMax) {
    const narrow = [...queriesOf(sought.terms.filter(({ open }) => !open)), ...marksOf(within.ids, sought)];
    return (await askIndex(tx, actor, sought, { words: narrow, also: allOf(asked), ...span, limit })) ?? [];
  }
  const low = Math.max(span.low, span.high - searchNewestMessages + 1);
  const found = await lookThrough(tx, actor, sought, { also: conditionOf(asked), low, high: span.high, limit });
  if (found.length >= limit) return found;
  const isRare = found.length === 0 && sought.terms.some(({ without }) => !without);
  const older = { asked, low: span.low, high: low - 1, limit: limit - found.length, isRare, until };
  return [...found, ...(await lookBack(tx, actor, sought, older))];
}

/**
 * What is held by few is read whole. Else some runs at a time, since most may hold nothing; where these hold much, the
 * newest of them alone, and where that is full of it, its messages one by one: so the newest are met at once.
 */
async function lookBack(tx: Transaction, actor: Actor, sought: Sought, older: Older): Promise<Found[]> {
  const { asked, low, high, limit, isRare, until } = older;
  const whole = { words: asked, low, high, limit, most: searchHitsMax };
  const few = isRare && high >= low ? await askIndex(tx, actor, sought, whole) : null;
  if (few) return few;
  const found: Found[] = [];
  for (let at = high; found.length < limit && at >= low; ) {
    if (Date.now() > until) throw tooSlow();
    const left = { high: at, limit: limit - found.length };
    const [runs, newest] = [runsFrom(at, low, searchRunsAtOnce), runsFrom(at, low, 1)];
    const ask = ({ marks, low }: Runs, most: number) =>
      askIndex(tx, actor, sought, { ...left, words: [...asked, anyOf(marks)], low, most });
    const some = await ask(runs, searchHitsMax);
    found.push(
      ...(some ??
        (await ask(newest, searchRunHitsMax)) ??
        (await lookThrough(tx, actor, sought, { ...left, also: conditionOf(asked), low: newest.low }))),
    );
    at = (some ? runs : newest).low - 1;
  }
  return found;
}

const conditionOf = (asked: SQL[]): SQL | undefined => (asked.length > 0 ? allOf(asked) : undefined);

const bound = (tx: Transaction) =>
  tx.execute(sql`
    select set_config('statement_timeout', ${String(searchMsMax)}, true), set_config('enable_seqscan', 'off', true),
      set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
      set_config('plan_cache_mode', 'force_custom_plan', true)`);

const allOf = (parts: SQL[]): SQL => sql.join(parts, sql` && `);

/** Ids follow time: by binary search over the primary key. A clock may have been off for a while. */
async function spanOf(tx: Transaction, { since, until, beforeId }: Sought): Promise<Span> {
  const slack = `${searchClockSlackHours} hours`;
  const [row] = await tx.execute<{ low: string; high: string }>(sql`
    select ${since === null ? sql`1` : sql`first_message_since(${since}::timestamptz - ${slack}::interval)`} as low,
      ${until === null ? sql`coalesce((select max(id) from messages), 0)` : sql`first_message_since(${until}::timestamptz + ${slack}::interval)`} as high`);
  return {
    low: Number(row?.low ?? 1),
    high: Math.min(Number(row?.high ?? 0), (beforeId ?? Number.MAX_SAFE_INTEGER) - 1),
  };
}

/** What is narrowed to, as the index has it. */
function marksOf(rooms: number[] | null, { authorIds, kinds }: Sought): SQL[] {
  return [
    ...(rooms ? [anyOf(rooms.map((id) => `~r${id}`))] : []),
    ...(authorIds ? [anyOf(authorIds.map((id) => `~a${id}`))] : []),
    ...kinds.map((kind) => anyOf([kind === "file" ? "~f" : "~l"])),
  ];
}

const anyOf = (marks: string[]): SQL => sql`${marks.map((mark) => `'${mark}'`).join(" | ")}::tsquery`;

interface Within {
  ids: number[];
  /** What they hold, replies and whispers not counted. */
  messages: number;
}

/**
 * The rooms that it is narrowed to, or all of somebody's where they are few and hold little of all that was said: else
 * the newest messages are mostly not theirs. Null where it is asked of all messages.
 */
async function roomsOf(tx: Transaction, actor: Actor, { roomIds }: Sought): Promise<Within | null> {
  const rows = await tx.execute<{ id: string; last_seq: string; of: string }>(sql`
    select r.id, r.last_seq, (select max(id) from messages) as of from memberships b join rooms r on r.id = b.room_id
    where b.person_id = ${actor.personId} and ${isCurrent("b")}
      ${roomIds ? sql`and r.id in ${listOf(roomIds)}` : sql``} limit ${searchRoomsMarkedMax + 1}`);
  const ids = [...rows].map(({ id }) => Number(id));
  const messages = [...rows].reduce((sum, room) => sum + Number(room.last_seq), 0);
  const isLittle = ids.length <= searchRoomsMarkedMax && messages < searchRoomsShareMax * Number(rows[0]?.of ?? 0);
  return roomIds || isLittle || (messages <= searchWholeRoomsMax && ids.length <= searchRoomsMarkedMax)
    ? { ids, messages }
    : null;
}

interface Runs {
  marks: string[];
  low: number;
}

/** The next runs of messages to be asked for, `count` of them at most; they begin with `low` at the earliest. */
function runsFrom(high: number, low: number, count: number): Runs {
  const last = Math.floor(high / 2 ** searchRunBits);
  const first = Math.max(Math.floor(low / 2 ** searchRunBits), last - count + 1, 0);
  return {
    marks: Array.from({ length: last - first + 1 }, (_, at) => `~b${first + at}`),
    low: Math.max(low, first * 2 ** searchRunBits),
  };
}
