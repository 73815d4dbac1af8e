import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { isCurrent } from "@/lib/access/membership";
import type { BusEvent } from "@/lib/events/schema";
import { asidesReadMax } from "@/lib/limits";
import type { RestoreUnread } from "@/lib/rooms/schema";
import { newsOfPlaces } from "./following";

/** What waits beside the streams of one's rooms: threads that one follows, and whispers. */
export type Asides = Required<Pick<RestoreUnread, "threads" | "whispers">>;

/** Marks it all as read, with where it stood; `thread_places_followed` and `messages_whispers_to` serve it. */
export async function readAsides(tx: Transaction, personId: number): Promise<Asides> {
  const threads = await tx.execute<{ root_id: string; room_id: string; was: string }>(sql`
    with waiting as (
      select t.root_id, t.last_read_seq as was, m.thread_last_seq as last
      from thread_places t join messages m on m.id = t.root_id
      join memberships b on b.room_id = t.room_id and b.person_id = t.person_id and ${isCurrent("b")}
      where t.person_id = ${personId} and t.following and t.last_read_seq < m.thread_last_seq
      order by t.root_id limit ${asidesReadMax} for update of t
    )
    update thread_places t set last_read_seq = w.last, read_at = now() from waiting w
    where t.root_id = w.root_id and t.person_id = ${personId} returning t.root_id, t.room_id, w.was`);
  const whispers = await tx.execute<{ room_id: string; was: string }>(sql`
    with waiting as (
      select d.room_id, d.whisper_read_id as was, (select max(m.id) from messages m where m.to_id = ${personId}
        and m.room_id = d.room_id and m.seq >= b.from_seq and m.deleted_at is null) as last
      from readings d join memberships b on b.room_id = d.room_id and b.person_id = d.person_id and ${isCurrent("b")}
      where d.person_id = ${personId} order by d.room_id for update of d
    )
    update readings d set whisper_read_id = w.last from waiting w
    where d.room_id = w.room_id and d.person_id = ${personId} and w.last > d.whisper_read_id returning d.room_id, w.was`);
  return {
    threads: [...threads].map((row) => ({
      room_id: Number(row.room_id),
      thread_id: Number(row.root_id),
      seq: Number(row.was),
    })),
    whispers: [...whispers].map((row) => ({ room_id: Number(row.room_id), message_id: Number(row.was) })),
  };
}

/** Puts back where it stood. What is none of one's own, and what would be read further by it, is passed over. */
export async function restoreAsides(tx: Transaction, personId: number, before: Partial<Asides>): Promise<Asides> {
  const { threads = [], whispers = [] } = before;
  const back = await tx.execute<{ root_id: string }>(sql`
    update thread_places t set last_read_seq = w.seq
    from json_to_recordset(${JSON.stringify(threads)}::json) as w (thread_id bigint, seq bigint)
    where t.root_id = w.thread_id and t.person_id = ${personId} and w.seq < t.last_read_seq returning t.root_id`);
  const unheard = await tx.execute<{ room_id: string }>(sql`
    update readings d set whisper_read_id = w.message_id
    from json_to_recordset(${JSON.stringify(whispers)}::json) as w (room_id bigint, message_id bigint)
    where d.room_id = w.room_id and d.person_id = ${personId} and w.message_id < d.whisper_read_id returning d.room_id`);
  const [roots, rooms] = [[...back].map((row) => Number(row.root_id)), [...unheard].map((row) => Number(row.room_id))];
  return {
    threads: threads.filter(({ thread_id }) => roots.includes(thread_id)),
    whispers: whispers.filter(({ room_id }) => rooms.includes(room_id)),
  };
}

/** One's own devices alone are told. */
export const newsOfAsides = (personId: number, { threads, whispers }: Asides): BusEvent[] => [
  ...threads.flatMap(({ room_id, thread_id }) => newsOfPlaces(room_id, thread_id, [personId])),
  ...(threads.length + whispers.length > 0 ? [{ type: "inbox" as const, personId }] : []),
];
