import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { isCurrent } from "@/lib/access/membership";
import { roomsSharedMax } from "@/lib/limits";
import { seenAmong } from "@/lib/messages/data";
import { getPerson } from "@/lib/people/data";
import { roomsFor } from "./data";
import type { SharedRoom } from "./schema";

interface Row extends Record<string, unknown> {
  room_id: string;
  role: SharedRoom["role"];
  joined_at: string;
  from_seq: string;
  last_id: string | null;
}

/**
 * The rooms that somebody and the actor are both in, the newest talk first, each with what that person said last in its
 * stream: of their other rooms nobody learns, administrators neither. `memberships_of_person` serves it, and
 * `messages_client_id` the last words.
 * @throws AppError `not_found` for whom the actor may not know
 */
export async function sharedRooms(actor: Actor, { personId }: { personId: number }): Promise<SharedRoom[]> {
  await getPerson(actor, personId);
  const rows = await database().execute<Row>(sql`
    select m.room_id, m.role, m.joined_at, mine.from_seq, last.id as last_id
    from memberships mine join memberships m on m.room_id = mine.room_id and m.person_id = ${personId} and ${isCurrent("m")}
    join rooms r on r.id = m.room_id
    left join (
      select distinct on (said.room_id) said.room_id, said.id from messages said
      where said.author_id = ${personId} and said.to_id is null and said.thread_id is null and said.deleted_at is null
      order by said.room_id, said.seq desc) last on last.room_id = m.room_id
    where mine.person_id = ${actor.personId} and ${isCurrent("mine")}
    order by r.last_message_at desc, r.id desc limit ${roomsSharedMax}`);
  const views = await roomsFor(
    actor.personId,
    [...rows].map((row) => Number(row.room_id)),
  );
  const said = await seenAmong(
    actor.personId,
    [...rows].flatMap(({ last_id, from_seq }) =>
      last_id === null ? [] : [{ id: Number(last_id), fromSeq: Number(from_seq) }],
    ),
  );
  const lastIn = new Map(said.map((message) => [message.room_id, message]));
  return [...rows].flatMap((row) => {
    const room = views.get(Number(row.room_id));
    if (!room?.my_role) return [];
    const { id, kind, name } = room;
    const joined_at = new Date(row.joined_at).toISOString();
    return [{ room: { id, kind, name }, role: row.role, joined_at, last_message: lastIn.get(id) ?? null }];
  });
}
