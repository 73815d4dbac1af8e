import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { RoomGrant } from "@/lib/access/gate";
import { isCurrent } from "@/lib/access/membership";
import { fieldError, notFound } from "@/lib/errors";
import { findMessage } from "./data";
import { newsOfPlaces } from "./following";
import type { Inserted, Written } from "./mutations";
import type { MessageView } from "./schema";

/**
 * What a reply hangs on. It is looked up before the transaction: one that waits for another connection while it holds its
 * own would wait for ever where all of them do.
 * @throws AppError `invalid` (`threadGone`) where it is no message of the room's stream that the actor sees
 */
export async function rootOf(grant: RoomGrant<"post">, threadId: number): Promise<MessageView> {
  const root = await findMessage(grant, threadId);
  if (!root) throw fieldError("thread_id", "threadGone", "not_found");
  if (root.thread_id !== null || root.to !== null) throw fieldError("thread_id", "threadGone");
  return root;
}

/**
 * A reply takes two of the room's versions: one for itself, the next for its root, whose count it changes; so every
 * version stays one change. Its number is the thread's own. Whoever speaks in a thread follows it and has read it, and
 * so do, from the first reply on, the root's author and whoever is named.
 * @throws AppError `not_found` (`threadGone`) where the root is gone by now
 */
export async function insertReply(
  tx: Transaction,
  grant: RoomGrant<"post">,
  root: MessageView,
  written: Written,
): Promise<Inserted> {
  const version = await takeVersions(tx, grant, 2);
  const seq = await countReply(tx, root.id, version);
  const id = await insertRow(tx, grant, { ...written, threadId: root.id, seq, version: version - 1 });
  const place = { rootId: root.id, roomId: grant.room.id, seq };
  const begun = await takeParts(tx, place, grant.actor.personId, [
    ...(root.author.id === grant.actor.personId ? [] : [root.author.id]),
    ...written.calledIds,
  ]);
  return { id, version, between: null, news: newsOfPlaces(grant.room.id, root.id, begun) };
}

/** Under the room's lock, with the membership looked at again. @returns the last of the versions that were taken */
async function takeVersions(tx: Transaction, { actor, room }: RoomGrant<"post">, count: number): Promise<number> {
  const [row] = await tx.execute<{ version: string }>(sql`
    update rooms set version = version + ${count} where id = ${room.id} and archived_at is null returning version`);
  const present = await tx.execute(sql`
    select 1 from memberships m where m.room_id = ${room.id} and m.person_id = ${actor.personId} and ${isCurrent("m")}
    for share`);
  if (!row || present.length === 0) throw notFound();
  return Number(row.version);
}

async function countReply(tx: Transaction, rootId: number, version: number): Promise<number> {
  const [row] = await tx.execute<{ seq: string }>(sql`
    update messages set thread_last_seq = thread_last_seq + 1, reply_count = reply_count + 1, last_reply_at = now(),
      version = ${version}, revision = revision + 1
    where id = ${rootId} returning thread_last_seq as seq`);
  if (!row) throw fieldError("thread_id", "threadGone", "not_found");
  return Number(row.seq);
}

async function insertRow(
  tx: Transaction,
  grant: RoomGrant<"post">,
  reply: Written & { threadId: number; seq: number; version: number },
): Promise<number> {
  const [row] = await tx.execute<{ id: string }>(sql`
    with message as (
      insert into messages (room_id, author_id, thread_id, seq, version, born_version, reply_to_id, client_id, text, html)
      values (${grant.room.id}, ${grant.actor.personId}, ${reply.threadId}, ${reply.seq}, ${reply.version}, ${reply.version},
        ${reply.replyToId ?? null}, ${reply.clientId}, ${reply.text}, ${reply.html})
      returning id
    ), naming as (
      insert into mentions (message_id, person_id, room_id, seq, thread_id)
      select message.id, raw.value::bigint, ${grant.room.id}::bigint, ${reply.seq}::bigint, ${reply.threadId}::bigint
      from message, json_array_elements_text(${JSON.stringify(reply.calledIds)}::json) as raw
    )
    select id from message`);
  if (!row) throw notFound();
  return Number(row.id);
}

/**
 * The speaker has read up to their words; the others begin with what they have not read, unless they had a part before.
 * Whoever is out of the room, or came after the thread began, has none in it.
 * @returns whose parts are other ones now
 */
async function takeParts(
  tx: Transaction,
  { rootId, roomId, seq }: { rootId: number; roomId: number; seq: number },
  speakerId: number,
  others: number[],
): Promise<number[]> {
  await tx.execute(sql`
    insert into thread_places (root_id, person_id, room_id, following, last_read_seq)
    values (${rootId}, ${speakerId}, ${roomId}, true, ${seq})
    on conflict (root_id, person_id) do update set following = true, read_at = now(),
      last_read_seq = greatest(thread_places.last_read_seq, excluded.last_read_seq)`);
  if (others.length === 0) return [speakerId];
  const begun = await tx.execute<{ person_id: string }>(sql`
    insert into thread_places (root_id, person_id, room_id, following, last_read_seq)
    select ${rootId}::bigint, m.person_id, ${roomId}::bigint, true, ${seq - 1}::bigint
    from json_array_elements_text(${JSON.stringify([...new Set(others)])}::json) as raw
    join memberships m on m.room_id = ${roomId} and m.person_id = raw.value::bigint and ${isCurrent("m")}
    where m.from_seq < (select r.seq from messages r where r.id = ${rootId})
    on conflict (root_id, person_id) do nothing returning person_id`);
  return [speakerId, ...[...begun].map((row) => Number(row.person_id))];
}
