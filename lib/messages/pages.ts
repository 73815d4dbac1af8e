import { type SQL, sql } from "drizzle-orm";
import type { Actor } from "@/lib/access/actor";
import { type RoomGrant, requireRoom } from "@/lib/access/gate";
import { notFound } from "@/lib/errors";
import { messagePageSize } from "@/lib/limits";
import { findMessage, readerOf, readPlaced, requireMessage } from "./data";
import type { MessagePage, MessageView, ReadMessages, ReadThread } from "./schema";
import { type PlacedMessage, type Reader, seenBy } from "./sight";

/** Where a page begins or ends: whispers share a number with the message before them and stand behind it by id. */
interface Place {
  seq: number;
  id: number;
}

/** The room's own stream with one's whispers in it, or that of a thread. */
interface Stream {
  reader: Reader;
  roomId: number;
  rootId: number | null;
}

type Asked = Pick<ReadMessages, "before" | "after" | "around" | "limit">;

const theEnd: Place = { seq: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };

/**
 * A page of the room's stream: the newest, or before, after or around a message.
 * @throws AppError `not_found` where the actor is not in the room, or the place is no message of it
 */
export async function readMessages(actor: Actor, input: ReadMessages): Promise<MessagePage> {
  return readPage(await requireRoom(actor, input.roomId, "read"), input);
}

/** `readMessages` for whoever holds the grant. */
export const readPage = (grant: RoomGrant<"read">, asked: Asked): Promise<MessagePage> =>
  pageOf(grant, { reader: readerOf(grant), roomId: grant.room.id, rootId: null }, asked);

/**
 * A page of a thread, with the message that it hangs on.
 * @throws AppError `not_found` where the actor does not see the root, or the place is no reply to it
 */
export async function readThread(actor: Actor, input: ReadThread): Promise<MessagePage & { root: MessageView }> {
  const { grant, message } = await requireMessage(actor, input.rootId, "read");
  if (message.thread_id !== null || message.to !== null) throw notFound();
  const stream = { reader: readerOf(grant), roomId: grant.room.id, rootId: message.id };
  return { root: message, ...(await pageOf(grant, stream, input)) };
}

async function pageOf(grant: RoomGrant<"read">, stream: Stream, asked: Asked): Promise<MessagePage> {
  const limit = asked.limit ?? messagePageSize;
  const placeOf = (messageId: number) => placeIn(grant, stream, messageId);
  if (asked.around !== undefined) return pageAround(stream, await placeOf(asked.around), limit);
  if (asked.before !== undefined) return pageBefore(stream, await placeOf(asked.before), limit);
  if (asked.after !== undefined) return pageAfter(stream, await placeOf(asked.after), limit);
  return pageBefore(stream, theEnd, limit);
}

async function placeIn(grant: RoomGrant<"read">, { rootId }: Stream, messageId: number): Promise<Place> {
  const message = await findMessage(grant, messageId);
  if (!message || message.thread_id !== rootId) throw notFound();
  return message;
}

/** Half of the page before a place, the other half from it on. */
async function pageAround(stream: Stream, place: Place, limit: number): Promise<MessagePage> {
  const before = await pageBefore(stream, place, Math.floor(limit / 2));
  const after = await pageAfter(stream, { seq: place.seq, id: place.id - 1 }, limit - before.items.length);
  return { items: [...before.items, ...after.items], has_before: before.has_before, has_after: after.has_after };
}

async function pageBefore(stream: Stream, place: Place, limit: number): Promise<MessagePage> {
  const rows = await readStream(stream, { to: place }, limit + 1);
  return {
    items: seenIn(stream, rows.slice(0, limit).reverse()),
    has_before: rows.length > limit,
    has_after: place !== theEnd,
  };
}

/** Behind a message there is at least that message before. */
async function pageAfter(stream: Stream, place: Place, limit: number): Promise<MessagePage> {
  const rows = await readStream(stream, { from: place }, limit + 1);
  return { items: seenIn(stream, rows.slice(0, limit)), has_before: true, has_after: rows.length > limit };
}

const seenIn = ({ reader }: Stream, rows: PlacedMessage[]): MessageView[] =>
  rows.map((placed) => seenBy(reader, placed)).filter((message) => message !== null);

/** The rows nearest to the place, going away from it. */
function readStream(stream: Stream, span: { to: Place } | { from: Place }, limit: number): Promise<PlacedMessage[]> {
  const down = "to" in span;
  const order = down ? sql`m.seq desc, m.id desc` : sql`m.seq, m.id`;
  const within =
    "to" in span
      ? sql`m.seq <= ${span.to.seq} and (m.seq, m.id) < (${span.to.seq}, ${span.to.id})`
      : sql`m.seq >= ${span.from.seq} and (m.seq, m.id) > (${span.from.seq}, ${span.from.id})`;
  const where = stream.rootId === null ? inRoom(stream, within, order, limit) : inThread(stream.rootId, within);
  return readPlaced(where, order, limit);
}

/** `messages_thread` serves it. */
const inThread = (rootId: number, within: SQL) => sql`m.thread_id = ${rootId} and ${within}`;

/** `messages_stream`, `messages_whispers_to` and `messages_whispers_by` each give their nearest, at any depth. */
function inRoom({ reader, roomId }: Stream, within: SQL, order: SQL, limit: number): SQL {
  const nearest = (where: SQL) =>
    sql`(select m.id from messages m where ${where} and ${within} order by ${order} limit ${limit})`;
  const { personId, fromSeq } = reader;
  const stream = sql`m.room_id = ${roomId} and m.thread_id is null and m.to_id is null and m.seq > ${fromSeq}`;
  const toMe = sql`m.room_id = ${roomId} and m.to_id = ${personId} and m.seq >= ${fromSeq}`;
  const byMe = sql`m.room_id = ${roomId} and m.author_id = ${personId} and m.to_id is not null and m.seq >= ${fromSeq}`;
  return sql`m.id in (${nearest(stream)} union all ${nearest(toMe)} union all ${nearest(byMe)})`;
}
