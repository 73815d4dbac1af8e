import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { type RoomGrant, requireRoom } from "@/lib/access/gate";
import { isCurrent } from "@/lib/access/membership";
import { notFound } from "@/lib/errors";
import { publish } from "@/lib/events/bus";
import { readersShownMax } from "@/lib/limits";
import { findMessage } from "@/lib/messages/data";
import { presentPerson } from "@/lib/people/data";
import type { PersonRef } from "@/lib/people/schema";
import type { UnreadView } from "./schema";
import { standingsOf } from "./standings";

/**
 * Marks a room as read up to a message of its stream. It never moves back.
 * @throws AppError `not_found` outside the room, or for a message that is not of its stream
 */
export async function markRead(
  actor: Actor,
  input: { roomId: number; messageId: number },
): Promise<{ room_id: number; last_read_seq: number; unread: UnreadView }> {
  const grant = await requireRoom(actor, input.roomId, "read");
  const message = await findMessage(grant, input.messageId);
  if (!message || message.thread_id !== null) throw notFound();
  const moved = await database().execute<{ last_read_seq: string }>(sql`
    insert into readings (room_id, person_id, last_read_seq) values (${input.roomId}, ${actor.personId}, ${message.seq})
    on conflict (room_id, person_id) do update set last_read_seq = excluded.last_read_seq, read_at = now()
    where readings.last_read_seq < excluded.last_read_seq returning last_read_seq`);
  if (moved.length > 0)
    await publish({
      type: "read",
      roomId: input.roomId,
      personId: actor.personId,
      messageId: message.id,
      seq: message.seq,
    });
  return { room_id: input.roomId, ...(await unreadIn(actor.personId, input.roomId)) };
}

/** How far others have read, those who read last first: for the faces under the last message. */
export async function readersOf(grant: RoomGrant<"read">): Promise<{ person: PersonRef; seq: number }[]> {
  const rows = await database().execute<{
    id: string;
    username: string;
    display_name: string;
    avatar_key: string | null;
    last_read_seq: string;
  }>(sql`
    select p.id, p.username, p.display_name, p.avatar_key, d.last_read_seq
    from readings d join memberships m on m.room_id = d.room_id and m.person_id = d.person_id and ${isCurrent("m")}
    join persons p on p.id = d.person_id
    where d.room_id = ${grant.room.id} and d.person_id <> ${grant.actor.personId}
    order by d.last_read_seq desc, d.read_at desc limit ${readersShownMax}`);
  return [...rows].map((row) => ({
    person: presentPerson({
      id: Number(row.id),
      username: row.username,
      displayName: row.display_name,
      avatarKey: row.avatar_key,
    }),
    seq: Number(row.last_read_seq),
  }));
}

/** One's counts in one room; primary keys, `mentions_unread` and `messages_stream` serve it. */
export async function unreadIn(
  personId: number,
  roomId: number,
): Promise<{ last_read_seq: number; unread: UnreadView }> {
  const [row] = await database().execute<{
    last_read_seq: string;
    count: string;
    mentions: string;
    first_unread_id: string | null;
  }>(sql`
    select coalesce(d.last_read_seq, r.last_seq) as last_read_seq,
      r.last_seq - coalesce(d.last_read_seq, r.last_seq) as count,
      (select count(*) from mentions n where n.person_id = ${personId} and n.room_id = r.id
        and n.seq > coalesce(d.last_read_seq, r.last_seq)) as mentions,
      (select f.id from messages f where f.room_id = r.id and f.thread_id is null and f.to_id is null
        and f.seq = coalesce(d.last_read_seq, r.last_seq) + 1) as first_unread_id
    from rooms r left join readings d on d.room_id = r.id and d.person_id = ${personId}
    where r.id = ${roomId}`);
  if (!row) throw notFound();
  return {
    last_read_seq: Number(row.last_read_seq),
    unread: {
      count: Math.max(0, Number(row.count)),
      mentions: Number(row.mentions),
      first_unread_id: row.first_unread_id === null ? null : Number(row.first_unread_id),
    },
  };
}

/** One's counts in every room where something waits, and their sum. */
export async function unreadEverywhere(
  actor: Actor,
): Promise<{ items: (UnreadView & { room_id: number })[]; total: number }> {
  const waiting = (await standingsOf(actor.personId)).filter((standing) => standing.unread.count > 0);
  const items = waiting.map((standing) => ({ room_id: standing.roomId, ...standing.unread }));
  return { items, total: items.reduce((sum, item) => sum + item.count, 0) };
}
