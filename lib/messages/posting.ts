import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { RoomGrant } from "@/lib/access/gate";
import { isCurrent } from "@/lib/access/membership";
import { notFound } from "@/lib/errors";
import type { Inserted, Written } from "./mutations";

/**
 * One statement: the room's row lock gives `seq` and `version`, and what is read with the message is written with it.
 * Whoever speaks has read the room up to there. The membership is looked at again under the lock: `for share`, since a
 * statement that waited would see it as it was before. Where it is gone nothing is inserted, and the numbers go back.
 */
export async function insertMessage(tx: Transaction, grant: RoomGrant<"post">, written: Written): Promise<Inserted> {
  const authorId = grant.actor.personId;
  const [row] = await tx.execute<{ id: string; version: string }>(sql`
    with room as (
      update rooms set last_seq = last_seq + 1, version = version + 1, last_message_at = now()
      where id = ${grant.room.id} and archived_at is null and exists (
        select 1 from memberships m where m.room_id = ${grant.room.id} and m.person_id = ${authorId} and ${isCurrent("m")})
      returning id, last_seq, version
    ), author as (
      select room.id as room_id, m.person_id from room join memberships m on m.room_id = room.id
      where m.person_id = ${authorId} and ${isCurrent("m")} for share of m
    ), message as (
      insert into messages (room_id, author_id, seq, version, born_version, reply_to_id, client_id, text, html, said_as)
      select room.id, author.person_id, room.last_seq, room.version, room.version, ${written.replyToId ?? null}::bigint,
        ${written.clientId}::uuid, ${written.text}::text, ${written.html}::text,
        ${written.saidAs ?? null}::text
      from room join author on author.room_id = room.id returning id, room_id, seq, version
    ), reading as (
      insert into readings (room_id, person_id, last_read_seq) select room_id, ${authorId}::bigint, seq from message
      on conflict (room_id, person_id)
      do update set last_read_seq = greatest(readings.last_read_seq, excluded.last_read_seq), read_at = now(), marked_seq = null
    ), naming as (
      insert into mentions (message_id, person_id, room_id, seq)
      select message.id, named.id, message.room_id, message.seq
      from message, json_array_elements_text(${JSON.stringify(written.calledIds)}::json) as raw,
        lateral (select raw.value::bigint as id) as named
    )
    select id, version from message`);
  if (!row) throw notFound();
  return { id: Number(row.id), version: Number(row.version), between: null };
}
