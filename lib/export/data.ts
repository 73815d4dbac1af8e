import { asc, gt, type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { persons } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { isCurrent } from "@/lib/access/membership";
import { exportBatch } from "@/lib/limits";
import { readPlaced, seenAmong } from "@/lib/messages/data";
import type { MessageView } from "@/lib/messages/schema";
import { seenBy } from "@/lib/messages/sight";
import { presentUser, userColumns } from "@/lib/people/data";
import type { UserView } from "@/lib/people/schema";
import { roomsFor } from "@/lib/rooms/data";
import type { RoomView } from "@/lib/rooms/schema";
import type { Batch, MemberLine, ReactionLine, SignPlace } from "./schema";

/** The newest message of this moment: an export ends there, however much is said while it is read. */
export async function newestMessageId(): Promise<number> {
  const [row] = await database().execute<{ id: string | null }>(sql`select max(id) as id from messages`);
  return Number(row?.id ?? 0);
}

/** Rooms that one is in, as one sees them, but not what others said there; `memberships_of_person` serves it. */
export async function roomsIn(actor: Actor, after: number): Promise<Batch<RoomView>> {
  const rows = await database().execute<{ id: string }>(sql`
    select room_id as id from memberships where person_id = ${actor.personId} and room_id > ${after}
      and ${isCurrent("memberships")} order by room_id limit ${exportBatch}`);
  const ids = [...rows].map((row) => Number(row.id));
  const views = await roomsFor(actor.personId, ids);
  const items = [...views.values()].filter((room) => room.my_role !== null);
  return { items: items.map((room) => ({ ...room, last_message: null })), next: nextAfter(ids) };
}

/** What one has said aloud, in the rooms that one is in; `messages_client_id` or the primary key serves it. */
export const saidBy = (actor: Actor, after: number, upTo: number): Promise<Batch<MessageView>> =>
  ownMessages(actor, sql`m.author_id = ${actor.personId} and m.to_id is null`, after, upTo);

/** Whispers by oneself and to oneself, there too; `messages_whispers_by` and `messages_whispers_to` serve it. */
export const whispersOf = (actor: Actor, after: number, upTo: number): Promise<Batch<MessageView>> =>
  ownMessages(
    actor,
    sql`m.to_id is not null and (m.author_id = ${actor.personId} or m.to_id = ${actor.personId})`,
    after,
    upTo,
  );

async function ownMessages(actor: Actor, which: SQL, after: number, upTo: number): Promise<Batch<MessageView>> {
  const rows = await database().execute<{ id: string; from_seq: string | null }>(sql`
    select m.id, b.from_seq from messages m
    left join memberships b on b.room_id = m.room_id and b.person_id = ${actor.personId} and ${isCurrent("b")}
    where ${which} and m.id > ${after} and m.id <= ${upTo} order by m.id limit ${exportBatch}`);
  const found = [...rows].map((row) => ({ id: Number(row.id), fromSeq: row.from_seq }));
  // Of rooms that one is out of nothing is shown at any door.
  const mine = found.flatMap(({ id, fromSeq }) => (fromSeq === null ? [] : [{ id, fromSeq: Number(fromSeq) }]));
  return { items: await seenAmong(actor.personId, mine), next: nextAfter(found.map(({ id }) => id)) };
}

/**
 * Signs of one's own under messages that one sees. No index begins with who put them: each batch goes on where the last
 * one ended in the primary key, which is walked through once.
 */
export async function signsBy(actor: Actor, after: SignPlace): Promise<Batch<ReactionLine, SignPlace>> {
  const me = actor.personId;
  const rows = await signs(sql`r.person_id = ${me}`, after);
  const seen = new Set((await seenAmong(me, await placesOf(me, rows))).map(({ id }) => id));
  return { items: rows.filter((row) => seen.has(row.message_id)), next: nextSign(rows, after) };
}

/** Of these messages those in rooms that somebody is in, with where the stream begins for them there. */
async function placesOf(personId: number, rows: ReactionLine[]): Promise<{ id: number; fromSeq: number }[]> {
  const ids = [...new Set(rows.map((row) => row.message_id))];
  if (ids.length === 0) return [];
  const places = await database().execute<{ id: string; from_seq: string }>(sql`
    select m.id, b.from_seq from messages m
    join memberships b on b.room_id = m.room_id and b.person_id = ${personId} and ${isCurrent("b")}
    where m.id in ${ids}`);
  return [...places].map((row) => ({ id: Number(row.id), fromSeq: Number(row.from_seq) }));
}

/** Everybody who has or had an account; the primary key serves it. */
export async function everybody(actor: Actor, after: number): Promise<Batch<UserView>> {
  const rows = await database()
    .select(userColumns)
    .from(persons)
    .where(gt(persons.id, after))
    .orderBy(asc(persons.id))
    .limit(exportBatch);
  return { items: rows.map((row) => presentUser(row, actor)), next: nextAfter(rows.map(({ id }) => id)) };
}

/** Rooms that have a name, as an administrator knows them; the primary key serves it. Direct rooms are nobody else's. */
export async function namedRooms(actor: Actor, after: number): Promise<Batch<RoomView>> {
  const rows = await database().execute<{ id: string }>(sql`
    select id from rooms where kind = 'room' and id > ${after} order by id limit ${exportBatch}`);
  const ids = [...rows].map((row) => Number(row.id));
  const views = await roomsFor(actor.personId, ids);
  return { items: [...views.values()].map((room) => ({ ...room, last_message: null })), next: nextAfter(ids) };
}

/** Who is in a room; the primary key of memberships serves it. */
export async function membersIn(roomId: number, after: number): Promise<Batch<MemberLine>> {
  const rows = await database().execute<{ person_id: string; role: MemberLine["role"]; joined_at: string }>(sql`
    select m.person_id, m.role, m.joined_at from memberships m where m.room_id = ${roomId} and m.person_id > ${after}
      and ${isCurrent("m")} order by m.person_id limit ${exportBatch}`);
  const items = [...rows].map((row) => ({
    room_id: roomId,
    user_id: Number(row.person_id),
    role: row.role,
    joined_at: new Date(row.joined_at).toISOString(),
  }));
  return { items, next: nextAfter(items.map((item) => item.user_id)) };
}

/** What was said aloud in rooms that have a name, in the order of its saying; the primary key serves it. */
export async function saidAloud(actor: Actor, after: number, upTo: number): Promise<Batch<MessageView>> {
  const rows = await database().execute<{ id: string }>(sql`
    select m.id from messages m where m.id > ${after} and m.id <= ${upTo} and ${isAloud}
    order by m.id limit ${exportBatch}`);
  const ids = [...rows].map((row) => Number(row.id));
  if (ids.length === 0) return { items: [], next: null };
  const placed = await readPlaced(sql`m.id in ${ids}`, sql`m.id`, ids.length);
  const reader = { personId: actor.personId, fromSeq: 0 };
  return { items: placed.flatMap((one) => seenBy(reader, one) ?? []), next: nextAfter(ids) };
}

/** Signs under what was said aloud in rooms that have a name; the primary key of reactions serves it. */
export async function signsAloud(after: SignPlace): Promise<Batch<ReactionLine, SignPlace>> {
  const rows = await signs(sql`exists (select 1 from messages m where m.id = r.message_id and ${isAloud})`, after);
  return { items: rows, next: nextSign(rows, after) };
}

const isAloud = sql`m.to_id is null and exists (select 1 from rooms o where o.id = m.room_id and o.kind = 'room')`;

async function signs(which: SQL, after: SignPlace): Promise<ReactionLine[]> {
  const rows = await database().execute<{
    message_id: string;
    person_id: string;
    emoji: string;
    created_at: string;
  }>(sql`
    select r.message_id, r.person_id, r.emoji, r.created_at from reactions r
    where ${which} and r.message_id <= ${after.upTo}
      and (r.message_id, r.emoji, r.person_id) > (${after.messageId}, ${after.emoji}, ${after.personId})
    order by r.message_id, r.emoji, r.person_id limit ${exportBatch}`);
  return [...rows].map((row) => ({
    message_id: Number(row.message_id),
    user_id: Number(row.person_id),
    emoji: row.emoji,
    created_at: new Date(row.created_at).toISOString(),
  }));
}

/** Ids come in ascending order; where there are none, there is nothing more. */
const nextAfter = (ids: number[]): number | null => ids.at(-1) ?? null;

const nextSign = (rows: ReactionLine[], { upTo }: SignPlace): SignPlace | null => {
  const last = rows.at(-1);
  return last ? { messageId: last.message_id, emoji: last.emoji, personId: last.user_id, upTo } : null;
};
