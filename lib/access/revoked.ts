import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import { sweepBackSeconds } from "@/lib/limits";

/** What was taken away in the last `sweepBackSeconds`: sessions, members who left a room or whose time there is up, rooms. */
export interface Revoked {
  sessionIds: string[];
  seats: { roomId: number; personId: number }[];
  /** A room that was deleted has no row any more; the journal remembers it. */
  roomIds: number[];
}

/** One question, for it is asked all the time; `sessions_ended`, `memberships_left`, `memberships_ending` and `audit_entries_by_time` serve it. */
export async function revokedLately(): Promise<Revoked> {
  const since = sql`now() - ${`${sweepBackSeconds} seconds`}::interval`;
  const rows = await database().execute<{ session_id: string | null; room_id: string; person_id: string | null }>(sql`
    select id as session_id, null::bigint as room_id, null::bigint as person_id from sessions where ended_at > ${since}
    union all
    select null, room_id, person_id from memberships where left_at > ${since}
    union all
    select null, room_id, person_id from memberships where left_at is null and ends_at <= now()
    union all
    select null, room_id, null from audit_entries where at > ${since} and action = 'room.deleted'`);
  const revoked: Revoked = { sessionIds: [], seats: [], roomIds: [] };
  for (const { session_id, room_id, person_id } of rows) {
    if (session_id !== null) revoked.sessionIds.push(session_id);
    else if (person_id === null) revoked.roomIds.push(Number(room_id));
    else revoked.seats.push({ roomId: Number(room_id), personId: Number(person_id) });
  }
  return revoked;
}
