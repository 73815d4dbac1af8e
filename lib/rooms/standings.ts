import { type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { isCurrent } from "@/lib/access/membership";
import type { UnreadView } from "./schema";

/** Where a person stands in a room: the room's counters, how far they have read, and what is unread. */
export interface Standing {
  roomId: number;
  personId: number;
  /** The stream begins for them after this. */
  fromSeq: number;
  version: number;
  lastSeq: number;
  /** Unread begins after this: as far as they have read, or a mark of theirs further back. */
  lastReadSeq: number;
  unread: UnreadView;
}

/**
 * Where unread begins for somebody: what they have marked by hand counts as unread though it was read. Who has never
 * read in a room has read it all.
 * @param reading how the query calls their row of `readings`, which may be missing
 * @param room how it calls the row of `rooms`
 */
export const unreadAfter = (reading: string, room: string): SQL =>
  sql.raw(`coalesce(least(${reading}.last_read_seq, ${reading}.marked_seq), ${room}.last_seq)`);

interface StandingRow extends Record<string, unknown> {
  room_id: string;
  person_id: string;
  from_seq: string;
  version: string;
  last_seq: string;
  last_read_seq: string;
  marked: boolean;
  mentions: string;
  first_unread_id: string | null;
}

/** All rooms of one person; `memberships_of_person` serves it. */
export const standingsOf = (personId: number): Promise<Standing[]> => readStandings(sql`m.person_id = ${personId}`);

/** Several members of one room; the primary key serves it. */
export async function standingsIn(roomId: number, personIds: number[]): Promise<Standing[]> {
  if (personIds.length === 0) return [];
  return readStandings(sql`m.room_id = ${roomId} and m.person_id in (
    select value::bigint from json_array_elements_text(${JSON.stringify(personIds)}::json))`);
}

/** Counts come from the counters; only where something is unread are `mentions_unread` and `messages_stream` asked. */
async function readStandings(where: SQL): Promise<Standing[]> {
  const rows = await database().execute<StandingRow>(sql`
    select s.*,
      case when s.last_read_seq < s.last_seq then (select count(*) from mentions n where n.person_id = s.person_id
        and n.room_id = s.room_id and n.thread_id is null and n.seq > s.last_read_seq) else 0 end as mentions,
      case when s.last_read_seq < s.last_seq then (select f.id from messages f where f.room_id = s.room_id
        and f.thread_id is null and f.to_id is null and f.seq = s.last_read_seq + 1) end as first_unread_id
    from (
      select m.room_id, m.person_id, m.from_seq, r.version, r.last_seq, ${unreadAfter("d", "r")} as last_read_seq,
        coalesce(d.marked_seq < d.last_read_seq, false) as marked
      from memberships m join rooms r on r.id = m.room_id
      left join readings d on d.room_id = m.room_id and d.person_id = m.person_id
      where ${where} and ${isCurrent("m")}
    ) s`);
  return [...rows].map(presentStanding);
}

const presentStanding = (row: StandingRow): Standing => ({
  roomId: Number(row.room_id),
  personId: Number(row.person_id),
  fromSeq: Number(row.from_seq),
  version: Number(row.version),
  lastSeq: Number(row.last_seq),
  lastReadSeq: Number(row.last_read_seq),
  unread: {
    count: Math.max(0, Number(row.last_seq) - Number(row.last_read_seq)),
    mentions: Number(row.mentions),
    first_unread_id: row.first_unread_id === null ? null : Number(row.first_unread_id),
    ...(row.marked && { marked: true as const }),
  },
});
