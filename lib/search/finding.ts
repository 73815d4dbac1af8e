import { type SQL, sql } from "drizzle-orm";
import { inTransaction, sqlState, type Transaction } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { isCurrent } from "@/lib/access/membership";
import {
  searchClockSlackHours,
  searchMsMax,
  searchNewestMessages,
  searchRoomsMarkedMax,
  searchRoomsShareMax,
  searchRunBits,
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

/** The newest messages one by one, in which a common word is met at once; what is older by the index, run by run. */
async function look(tx: Transaction, actor: Actor, sought: Sought, limit: number): Promise<Found[]> {
  const until = Date.now() + searchMsMax;
  await tx.execute(sql`
    select set_config('statement_timeout', ${String(searchMsMax)}, true), set_config('enable_seqscan', 'off', true),
      set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`);
  const span = await spanOf(tx, sought);
  const within = await roomsOf(tx, actor, sought);
  if (within?.ids.length === 0) return [];
  const asked = [...queriesOf(sought.terms), ...marksOf(within?.ids ?? null, sought)];
  if (within && within.messages <= searchWholeRoomsMax) {
    const narrow = [...queriesOf(sought.terms.filter(({ open }) => !open)), ...marksOf(within.ids, sought)];
    return askIndex(tx, actor, sought, { words: allOf(narrow), also: allOf(asked), ...span, limit });
  }
  const also = asked.length > 0 ? allOf(asked) : undefined;
  const low = Math.max(span.low, span.high - searchNewestMessages + 1);
  const found = await lookThrough(tx, actor, sought, { also, low, high: span.high, limit });
  let high = low - 1;
  for (let step = 0; found.length < limit && high >= span.low; step++) {
    if (Date.now() > until) throw tooSlow();
    const runs = runsFrom(high, span.low, step, sought);
    const words = allOf([...asked, anyOf(runs.marks)]);
    found.push(...(await askIndex(tx, actor, sought, { words, low: span.low, high, limit: limit - found.length })));
    high = runs.low - 1;
  }
  return found;
}

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

/**
 * The next runs of messages to be asked for. A word that is typed half stands for many, all of which are read for each
 * question: it is asked in few, ever larger ones.
 */
function runsFrom(high: number, low: number, step: number, { terms }: Sought): { marks: string[]; low: number } {
  const isOpen = terms.some(({ open }) => open);
  const count = isOpen ? 4 ** Math.min(step, 8) : Math.min(step + 1, searchRunsAtOnce);
  const last = Math.floor(high / 2 ** searchRunBits);
  const first = Math.max(Math.floor(low / 2 ** searchRunBits), last - count + 1, 0);
  return {
    marks: Array.from({ length: last - first + 1 }, (_, at) => `~b${first + at}`),
    low: first * 2 ** searchRunBits,
  };
}
