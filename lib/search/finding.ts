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
} from "@/lib/limits";
import { type Sought, termQuery } from "./narrowing";
import { tooSlow } from "./turns";

/** A message that was found, and from where on its room's stream is for whoever asked. */
export interface Found {
  id: number;
  roomId: number;
  fromSeq: number;
}

/** Ids from `low` to `high`, both within. */
interface Span {
  low: number;
  high: number;
}

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
  const rooms = sought.roomIds ?? (await fewRooms(tx, actor));
  if (rooms?.length === 0) return [];
  const marks = marksOf(rooms, sought);
  const asked = sql.join([...sought.terms.map(termQuery), ...marks], sql` && `);
  const isAsked = sought.terms.length + marks.length > 0;
  const low = Math.max(span.low, span.high - searchNewestMessages + 1);
  const found = await lookThrough(tx, actor, sought, { words: isAsked ? asked : null, low, high: span.high, limit });
  let high = low - 1;
  for (let step = 0; found.length < limit && high >= span.low; step++) {
    if (Date.now() > until) throw tooSlow();
    const runs = runsFrom(high, span.low, step, sought);
    const words = isAsked ? sql`${asked} && ${anyOf(runs.marks)}` : anyOf(runs.marks);
    found.push(...(await askIndex(tx, actor, sought, { words, low: span.low, high, limit: limit - found.length })));
    high = runs.low - 1;
  }
  return found;
}

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

/** Somebody's rooms, where they are few and hold little of all: else the newest messages are mostly not theirs. */
async function fewRooms(tx: Transaction, actor: Actor): Promise<number[] | null> {
  const rows = await tx.execute<{ id: string; last_seq: string; of: string }>(sql`
    select r.id, r.last_seq, (select max(id) from messages) as of from memberships b join rooms r on r.id = b.room_id
    where b.person_id = ${actor.personId} and ${isCurrent("b")} limit ${searchRoomsMarkedMax + 1}`);
  const rooms = [...rows];
  const share = rooms.reduce((sum, room) => sum + Number(room.last_seq), 0) / Number(rooms[0]?.of ?? 1);
  return rooms.length <= searchRoomsMarkedMax && share < searchRoomsShareMax ? rooms.map(({ id }) => Number(id)) : null;
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

interface Part extends Span {
  words: SQL | null;
  limit: number;
}

/** By the primary key, backwards; the words of each are compared, so that the index of words is not asked. */
const lookThrough = (tx: Transaction, actor: Actor, sought: Sought, { words, low, high, limit }: Part) =>
  read(
    tx,
    sql`${seen(sql`message_words w`, actor, sought)} and w.message_id between ${low} and ${high}
      and ${words ? sql`(w.words @@ (${words})) is true` : sql`true`}
    order by w.message_id desc limit ${limit}`,
  );

/** By `message_words_found` alone. What it gives is sorted first, so that PostgreSQL 17 and later look only at the newest. */
const askIndex = (tx: Transaction, actor: Actor, sought: Sought, { words, low, high, limit }: Part) =>
  read(
    tx,
    sql`with hits as materialized (
      select w.message_id, w.room_id from message_words w
      where w.words @@ (${words}) and w.message_id + 0 between ${low} and ${high} order by w.message_id desc)
    ${seen(sql`hits w`, actor, sought)} order by w.message_id desc limit ${limit}`,
  );

/**
 * Only what the actor sees: of rooms that they are in, from where the stream begins for them, and of whispers their own.
 * Memberships, messages and roots of threads by their primary keys.
 */
const seen = (from: SQL, { personId }: Actor, sought: Sought): SQL => sql`
  select m.id, m.room_id, b.from_seq from ${from}
  join memberships b on b.room_id = w.room_id and b.person_id = ${personId} and ${isCurrent("b")}
  join messages m on m.id = w.message_id and m.room_id = b.room_id
  where m.deleted_at is null and (m.to_id is null or m.to_id = ${personId} or m.author_id = ${personId})
    and (b.from_seq = 0 or b.from_seq < case when m.to_id is null then 0 else 1 end
      + case when m.thread_id is null then m.seq else (select t.seq from messages t where t.id = m.thread_id) end)
    ${narrowing(sought)}`;

function narrowing({ roomIds, toIds, since, until, authorIds }: Sought): SQL {
  const list = (ids: number[]) =>
    sql`(select value::bigint from json_array_elements_text(${JSON.stringify(ids)}::json))`;
  const parts = [
    roomIds && sql`and m.room_id in ${list(roomIds)}`,
    authorIds && sql`and m.author_id in ${list(authorIds)}`,
    since && sql`and m.created_at >= ${since}::timestamptz`,
    until && sql`and m.created_at < ${until}::timestamptz`,
    toIds &&
      sql`and (m.to_id in ${list(toIds)}
      or exists (select 1 from mentions n where n.message_id = m.id and n.person_id in ${list(toIds)})
      or m.author_id not in ${list(toIds)} and exists (select 1 from rooms d join memberships x on x.room_id = d.id
        where d.id = m.room_id and d.kind = 'direct' and x.person_id in ${list(toIds)} and ${isCurrent("x")}))`,
  ];
  return sql.join(
    parts.filter((part): part is SQL => Boolean(part)),
    sql` `,
  );
}

async function read(tx: Transaction, query: SQL): Promise<Found[]> {
  const rows = await tx.execute<{ id: string; room_id: string; from_seq: string }>(query);
  return [...rows].map((row) => ({ id: Number(row.id), roomId: Number(row.room_id), fromSeq: Number(row.from_seq) }));
}
