import { sql } from "drizzle-orm";
import { brokenConstraint, inTransaction, sqlState, type Transaction } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { type RoomGrant, requireRoom } from "@/lib/access/gate";
import { isCurrent } from "@/lib/access/membership";
import { countAttempt } from "@/lib/auth/attempts";
import { AppError, notFound } from "@/lib/errors";
import { publish } from "@/lib/events/bus";
import { findByClientId, findMessage } from "./data";
import { renderMarkdown } from "./markdown";
import { type Called, whoIsCalled } from "./mentions";
import { type MessageView, type PostMessage, tooLongForMessage } from "./schema";

/**
 * Says something in a room. The same `clientId` again answers with the first message and says nothing new.
 * @throws AppError `not_found`, `forbidden` (archived), `too_large`, `conflict` (`clientIdReused`), `rate_limited`
 */
export async function postMessage(actor: Actor, input: PostMessage): Promise<MessageView> {
  return (await postMessageOnce(actor, input)).message;
}

/** `postMessage` for doors that tell a new message from a repeated one. */
export async function postMessageOnce(
  actor: Actor,
  input: PostMessage,
): Promise<{ message: MessageView; isNew: boolean }> {
  if (tooLongForMessage(input.text)) throw new AppError("too_large", "messageTooLong");
  const grant = await requireRoom(actor, input.roomId, "post");
  await countAttempt("sends", String(actor.personId));
  const called = await whoIsCalled(grant, input.text);
  const inserted = await insertUnlessRepeated(grant, input, called);
  if (!inserted) return { message: await firstOf(grant, input), isNew: false };
  await publish({ type: "room_changed", roomId: input.roomId, version: inserted.version });
  const message = await findMessage(grant, inserted.id);
  if (!message) throw notFound();
  return { message, isNew: true };
}

async function insertUnlessRepeated(grant: RoomGrant<"post">, input: PostMessage, called: Called) {
  try {
    return await inTransaction((tx) => insertMessage(tx, grant, input, called));
  } catch (error) {
    if (sqlState(error) === "23505" && brokenConstraint(error) === "messages_client_id") return null;
    throw error;
  }
}

async function firstOf(grant: RoomGrant<"post">, input: PostMessage): Promise<MessageView> {
  const first = await findByClientId(grant, input.clientId);
  if (!first || first.room_id !== input.roomId || (first.text !== input.text && first.deleted_at === null))
    throw new AppError("conflict", "clientIdReused");
  return first;
}

/**
 * One statement: the room's row lock gives `seq` and `version`, and what is read with the message is written with it.
 * Whoever speaks has read the room up to there. The membership is looked at again under the lock: `for share`, since a
 * statement that waited would see it as it was before. Where it is gone nothing is inserted, and the numbers go back.
 */
async function insertMessage(
  tx: Transaction,
  grant: RoomGrant<"post">,
  input: PostMessage,
  called: Called,
): Promise<{ id: number; version: number }> {
  const authorId = grant.actor.personId;
  const html = renderMarkdown(input.text, called.names);
  const replyTo = input.replyToId ?? null;
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
      insert into messages (room_id, author_id, seq, version, born_version, reply_to_id, client_id, text, html)
      select room.id, author.person_id, room.last_seq, room.version, room.version,
        (select q.id from messages q where q.id = ${replyTo}::bigint and q.room_id = room.id and q.to_id is null
          and q.thread_id is null and q.seq > ${grant.room.fromSeq}),
        ${input.clientId}::uuid, ${input.text}::text, ${html}::text
      from room join author on author.room_id = room.id returning id, room_id, seq, version
    ), reading as (
      insert into readings (room_id, person_id, last_read_seq) select room_id, ${authorId}::bigint, seq from message
      on conflict (room_id, person_id)
      do update set last_read_seq = greatest(readings.last_read_seq, excluded.last_read_seq), read_at = now(), marked_seq = null
    ), naming as (
      insert into mentions (message_id, person_id, room_id, seq)
      select message.id, named.id, message.room_id, message.seq
      from message, json_array_elements_text(${JSON.stringify(called.personIds)}::json) as raw,
        lateral (select raw.value::bigint as id) as named
    )
    select id, version from message`);
  if (!row) throw notFound();
  return { id: Number(row.id), version: Number(row.version) };
}
