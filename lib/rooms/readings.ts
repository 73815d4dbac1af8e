import { sql } from "drizzle-orm";
import { database, inTransaction } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { type RoomGrant, requireRoom } from "@/lib/access/gate";
import { isCurrent } from "@/lib/access/membership";
import { countAttempt } from "@/lib/auth/attempts";
import { notFound } from "@/lib/errors";
import { publish } from "@/lib/events/bus";
import type { BusEvent } from "@/lib/events/schema";
import { newsMarksMax, readersShownMax } from "@/lib/limits";
import { newsOfAsides, readAsides, restoreAsides } from "@/lib/messages/asides";
import { findMessage } from "@/lib/messages/data";
import type { MessageView } from "@/lib/messages/schema";
import { presentPerson } from "@/lib/people/data";
import type { PersonRef } from "@/lib/people/schema";
import type { RestoreUnread, UnreadView } from "./schema";
import { standingsOf, unreadAfter } from "./standings";

/**
 * Marks a room as read up to a message of its stream, and one's whispers that stand before it. It never moves back; a
 * mark of unread before there is gone. Up to a whisper: up to the message behind which it stands, which is all that the
 * others hear.
 * @throws AppError `not_found` outside the room, or for a message that is not of its stream
 */
export async function markRead(actor: Actor, input: MessageInRoom): Promise<ReadAnswer> {
  const { grant, message } = await requireStreamMessage(actor, input);
  const { roomId } = input;
  const moved = await database().execute<{ last_read_seq: string }>(sql`
    insert into readings (room_id, person_id, last_read_seq, whisper_read_id)
    values (${roomId}, ${actor.personId}, ${message.seq}, ${message.id})
    on conflict (room_id, person_id) do update set last_read_seq = excluded.last_read_seq, read_at = now(),
      whisper_read_id = greatest(readings.whisper_read_id, excluded.whisper_read_id),
      marked_seq = case when readings.marked_seq < excluded.last_read_seq then null else readings.marked_seq end
    where readings.last_read_seq < excluded.last_read_seq returning last_read_seq`);
  if (moved.length > 0) await publish(...(await newsOfReading(actor, message)));
  else await readBehind(grant, message);
  return readingOf(grant);
}

/**
 * Counts a message of the room's stream and what follows it as unread again. How far others see one has read stays
 * where it is, and others hear nothing. Of a whisper: what follows the message behind which it stands, that one too.
 * @throws AppError `not_found` outside the room, or for a message that is not of its stream
 */
export async function markUnread(actor: Actor, input: MessageInRoom): Promise<ReadAnswer> {
  await countAttempt("ownChanges", String(actor.personId));
  const { grant, message } = await requireStreamMessage(actor, input);
  const { roomId } = input;
  const afterSeq = Math.max(grant.room.fromSeq, message.seq - 1);
  const marked = await database().execute(sql`
    insert into readings (room_id, person_id, last_read_seq, marked_seq)
    select id, ${actor.personId}, last_seq, ${afterSeq} from rooms where id = ${roomId}
    on conflict (room_id, person_id) do update set marked_seq = excluded.marked_seq
    where readings.marked_seq is distinct from excluded.marked_seq returning room_id`);
  if (marked.length > 0) await publish({ type: "counts", personId: actor.personId, roomId });
  return readingOf(grant);
}

/**
 * Marks everything in all of one's rooms as read, in a few statements however many rooms there are: their streams, the
 * threads that one follows, whispers.
 * @returns what was unread where, for `restoreUnread`
 */
export async function markAllRead(actor: Actor): Promise<Required<RestoreUnread>> {
  await countAttempt("ownChanges", String(actor.personId));
  const { rows, asides } = await inTransaction(async (tx) => ({
    rows: await tx.execute<{
      room_id: string;
      was: string;
      moved: boolean;
      last_seq: string;
      message_id: string | null;
    }>(sql`
      with waiting as (
        select d.room_id, d.last_read_seq, d.marked_seq, r.last_seq
        from memberships m join rooms r on r.id = m.room_id
        join readings d on d.room_id = m.room_id and d.person_id = m.person_id
        where m.person_id = ${actor.personId} and ${isCurrent("m")} and least(d.last_read_seq, d.marked_seq) < r.last_seq
        order by d.room_id for update of d
      ), done as (
        update readings d set last_read_seq = greatest(d.last_read_seq, w.last_seq), marked_seq = null,
          read_at = case when d.last_read_seq < w.last_seq then now() else d.read_at end
        from waiting w where d.room_id = w.room_id and d.person_id = ${actor.personId} returning d.room_id
      )
      select w.room_id, least(w.last_read_seq, w.marked_seq) as was, w.last_read_seq < w.last_seq as moved, w.last_seq,
        (select f.id from messages f where f.room_id = w.room_id and f.thread_id is null and f.to_id is null
          and f.seq = w.last_seq) as message_id
      from waiting w join done on done.room_id = w.room_id order by w.room_id`),
    asides: await readAsides(tx, actor.personId),
  }));
  const marks = [...rows]
    .filter((row) => row.moved && row.message_id !== null)
    .map((row) => ({ roomId: Number(row.room_id), messageId: Number(row.message_id), seq: Number(row.last_seq) }));
  const counts: BusEvent[] = rows.length > 0 ? [{ type: "counts", personId: actor.personId }] : [];
  await publish(...newsOfMarks(actor.personId, marks), ...counts, ...newsOfAsides(actor.personId, asides));
  return { positions: [...rows].map((row) => ({ room_id: Number(row.room_id), seq: Number(row.was) })), ...asides };
}

/**
 * Undoes `markAllRead`: what was unread is unread again, and what has come since with it. Rooms that one is not in, and
 * places that are none of one's own, are passed over in silence.
 */
export async function restoreUnread(actor: Actor, { positions, ...before }: RestoreUnread): Promise<{ rooms: number }> {
  await countAttempt("ownChanges", String(actor.personId));
  const { restored, asides } = await inTransaction(async (tx) => ({
    restored: await tx.execute<{ room_id: string }>(sql`
      with place as (
        select d.room_id, d.person_id, w.seq
        from json_to_recordset(${JSON.stringify(positions)}::json) as w (room_id bigint, seq bigint)
        join memberships m on m.room_id = w.room_id and m.person_id = ${actor.personId} and ${isCurrent("m")}
        join readings d on d.room_id = m.room_id and d.person_id = m.person_id
        where w.seq < d.last_read_seq and w.seq >= m.from_seq order by d.room_id for update of d
      )
      update readings d set marked_seq = least(place.seq, d.marked_seq) from place
      where d.room_id = place.room_id and d.person_id = place.person_id returning d.room_id`),
    asides: await restoreAsides(tx, actor.personId, before),
  }));
  const counts: BusEvent[] = restored.length > 0 ? [{ type: "counts", personId: actor.personId }] : [];
  await publish(...counts, ...newsOfAsides(actor.personId, asides));
  const rooms = [...restored].map((row) => Number(row.room_id));
  return { rooms: new Set([...rooms, ...[...asides.threads, ...asides.whispers].map(({ room_id }) => room_id)]).size };
}

interface MessageInRoom {
  roomId: number;
  messageId: number;
}

interface ReadAnswer {
  room_id: number;
  /** As others see it. */
  last_read_seq: number;
  unread: UnreadView;
}

async function requireStreamMessage(actor: Actor, { roomId, messageId }: MessageInRoom) {
  const grant = await requireRoom(actor, roomId, "read");
  const message = await findMessage(grant, messageId);
  if (!message || message.thread_id !== null) throw notFound();
  return { grant, message };
}

/** How far the others see one has read; of a whisper they see the message before it, if there is one for them. */
async function newsOfReading(actor: Actor, message: MessageView): Promise<BusEvent[]> {
  const { room_id: roomId, seq } = message;
  const { personId } = actor;
  if (message.to === null) return [{ type: "read", roomId, personId, messageId: message.id, seq }];
  const [before] = await database().execute<{ id: string }>(sql`
    select id from messages where room_id = ${roomId} and seq = ${seq} and thread_id is null and to_id is null`);
  const own: BusEvent = { type: "inbox", personId };
  return before ? [{ type: "read", roomId, personId, messageId: Number(before.id), seq }, own] : [own];
}

/** The stream had been read so far: only what is one's own affair moves. */
async function readBehind(grant: RoomGrant<"read">, message: MessageView): Promise<void> {
  const { personId } = grant.actor;
  if (message.to !== null && (await moveWhisperMark(grant, message.id))) await publish({ type: "inbox", personId });
  if (await takeMarkAway(grant, message.seq)) await publish({ type: "counts", personId, roomId: grant.room.id });
}

async function moveWhisperMark({ actor, room }: RoomGrant<"read">, whisperId: number): Promise<boolean> {
  const moved = await database().execute(sql`
    update readings set whisper_read_id = ${whisperId}
    where room_id = ${room.id} and person_id = ${actor.personId} and whisper_read_id < ${whisperId} returning room_id`);
  return moved.length > 0;
}

/** @returns whether there was a mark before `seq` */
async function takeMarkAway({ actor, room }: RoomGrant<"read">, seq: number): Promise<boolean> {
  const gone = await database().execute(sql`
    update readings set marked_seq = null
    where room_id = ${room.id} and person_id = ${actor.personId} and marked_seq < ${seq} returning room_id`);
  return gone.length > 0;
}

/** What the others are told of somebody who has read in many rooms, in pieces that any bus carries. */
function newsOfMarks(personId: number, marks: { roomId: number; messageId: number; seq: number }[]): BusEvent[] {
  const news: BusEvent[] = [];
  for (let from = 0; from < marks.length; from += newsMarksMax)
    news.push({ type: "reads", personId, marks: marks.slice(from, from + newsMarksMax) });
  return news;
}

async function readingOf({ actor, room }: RoomGrant<"read">): Promise<ReadAnswer> {
  return { room_id: room.id, ...(await unreadIn(actor.personId, room.id)) };
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
    where d.room_id = ${grant.room.id} and d.person_id <> ${grant.actor.personId} and p.role <> 'bot'
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
    marked: boolean;
    count: string;
    mentions: string;
    first_unread_id: string | null;
  }>(sql`
    select coalesce(d.last_read_seq, r.last_seq) as last_read_seq,
      coalesce(d.marked_seq < d.last_read_seq, false) as marked, r.last_seq - ${unreadAfter("d", "r")} as count,
      (select count(*) from mentions n where n.person_id = ${personId} and n.room_id = r.id and n.thread_id is null
        and n.seq > ${unreadAfter("d", "r")}) as mentions,
      (select f.id from messages f where f.room_id = r.id and f.thread_id is null and f.to_id is null
        and f.seq = ${unreadAfter("d", "r")} + 1) as first_unread_id
    from rooms r left join readings d on d.room_id = r.id and d.person_id = ${personId}
    where r.id = ${roomId}`);
  if (!row) throw notFound();
  return {
    last_read_seq: Number(row.last_read_seq),
    unread: {
      count: Math.max(0, Number(row.count)),
      mentions: Number(row.mentions),
      first_unread_id: row.first_unread_id === null ? null : Number(row.first_unread_id),
      ...(row.marked && { marked: true as const }),
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
