import { type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { momentText } from "@/db/moments";
import type { Actor } from "@/lib/access/actor";
import { type RoomGrant, requireRoom } from "@/lib/access/gate";
import { isCurrent } from "@/lib/access/membership";
import { countAttempt } from "@/lib/auth/attempts";
import { openMoment, sealCursor } from "@/lib/cursor";
import { notFound } from "@/lib/errors";
import { publish } from "@/lib/events/bus";
import type { BusEvent } from "@/lib/events/schema";
import { listPageSize, newsPeopleMax } from "@/lib/limits";
import type { Page } from "@/lib/people/schema";
import { readPlaced, requireMessage } from "./data";
import { readThread } from "./pages";
import type {
  FollowedThread,
  FollowThread,
  MarkThreadRead,
  MessageView,
  OpenedThread,
  ReadThread,
  ThreadPlace,
} from "./schema";
import { seenBy } from "./sight";

/** A page of a thread, with its root and one's own part in it. @throws AppError `not_found` as `readThread` does */
export async function openThread(actor: Actor, input: ReadThread): Promise<OpenedThread> {
  const page = await readThread(actor, input);
  const place = await placeIn(actor.personId, page.root);
  return { ...page, place, first_unread_id: await firstUnread(actor.personId, page.root, place) };
}

/**
 * What the thread's page opens with: a place that was asked for, or the first unread reply, or the end. A place that is
 * gone is the end.
 * @throws AppError `not_found` where one does not see the thread
 */
export async function arriveInThread(actor: Actor, { rootId, ...place }: ReadThread): Promise<OpenedThread> {
  if (Object.values(place).some((id) => id !== undefined)) {
    const there = await openThread(actor, { rootId, ...place }).catch(() => null);
    if (there) return there;
  }
  const end = await openThread(actor, { rootId });
  const { first_unread_id: first } = end;
  return first === null || end.items.some(({ id }) => id === first)
    ? end
    : openThread(actor, { rootId, around: first });
}

/**
 * Marks a thread as read up to a reply. It never moves back, and nobody else is told.
 * @throws AppError `not_found` where the actor does not see the reply, or it is none of this thread
 */
export async function markThreadRead(actor: Actor, { rootId, messageId }: MarkThreadRead): Promise<ThreadPlace> {
  await countAttempt("ownChanges", String(actor.personId));
  const { message } = await requireMessage(actor, messageId, "read");
  if (message.thread_id !== rootId) throw notFound();
  const moved = await database().execute<PlaceRow>(sql`
    insert into thread_places (root_id, person_id, room_id, following, last_read_seq)
    values (${rootId}, ${actor.personId}, ${message.room_id}, false, ${message.seq})
    on conflict (root_id, person_id) do update set last_read_seq = excluded.last_read_seq, read_at = now()
    where thread_places.last_read_seq < excluded.last_read_seq returning ${placeColumns}`);
  return tellOwn(actor, moved, { id: rootId, room_id: message.room_id });
}

/**
 * Lets one hear of a thread, or no more. Whoever follows it from here on has nothing unread in it yet.
 * @throws AppError `not_found` where the actor does not see the message, or no thread hangs on such a one
 */
export async function followThread(actor: Actor, { rootId, following }: FollowThread): Promise<ThreadPlace> {
  await countAttempt("ownChanges", String(actor.personId));
  const { message } = await requireMessage(actor, rootId, "read");
  if (message.thread_id !== null || message.to !== null) throw notFound();
  const readSeq = message.replies?.last_seq ?? 0;
  const moved = await database().execute<PlaceRow>(sql`
    insert into thread_places (root_id, person_id, room_id, following, last_read_seq)
    values (${rootId}, ${actor.personId}, ${message.room_id}, ${following}, ${readSeq})
    on conflict (root_id, person_id) do update set following = excluded.following,
      last_read_seq = case when excluded.following then greatest(thread_places.last_read_seq, excluded.last_read_seq)
        else thread_places.last_read_seq end
    where thread_places.following <> excluded.following returning ${placeColumns}`);
  return tellOwn(actor, moved, message);
}

/**
 * One's own parts in those of the given threads of a room in which one has one; the primary key serves it.
 * @throws AppError `not_found` outside the room
 */
export async function threadPlaces(
  actor: Actor,
  { roomId, rootIds }: { roomId: number; rootIds: number[] },
): Promise<ThreadPlace[]> {
  return placesAmong(await requireRoom(actor, roomId, "read"), rootIds);
}

/** The same for whoever holds the grant. */
export const placesAmong = ({ actor, room }: RoomGrant<"read">, rootIds: number[]): Promise<ThreadPlace[]> =>
  rootIds.length === 0
    ? Promise.resolve([])
    : readPlaces(sql`root_id in ${rootIds} and person_id = ${actor.personId} and room_id = ${room.id}`);

/** What several people have to do with a thread: for the sidecar, which tells each their own. */
export async function placesOf(rootId: number, personIds: number[]): Promise<Map<number, ThreadPlace>> {
  if (personIds.length === 0) return new Map();
  const rows = await database().execute<PlaceRow & { person_id: string }>(sql`
    select person_id, ${placeColumns} from thread_places where root_id = ${rootId} and person_id in ${personIds}`);
  return new Map([...rows].map((row) => [Number(row.person_id), presentPlace(row)]));
}

/** Who follows any of these threads: for the sidecar; the primary key serves it. */
export async function followersOf(rootIds: number[]): Promise<number[]> {
  if (rootIds.length === 0) return [];
  const rows = await database().execute<{ person_id: string }>(sql`
    select distinct person_id from thread_places where root_id in ${rootIds} and following`);
  return [...rows].map((row) => Number(row.person_id));
}

/**
 * Threads that one follows, the latest talk first; `thread_places_followed` serves it. A page may hold fewer than it
 * could where something of it is not to be seen any more.
 */
export async function listThreads(
  actor: Actor,
  input: { cursor?: string; limit?: number } = {},
): Promise<Page<FollowedThread>> {
  const limit = input.limit ?? listPageSize;
  const before = input.cursor ? openMoment(input.cursor) : null;
  const rows = await database().execute<PlaceRow & { last_at: string; from_seq: string }>(sql`
    select ${placeColumns}, b.from_seq,
      ${momentText(sql`m.last_reply_at`)} as last_at
    from thread_places join messages m on m.id = thread_places.root_id
    join memberships b on b.room_id = m.room_id and b.person_id = thread_places.person_id and ${isCurrent("b")}
    where thread_places.person_id = ${actor.personId} and thread_places.following and m.last_reply_at is not null
      and (${before === null} or (m.last_reply_at, m.id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? 0}))
    order by m.last_reply_at desc, m.id desc limit ${limit + 1}`);
  const page = [...rows].slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: await withRoots(actor.personId, page),
    next_cursor: last ? sealCursor({ name: last.last_at, id: Number(last.root_id) }) : null,
  };
}

/** What those are to be told whose parts in a thread have changed, in pieces that any bus carries. */
export function newsOfPlaces(roomId: number, threadId: number, personIds: number[]): BusEvent[] {
  const news: BusEvent[] = [];
  for (let from = 0; from < personIds.length; from += newsPeopleMax)
    news.push({ type: "thread", roomId, threadId, personIds: personIds.slice(from, from + newsPeopleMax) });
  return news;
}

interface PlaceRow extends Record<string, unknown> {
  root_id: string;
  room_id: string;
  following: boolean;
  last_read_seq: string;
}

const placeColumns = sql.raw(
  ["root_id", "room_id", "following", "last_read_seq"].map((name) => `thread_places.${name}`).join(", "),
);

const presentPlace = (row: PlaceRow): ThreadPlace => ({
  room_id: Number(row.room_id),
  thread_id: Number(row.root_id),
  following: row.following,
  last_read_seq: Number(row.last_read_seq),
});

async function readPlaces(where: SQL): Promise<ThreadPlace[]> {
  const rows = await database().execute<PlaceRow>(sql`select ${placeColumns} from thread_places where ${where}`);
  return [...rows].map(presentPlace);
}

async function placeIn(personId: number, root: Pick<MessageView, "id" | "room_id">): Promise<ThreadPlace> {
  const [place] = await readPlaces(sql`root_id = ${root.id} and person_id = ${personId}`);
  return place ?? { room_id: root.room_id, thread_id: root.id, following: false, last_read_seq: 0 };
}

/** Of a thread that one follows the first reply of another that one has not read; `messages_thread` serves it. */
async function firstUnread(personId: number, root: MessageView, place: ThreadPlace): Promise<number | null> {
  if (!place.following || (root.replies?.last_seq ?? 0) <= place.last_read_seq) return null;
  const [row] = await database().execute<{ id: string }>(sql`
    select id from messages where thread_id = ${root.id} and seq > ${place.last_read_seq} and author_id <> ${personId}
      and deleted_at is null order by seq limit 1`);
  return row ? Number(row.id) : null;
}

async function tellOwn(
  actor: Actor,
  moved: Iterable<PlaceRow>,
  root: Pick<MessageView, "id" | "room_id">,
): Promise<ThreadPlace> {
  const [row] = moved;
  if (!row) return placeIn(actor.personId, root);
  await publish(...newsOfPlaces(root.room_id, root.id, [actor.personId]));
  return presentPlace(row);
}

async function withRoots(personId: number, rows: (PlaceRow & { from_seq: string })[]): Promise<FollowedThread[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => Number(row.root_id));
  const placed = await readPlaced(sql`m.id in ${ids}`, sql`m.id`, ids.length);
  const roots = new Map(placed.map((one) => [one.message.id, one]));
  return rows.flatMap((row) => {
    const one = roots.get(Number(row.root_id));
    const root = one && seenBy({ personId, fromSeq: Number(row.from_seq) }, one);
    return root ? [{ ...presentPlace(row), root }] : [];
  });
}
