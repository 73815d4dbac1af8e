import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import { momentText } from "@/db/moments";
import type { Actor } from "@/lib/access/actor";
import { isCurrent } from "@/lib/access/membership";
import { countAttempt } from "@/lib/auth/attempts";
import { openMoment, sealCursor } from "@/lib/cursor";
import { listPageSize } from "@/lib/limits";
import type { Page } from "@/lib/people/schema";
import { requireMessage, seenAmong } from "./data";
import type { MessageView } from "./schema";

/** Puts a message aside for oneself; doing it twice does nothing more. @throws AppError `not_found` */
export async function saveMessage(actor: Actor, { messageId }: { messageId: number }): Promise<void> {
  await countAttempt("ownChanges", String(actor.personId));
  await requireMessage(actor, messageId, "read");
  await database().execute(sql`
    insert into saved_messages (person_id, message_id) values (${actor.personId}, ${messageId}) on conflict do nothing`);
}

/** Takes it from there, also when it is not to be seen any more. @throws AppError `not_found` for what one never saw */
export async function unsaveMessage(actor: Actor, { messageId }: { messageId: number }): Promise<void> {
  await countAttempt("ownChanges", String(actor.personId));
  const taken = await database().execute(sql`
    delete from saved_messages where person_id = ${actor.personId} and message_id = ${messageId} returning 1`);
  if (taken.length === 0) await requireMessage(actor, messageId, "read");
}

/** Which of these one has put aside; the primary key serves it. */
export async function savedAmong(actor: Actor, messageIds: number[]): Promise<number[]> {
  if (messageIds.length === 0) return [];
  const rows = await database().execute<{ message_id: string }>(sql`
    select message_id from saved_messages where person_id = ${actor.personId} and message_id in ${messageIds}`);
  return [...rows].map((row) => Number(row.message_id));
}

/**
 * What one has put aside and still may see, the latest first; `saved_messages_of` serves it. A page may hold fewer than
 * it could where something of it is not to be seen any more.
 */
export async function listSaved(
  actor: Actor,
  input: { cursor?: string; limit?: number } = {},
): Promise<Page<MessageView>> {
  const limit = input.limit ?? listPageSize;
  const before = input.cursor ? openMoment(input.cursor) : null;
  const rows = await database().execute<{ message_id: string; saved_at: string; from_seq: string | null }>(sql`
    select s.message_id, ${momentText(sql`s.saved_at`)} as saved_at, b.from_seq
    from saved_messages s join messages m on m.id = s.message_id
    left join memberships b on b.room_id = m.room_id and b.person_id = s.person_id and ${isCurrent("b")}
    where s.person_id = ${actor.personId}
      and (${before === null} or (s.saved_at, s.message_id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? 0}))
    order by s.saved_at desc, s.message_id desc limit ${limit + 1}`);
  const page = [...rows].slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: await seenAmong(actor.personId, page.flatMap(withPlace)),
    next_cursor: last ? sealCursor({ name: last.saved_at, id: Number(last.message_id) }) : null,
  };
}

/** Those of rooms that one is out of are left out. */
const withPlace = ({ message_id, from_seq }: { message_id: string; from_seq: string | null }) =>
  from_seq === null ? [] : [{ id: Number(message_id), fromSeq: Number(from_seq) }];
