import { type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { type RoomGrant, requireRoom } from "@/lib/access/gate";
import { notFound } from "@/lib/errors";
import { messagePageSize } from "@/lib/limits";
import { presentPerson } from "@/lib/people/data";
import type { MessagePage, MessageView, ReadMessages } from "./schema";

/** A message with what its view needs; timestamps come as strings because the query is plain SQL. */
interface MessageRow extends Record<string, unknown> {
  id: string;
  room_id: string;
  seq: string;
  version: string;
  born_version: string;
  text: string;
  html: string;
  thread_id: string | null;
  reply_count: number;
  last_reply_at: string | null;
  pinned: boolean;
  created_at: string;
  edited_at: string | null;
  deleted_at: string | null;
  client_id: string;
  author_id: string;
  author_username: string;
  author_name: string;
  author_avatar: string | null;
  quoted: Quoted | null;
  named: number[] | null;
  /** Where it stands in the room's stream; of a reply in a thread, where the thread begins. */
  stream_seq: string;
}

interface Quoted {
  id: number;
  text: string;
  seq: number;
  author_id: number;
  username: string;
  name: string;
  avatar: string | null;
}

/** A message and what decides for whom it is: who came into the room later sees neither what was said before nor quotes of it. */
export interface PlacedMessage {
  message: MessageView;
  born: number;
  streamSeq: number;
  /** Where what it quotes stands in the stream; 0 where it quotes nothing. */
  quotedSeq: number;
}

/** One message and what hangs on it, each by a primary key. Whispers are not read here: they have readers of their own. */
const selectMessages = (where: SQL, order: SQL, limit: number) => sql`
  select m.id, m.room_id, m.seq, m.version, m.born_version, m.text, m.html, m.thread_id, m.reply_count,
    m.last_reply_at, m.pinned, m.created_at, m.edited_at, m.deleted_at, m.client_id,
    a.id as author_id, a.username as author_username, a.display_name as author_name, a.avatar_key as author_avatar,
    (select array_agg(n.person_id order by n.person_id) from mentions n where n.message_id = m.id) as named,
    case when m.thread_id is null then m.seq else (select t.seq from messages t where t.id = m.thread_id) end as stream_seq,
    (select json_build_object('id', q.id, 'text', left(q.text, 200), 'seq', case when q.thread_id is null then q.seq
        else (select t.seq from messages t where t.id = q.thread_id) end, 'author_id', qa.id,
        'username', qa.username, 'name', qa.display_name, 'avatar', qa.avatar_key)
      from messages q join persons qa on qa.id = q.author_id where q.id = m.reply_to_id) as quoted
  from messages m join persons a on a.id = m.author_id
  where m.to_id is null and ${where} order by ${order} limit ${limit}`;

async function readPlaced(where: SQL, order: SQL, limit: number): Promise<PlacedMessage[]> {
  const rows = await database().execute<MessageRow>(selectMessages(where, order, limit));
  return [...rows].map((row) => ({
    message: presentMessage(row),
    born: Number(row.born_version),
    streamSeq: Number(row.stream_seq),
    quotedSeq: row.quoted?.seq ?? 0,
  }));
}

/** The message as somebody sees it to whom the room's stream begins after `fromSeq`; null where it is not for them. */
export const seenFrom = (fromSeq: number, placed: PlacedMessage): MessageView | null =>
  placed.streamSeq > fromSeq ? withoutOlderQuote(fromSeq, placed) : null;

/** What is older than `fromSeq` is not shown as a quote either. */
export const withoutOlderQuote = (fromSeq: number, { message, quotedSeq }: PlacedMessage): MessageView =>
  message.reply_to !== null && quotedSeq <= fromSeq ? { ...message, reply_to: null } : message;

function presentMessage(row: MessageRow): MessageView {
  const deleted = row.deleted_at !== null;
  return {
    id: Number(row.id),
    room_id: Number(row.room_id),
    seq: Number(row.seq),
    version: Number(row.version),
    author: presentPerson({
      id: Number(row.author_id),
      username: row.author_username,
      displayName: row.author_name,
      avatarKey: row.author_avatar,
    }),
    text: deleted ? "" : row.text,
    html: deleted ? "" : row.html,
    to: null,
    reply_to: row.quoted && presentQuote(row.quoted),
    thread_id: row.thread_id === null ? null : Number(row.thread_id),
    replies: row.reply_count > 0 ? { count: row.reply_count, last_at: rfc3339(row.last_reply_at) } : null,
    attachments: [],
    reactions: [],
    mentions: (row.named ?? []).map(Number),
    pinned: row.pinned,
    edited_at: rfc3339(row.edited_at),
    deleted_at: rfc3339(row.deleted_at),
    created_at: new Date(row.created_at).toISOString(),
    client_id: row.client_id,
  };
}

const presentQuote = (quoted: Quoted) => ({
  id: quoted.id,
  text: quoted.text,
  author: presentPerson({
    id: quoted.author_id,
    username: quoted.username,
    displayName: quoted.name,
    avatarKey: quoted.avatar,
  }),
});

const rfc3339 = (value: string | null) => (value === null ? null : new Date(value).toISOString());

/** @throws AppError `not_found` for a message in a room that the actor is not in, or from before they came, too */
export async function getMessage(actor: Actor, messageId: number): Promise<MessageView> {
  const placed = await findPlaced(sql`m.id = ${messageId}`);
  if (!placed) throw notFound();
  const grant = await requireRoom(actor, placed.message.room_id, "read").catch(() => {
    throw notFound();
  });
  const message = seenFrom(grant.room.fromSeq, placed);
  if (!message) throw notFound();
  return message;
}

/** A message of the granted room by its id, as the actor sees it; null where they do not. */
export async function findMessage(
  { room }: RoomGrant<"read"> | RoomGrant<"post">,
  messageId: number,
): Promise<MessageView | null> {
  const placed = await findPlaced(sql`m.id = ${messageId} and m.room_id = ${room.id}`);
  return placed && seenFrom(room.fromSeq, placed);
}

/** What the actor has said under this id, in whatever room; `messages_client_id` serves it. */
export async function findByClientId(
  { actor, room }: RoomGrant<"post">,
  clientId: string,
): Promise<MessageView | null> {
  const placed = await findPlaced(sql`m.author_id = ${actor.personId} and m.client_id = ${clientId}`);
  return placed && withoutOlderQuote(room.fromSeq, placed);
}

async function findPlaced(where: SQL): Promise<PlacedMessage | null> {
  const [placed] = await readPlaced(where, sql`m.id`, 1);
  return placed ?? null;
}

/**
 * A page of the room's stream: the newest, or before, after or around a message.
 * @throws AppError `not_found` where the actor is not in the room, or the place is no message of it
 */
export async function readMessages(actor: Actor, input: ReadMessages): Promise<MessagePage> {
  return readPage(await requireRoom(actor, input.roomId, "read"), input);
}

/** `readMessages` for whoever holds the grant. */
export async function readPage(grant: RoomGrant<"read">, input: Omit<ReadMessages, "roomId">): Promise<MessagePage> {
  const limit = input.limit ?? messagePageSize;
  if (input.around !== undefined) return pageAround(grant, await seqOf(grant, input.around), limit);
  if (input.before !== undefined) return pageBefore(grant, await seqOf(grant, input.before), limit);
  if (input.after !== undefined) return pageAfter(grant, await seqOf(grant, input.after), limit);
  return pageBefore(grant, Number.MAX_SAFE_INTEGER, limit);
}

/** Half of the page before `seq`, the other half from it on. */
export async function pageAround(grant: RoomGrant<"read">, seq: number, limit: number): Promise<MessagePage> {
  const before = await pageBefore(grant, seq, Math.floor(limit / 2));
  const after = await pageAfter(grant, seq - 1, limit - before.items.length);
  return { items: [...before.items, ...after.items], has_before: before.has_before, has_after: after.has_after };
}

/** `messages_stream` (room, seq) serves both directions at any depth. */
async function pageBefore(grant: RoomGrant<"read">, seq: number, limit: number): Promise<MessagePage> {
  const { id, fromSeq } = grant.room;
  const rows = await readPlaced(
    sql`m.room_id = ${id} and m.thread_id is null and m.seq < ${seq} and m.seq > ${fromSeq}`,
    sql`m.seq desc`,
    limit + 1,
  );
  const items = rows.slice(0, limit).reverse();
  return {
    items: items.map((placed) => withoutOlderQuote(fromSeq, placed)),
    has_before: rows.length > limit,
    has_after: seq !== Number.MAX_SAFE_INTEGER,
  };
}

async function pageAfter(grant: RoomGrant<"read">, seq: number, limit: number): Promise<MessagePage> {
  const { id, fromSeq } = grant.room;
  const rows = await readPlaced(
    sql`m.room_id = ${id} and m.thread_id is null and m.seq > ${Math.max(seq, fromSeq)}`,
    sql`m.seq`,
    limit + 1,
  );
  const items = rows.slice(0, limit).map((placed) => withoutOlderQuote(fromSeq, placed));
  return { items, has_before: seq > fromSeq, has_after: rows.length > limit };
}

async function seqOf(grant: RoomGrant<"read">, messageId: number): Promise<number> {
  const message = await findMessage(grant, messageId);
  if (!message || message.thread_id !== null) throw notFound();
  return message.seq;
}

/**
 * What changed in a room after one version and up to another, the first changes first; `messages_changed` serves it.
 * It is not looked at for whom each is: `seenFrom` says that.
 */
export const changedMessages = (roomId: number, after: number, upTo: number, limit: number): Promise<PlacedMessage[]> =>
  readPlaced(sql`m.room_id = ${roomId} and m.version > ${after} and m.version <= ${upTo}`, sql`m.version`, limit);

/** Messages by id, for the last words of a list of rooms; the primary key serves it. */
export async function messagesById(ids: number[]): Promise<Map<number, PlacedMessage>> {
  if (ids.length === 0) return new Map();
  const placed = await readPlaced(sql`m.id in ${ids}`, sql`m.id`, ids.length);
  return new Map(placed.map((one) => [one.message.id, one]));
}
