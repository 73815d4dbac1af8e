import { type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { grantAlso, type RoomGrant, requireRoom } from "@/lib/access/gate";
import { AppError, notFound } from "@/lib/errors";
import { attachmentsOf, type FileRow, presentFile } from "@/lib/files/data";
import { quoteCharsMax, threadFacesMax, whisperLagVersions } from "@/lib/limits";
import { presentPerson } from "@/lib/people/data";
import type { PersonRef } from "@/lib/people/schema";
import type { MessageView } from "./schema";
import { type PlacedMessage, type Reader, seenBy, seenByAuthor } from "./sight";

/** A message with what its view needs; timestamps come as strings because the query is plain SQL. */
interface MessageRow extends Record<string, unknown> {
  id: string;
  room_id: string;
  seq: string;
  version: string;
  born_version: string;
  revision: number;
  text: string;
  html: string;
  thread_id: string | null;
  thread_last_seq: string;
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
  author_role: string;
  recipient: Face | null;
  quoted: (Face & { message_id: number; text: string; seq: number; whispered: boolean }) | null;
  named: number[] | null;
  reacted: { emoji: string; people: number[] }[] | null;
  faces: Face[] | null;
  carried: FileRow[] | null;
  /** Where it stands in the room's stream; of a reply in a thread, where the thread begins. */
  stream_seq: string;
}

interface Face {
  id: number;
  username: string;
  name: string;
  avatar: string | null;
  role: string;
}

const faceOf = (alias: string, name = `${alias}.display_name`) =>
  sql.raw(
    `'id', ${alias}.id, 'username', ${alias}.username, 'name', ${name}, 'avatar', ${alias}.avatar_key, 'role', ${alias}.role`,
  );

/** Messages and what hangs on them, each by a primary key; those of threads by `messages_thread`. */
const selectMessages = (where: SQL, order: SQL, limit: number) => sql`
  select m.id, m.room_id, m.seq, m.version, m.born_version, m.revision, m.text, m.html, m.thread_id, m.thread_last_seq,
    m.reply_count, m.last_reply_at, m.pinned, m.created_at, m.edited_at, m.deleted_at, m.client_id,
    a.id as author_id, a.username as author_username, coalesce(m.said_as, a.display_name) as author_name,
    a.avatar_key as author_avatar, a.role as author_role,
    case when m.to_id is not null then (select json_build_object(${faceOf("w")}) from persons w where w.id = m.to_id)
      end as recipient,
    ${attachmentsOf("m")} as carried,
    (select array_agg(n.person_id order by n.person_id) from mentions n where n.message_id = m.id) as named,
    (select json_agg(json_build_object('emoji', e.emoji, 'people', e.people) order by e.first_at, e.emoji)
      from (select x.emoji, min(x.created_at) as first_at, json_agg(x.person_id order by x.created_at, x.person_id) as people
        from reactions x where x.message_id = m.id group by x.emoji) e) as reacted,
    case when m.thread_last_seq > 0 then (select json_agg(json_build_object(${faceOf("f")}) order by l.seq desc)
      from (select t.author_id, max(t.seq) as seq from messages t where t.thread_id = m.id and t.deleted_at is null
          and t.seq > m.thread_last_seq - 50 group by t.author_id order by 2 desc limit ${threadFacesMax}) l
      join persons f on f.id = l.author_id) end as faces,
    case when m.thread_id is null then m.seq else (select t.seq from messages t where t.id = m.thread_id) end as stream_seq,
    (select json_build_object('message_id', q.id, 'whispered', q.to_id is not null,
        'text', coalesce(nullif(left(q.text, ${quoteCharsMax}), ''), (select i.name from attachments h join files i on i.id = h.file_id
          where h.message_id = q.id and q.deleted_at is null order by h.position limit 1), ''), 'seq',
        case when q.thread_id is null then q.seq else (select t.seq from messages t where t.id = q.thread_id) end,
        ${faceOf("qa", "coalesce(q.said_as, qa.display_name)")})
      from messages q join persons qa on qa.id = q.author_id where q.id = m.reply_to_id) as quoted
  from messages m join persons a on a.id = m.author_id
  where ${where} order by ${order} limit ${limit}`;

/** Messages for whomever they are: what reads with this asks `seenBy` before it shows one. */
export async function readPlaced(where: SQL, order: SQL, limit: number): Promise<PlacedMessage[]> {
  const rows = await database().execute<MessageRow>(selectMessages(where, order, limit));
  return [...rows].map((row) => ({
    message: presentMessage(row),
    born: Number(row.born_version),
    streamSeq: Number(row.stream_seq) + (row.recipient ? 1 : 0),
    quotedSeq: row.quoted ? row.quoted.seq + (row.quoted.whispered ? 1 : 0) : 0,
    between: row.recipient && [Number(row.author_id), row.recipient.id],
    reactors: row.reacted?.map(({ people }) => people) ?? [],
  }));
}

function presentMessage(row: MessageRow): MessageView {
  const deleted = row.deleted_at !== null;
  return {
    id: Number(row.id),
    room_id: Number(row.room_id),
    seq: Number(row.seq),
    version: Number(row.version),
    revision: row.revision,
    author: presentPerson({
      id: Number(row.author_id),
      username: row.author_username,
      displayName: row.author_name,
      avatarKey: row.author_avatar,
      role: row.author_role,
    }),
    text: deleted ? "" : row.text,
    html: deleted ? "" : row.html,
    to: row.recipient && presentFace(row.recipient),
    reply_to: row.quoted && { id: row.quoted.message_id, text: row.quoted.text, author: presentFace(row.quoted) },
    thread_id: row.thread_id === null ? null : Number(row.thread_id),
    replies: presentThread(row),
    attachments: (row.carried ?? []).map(presentFile),
    reactions: (row.reacted ?? []).map(({ emoji, people }) => ({ emoji, count: people.length, mine: false })),
    mentions: (row.named ?? []).map(Number),
    pinned: row.pinned,
    edited_at: rfc3339(row.edited_at),
    deleted_at: rfc3339(row.deleted_at),
    created_at: new Date(row.created_at).toISOString(),
    client_id: row.client_id,
  };
}

const presentThread = (row: MessageRow): MessageView["replies"] =>
  Number(row.thread_last_seq) === 0
    ? null
    : {
        count: row.reply_count,
        last_at: rfc3339(row.last_reply_at),
        last_seq: Number(row.thread_last_seq),
        people: (row.faces ?? []).map(presentFace),
      };

const presentFace = (face: Face): PersonRef =>
  presentPerson({ ...face, displayName: face.name, avatarKey: face.avatar });

const rfc3339 = (value: string | null) => (value === null ? null : new Date(value).toISOString());

/** Who reads by a grant. */
export const readerOf = ({ actor, room }: Pick<RoomGrant<"read">, "actor" | "room">): Reader => ({
  personId: actor.personId,
  fromSeq: room.fromSeq,
});

/** @throws AppError `not_found` for a message in a room that the actor is not in, from before they came, or of others */
export async function getMessage(actor: Actor, messageId: number): Promise<MessageView> {
  return (await requireMessage(actor, messageId, "read")).message;
}

/**
 * A message that the actor sees, with the grant for what they want to do in its room.
 * @throws AppError `not_found` where they do not see it, `forbidden` where they see it and may not do this
 */
export async function requireMessage<V extends "read" | "post">(
  actor: Actor,
  messageId: number,
  verb: V,
): Promise<{ grant: RoomGrant<V>; message: MessageView; placed: PlacedMessage }> {
  const placed = await findPlaced(sql`m.id = ${messageId}`);
  if (!placed) throw notFound();
  const roomId = placed.message.room_id;
  const read = await requireRoom(actor, roomId, "read").catch((error: unknown) => {
    // Whether there is such a message is nobody's business outside; a database that does not answer is another matter.
    throw error instanceof AppError ? notFound() : error;
  });
  const message = seenBy(readerOf(read), placed);
  if (!message) throw notFound();
  return { grant: grantAlso(read, verb) ?? (await requireRoom(actor, roomId, verb)), message, placed };
}

/** A message of the granted room by its id, as the actor sees it; null where they do not. */
export async function findMessage(
  grant: RoomGrant<"read"> | RoomGrant<"post">,
  messageId: number,
): Promise<MessageView | null> {
  const placed = await findPlaced(sql`m.id = ${messageId} and m.room_id = ${grant.room.id}`);
  return placed && seenBy(readerOf(grant), placed);
}

/** What the actor has said under this id, in whatever room; `messages_client_id` serves it. */
export async function findByClientId(grant: RoomGrant<"post">, clientId: string): Promise<MessageView | null> {
  const placed = await findPlaced(sql`m.author_id = ${grant.actor.personId} and m.client_id = ${clientId}`);
  return placed && seenByAuthor(readerOf(grant), placed);
}

async function findPlaced(where: SQL): Promise<PlacedMessage | null> {
  const [placed] = await readPlaced(where, sql`m.id`, 1);
  return placed ?? null;
}

/**
 * What changed in a room after one version and up to another, the first changes first; `messages_changed` serves it.
 * Whispers take no version and are not among it.
 */
export const changedMessages = (roomId: number, after: number, upTo: number, limit: number): Promise<PlacedMessage[]> =>
  readPlaced(
    sql`m.room_id = ${roomId} and m.version > ${after} and m.version <= ${upTo} and m.to_id is null`,
    sql`m.version`,
    limit,
  );

/**
 * The same for one person, with their whispers in their places. A whisper may be told after changes that came later, so
 * those of some versions before are among it, too. `messages_changed` and the whispers' own indexes serve it.
 */
export const changedFor = (
  personId: number,
  { roomId, after, upTo }: { roomId: number; after: number; upTo: number },
  limit: number,
): Promise<PlacedMessage[]> => {
  const whispered = sql`m.room_id = ${roomId} and m.version >= ${after - whisperLagVersions}`;
  return readPlaced(
    sql`m.id in (
      (select m.id from messages m where m.room_id = ${roomId} and m.version > ${after} and m.version <= ${upTo}
        and m.to_id is null order by m.version limit ${limit})
      union all select m.id from messages m where m.to_id = ${personId} and ${whispered}
      union all select m.id from messages m where m.author_id = ${personId} and m.to_id is not null and ${whispered})`,
    sql`m.version, m.id`,
    limit,
  );
};

/** A whisper by its id, for the sidecar, which tells it to its two people alone. */
export const whisperById = (id: number): Promise<PlacedMessage | null> =>
  findPlaced(sql`m.id = ${id} and m.to_id is not null`);

/** Whispers that were written or changed in the last while, for the sidecar; `messages_whispered` serves it. */
export const whispersLately = (spanMs: number, limit: number): Promise<PlacedMessage[]> =>
  readPlaced(
    sql`m.whispered_at > now() - ${`${spanMs} milliseconds`}::interval`,
    sql`m.whispered_at desc, m.id desc`,
    limit,
  );

/** Messages by id, for the last words of a list of rooms; the primary key serves it. */
export async function messagesById(ids: number[]): Promise<Map<number, PlacedMessage>> {
  if (ids.length === 0) return new Map();
  const placed = await readPlaced(sql`m.id in ${ids}`, sql`m.id`, ids.length);
  return new Map(placed.map((one) => [one.message.id, one]));
}

/** Messages by id as one person sees them, in the order of the rows, each with where its room's stream begins for them. */
export async function seenAmong(personId: number, rows: { id: number; fromSeq: number }[]): Promise<MessageView[]> {
  const placed = await messagesById(rows.map(({ id }) => id));
  return rows.flatMap(({ id, fromSeq }) => {
    const one = placed.get(id);
    return (one && seenBy({ personId, fromSeq }, one)) ?? [];
  });
}
