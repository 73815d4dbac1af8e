import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { isCurrent } from "@/lib/access/membership";
import { type Sought, termQuery } from "./narrowing";
import type { Term } from "./typed";

/** A message that was found, and from where on its room's stream is for whoever asked. */
export interface Found {
  id: number;
  roomId: number;
  fromSeq: number;
}

/** Ids from `low` to `high`, both within. */
export interface Span {
  low: number;
  high: number;
}

interface Part extends Span {
  /** What each message of it is compared with. */
  also?: SQL;
  limit: number;
}

interface Asked extends Part {
  /** What the index is asked for: all of these. */
  words: SQL[];
  /** More than so many are not read. */
  most?: number;
}

/** By the primary key, backwards; the words of each are compared, so that the index of words is not asked. */
export const lookThrough = (tx: Transaction, actor: Actor, sought: Sought, { also, low, high, limit }: Part) =>
  read(
    tx,
    sql`${seen(sql`message_words w`, actor, sought)} and w.message_id between ${low} and ${high}
      and ${compared(also)}
    order by w.message_id desc limit ${limit}`,
  );

/**
 * By `message_words_found` alone. It is asked for each of the words by itself: so it leaps from one place that all of
 * them have to the next, where of one question with "and" in it, it reads all places of the rarest word. What it gives is
 * sorted first, so that PostgreSQL 17 and later look only at the newest.
 * @returns null where there are more than `most`, whoever may see them
 */
export async function askIndex(
  tx: Transaction,
  actor: Actor,
  sought: Sought,
  { words, also, low, high, limit, most }: Asked,
): Promise<Found[] | null> {
  const held = words.map((one) => sql`w.words @@ (${one})`);
  const found = await read(
    tx,
    sql`with held as materialized (
      select w.message_id, w.room_id from message_words w
      where ${sql.join(held, sql` and `)} and ${compared(also)} and w.message_id + 0 between ${low} and ${high}
      ${most === undefined ? sql`` : sql`limit ${most + 1}`}),
    hits as materialized (select * from held order by message_id desc),
    told as (${seen(sql`hits w`, actor, sought)} ${most === undefined ? sql`` : sql`and (select count(*) from held) <= ${most}`}
      order by w.message_id desc limit ${limit})
    select id, room_id, from_seq from told
    ${most === undefined ? sql`` : sql`union all select null, null, null from held having count(*) > ${most}`}
    order by id desc`,
  );
  return found.some(({ id }) => id === 0) ? null : found;
}

/** Such that no index is asked. */
const compared = (words: SQL | undefined): SQL => (words ? sql`(w.words @@ (${words})) is true` : sql`true`);

/**
 * Only what the actor sees: of rooms that they are in, from where the stream begins for them, and of whispers their own.
 * Memberships, messages and roots of threads by their primary keys.
 */
const seen = (from: SQL, { personId }: Actor, sought: Sought): SQL => sql`
  select m.id, m.room_id, b.from_seq from ${from}
  join memberships b on b.room_id = w.room_id and b.person_id = ${personId} and ${isCurrent("b")}
  join messages m on m.id = w.message_id and m.room_id = b.room_id
  ${sought.terms.some(({ exact }) => exact) ? sql`cross join lateral (select plain_words(message_text(m)) as text offset 0) p` : sql``}
  where m.deleted_at is null and (m.to_id is null or m.to_id = ${personId} or m.author_id = ${personId})
    and (b.from_seq = 0 or b.from_seq < case when m.to_id is null then 0 else 1 end
      + case when m.thread_id is null then m.seq else (select t.seq from messages t where t.id = m.thread_id) end)
    ${narrowing(sought)}`;

function narrowing({ roomIds, toIds, since, until, authorIds, terms }: Sought): SQL {
  const parts = [
    roomIds && sql`and m.room_id in ${listOf(roomIds)}`,
    authorIds && sql`and m.author_id in ${listOf(authorIds)}`,
    since && sql`and m.created_at >= ${since}::timestamptz`,
    until && sql`and m.created_at < ${until}::timestamptz`,
    toIds &&
      sql`and (m.to_id in ${listOf(toIds)}
      or exists (select 1 from mentions n where n.message_id = m.id and n.person_id in ${listOf(toIds)})
      or m.author_id not in ${listOf(toIds)} and exists (select 1 from rooms d join memberships x on x.room_id = d.id
        where d.id = m.room_id and d.kind = 'direct' and x.person_id in ${listOf(toIds)} and ${isCurrent("x")}))`,
    ...terms.filter(({ exact }) => exact).map((term) => sql`and ${standing(term)}`),
  ];
  return sql.join(
    parts.filter((part): part is SQL => Boolean(part)),
    sql` `,
  );
}

/** Signs that the index has not (`C#`, `.net`, `#12`, the dots of 1.2.3) are looked for in the texts of what it found. */
const standing = (term: Term): SQL =>
  term.without
    ? sql`not (p.text ~ ${term.pattern}
        and exists (select 1 from message_words x where x.message_id = m.id and x.words @@ ${termQuery(term)}))`
    : sql`p.text ~ ${term.pattern}`;

export const listOf = (ids: number[]): SQL =>
  sql`(select value::bigint from json_array_elements_text(${JSON.stringify(ids)}::json))`;

async function read(tx: Transaction, query: SQL): Promise<Found[]> {
  const rows = await tx.execute<{ id: string; room_id: string; from_seq: string }>(query);
  return [...rows].map((row) => ({ id: Number(row.id), roomId: Number(row.room_id), fromSeq: Number(row.from_seq) }));
}
