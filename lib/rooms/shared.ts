import { sql } from "drizzle-orm";
import type { Actor } from "@/lib/access/actor";
import { isCurrent } from "@/lib/access/membership";
import type { PageAsked } from "@/lib/cursor";
import { seenAmong } from "@/lib/messages/data";
import { getPerson } from "@/lib/people/data";
import type { Page } from "@/lib/people/schema";
import { roomsFor } from "./data";
import { byTalk, type TalkRow } from "./pages";
import type { SharedRoom } from "./schema";

interface Row extends TalkRow {
  role: SharedRoom["role"];
  joined_at: string;
  from_seq: string;
  last_id: string | null;
}

/**
 * The rooms that somebody and the actor are both in, the newest talk first, each with what that person said last in its
 * stream, page by page: of their other rooms nobody learns, administrators neither. `memberships_of_person` serves it,
 * and `messages_client_id` the last words.
 * @throws AppError `not_found` for whom the actor may not know, `invalid` (cursor)
 */
export async function sharedRooms(
  actor: Actor,
  { personId, ...asked }: PageAsked & { personId: number },
): Promise<Page<SharedRoom>> {
  await getPerson(actor, personId);
  const page = await byTalk<Row>(
    asked,
    (talkedAt) => sql`
    select m.room_id, m.role, m.joined_at, mine.from_seq, last.id as last_id, ${talkedAt} as talked_at
    from memberships mine join memberships m on m.room_id = mine.room_id and m.person_id = ${personId} and ${isCurrent("m")}
    join rooms r on r.id = m.room_id
    left join (
      select distinct on (said.room_id) said.room_id, said.id from messages said
      where said.author_id = ${personId} and said.to_id is null and said.thread_id is null and said.deleted_at is null
      order by said.room_id, said.seq desc) last on last.room_id = m.room_id
    where mine.person_id = ${actor.personId} and ${isCurrent("mine")}`,
  );
  return { ...page, items: await presentShared(actor, page.items) };
}

async function presentShared(actor: Actor, rows: Row[]): Promise<SharedRoom[]> {
  const views = await roomsFor(
    actor.personId,
    rows.map((row) => Number(row.room_id)),
  );
  const said = await seenAmong(
    actor.personId,
    rows.flatMap(({ last_id, from_seq }) =>
      last_id === null ? [] : [{ id: Number(last_id), fromSeq: Number(from_seq) }],
    ),
  );
  const lastIn = new Map(said.map((message) => [message.room_id, message]));
  return rows.flatMap((row) => {
    const room = views.get(Number(row.room_id));
    if (!room?.my_role) return [];
    const { id, kind, name } = room;
    const joined_at = new Date(row.joined_at).toISOString();
    return [{ room: { id, kind, name }, role: row.role, joined_at, last_message: lastIn.get(id) ?? null }];
  });
}
