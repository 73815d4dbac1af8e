import { sql } from "drizzle-orm";
import { database, inTransaction } from "@/db/client";
import { indexedAtOnce } from "@/lib/limits";

/**
 * Makes some of what was said before there was a search findable, the newest first, and finds anew the emoji and numbers
 * (№7) of what was said before those were. What is said from then on is so by itself. Of several machines one does it at
 * a time.
 * @returns whether there may be more
 */
export function indexSome(now: Date): Promise<boolean> {
  return inTransaction(async (tx) => {
    await tx.execute(sql`
      insert into milestones (name, at, detail)
      select 'findable', ${now.toISOString()}::timestamptz, jsonb_build_object('next', coalesce(max(id), 0)) from messages
      on conflict do nothing`);
    const [place] = await tx.execute<{ next: string }>(sql`
      select detail ->> 'next' as next from milestones where name = 'findable' for update skip locked`);
    const next = Number(place?.next ?? 0);
    if (next === 0) return false;
    // By the primary keys of both. Locked, so that nobody changes a message between its reading and the writing of it.
    const [written] = await tx.execute<{ low: string | null }>(sql`
      with next as materialized (
        select m.id, m.room_id, m.deleted_at, m as said, has_signs(message_text(m)) as signed from messages m
        where m.id <= ${next} order by m.id desc limit ${indexedAtOnce} for share),
      written as (
        insert into message_words (message_id, room_id, words)
        select n.id, n.room_id, message_vector(n.said) from next n
        where n.deleted_at is null and (n.signed or not exists (select 1 from message_words w where w.message_id = n.id))
        on conflict (message_id) do update set words = excluded.words where message_words.words is distinct from excluded.words)
      select min(id) as low from next`);
    const low = Number(written?.low ?? 1);
    await tx.execute(sql`
      update milestones set at = ${now.toISOString()}::timestamptz, detail = jsonb_build_object('next', ${Math.max(0, low - 1)}::bigint)
      where name = 'findable'`);
    return low > 1;
  });
}

/** Whether all that was said can be found; before the worker's first look the oldest message tells. */
export async function isIndexed(): Promise<boolean> {
  const [row] = await database().execute<{ whole: boolean }>(sql`
    select coalesce((select (detail ->> 'next')::bigint = 0 from milestones where name = 'findable'),
      coalesce((select exists (select 1 from message_words w where w.message_id = m.id)
        from messages m where m.deleted_at is null order by m.id limit 1), true)) as whole`);
  return row?.whole ?? true;
}
