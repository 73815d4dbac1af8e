import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import { sweepBackSeconds } from "@/lib/limits";

/** What was taken away in the last `sweepBackSeconds`: sessions that were ended, and members who left a room. */
export interface Revoked {
  sessionIds: string[];
  seats: { roomId: number; personId: number }[];
}

/** One question, for it is asked all the time; `sessions_ended` and `memberships_left` serve it. */
export async function revokedLately(): Promise<Revoked> {
  const since = sql`now() - ${`${sweepBackSeconds} seconds`}::interval`;
  const rows = await database().execute<{ session_id: string | null; room_id: string; person_id: string }>(sql`
    select id as session_id, null::bigint as room_id, null::bigint as person_id from sessions where ended_at > ${since}
    union all
    select null, room_id, person_id from memberships where left_at > ${since}`);
  const revoked: Revoked = { sessionIds: [], seats: [] };
  for (const { session_id, room_id, person_id } of rows) {
    if (session_id !== null) revoked.sessionIds.push(session_id);
    else revoked.seats.push({ roomId: Number(room_id), personId: Number(person_id) });
  }
  return revoked;
}
