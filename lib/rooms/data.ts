import { type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { type RoomGrant, requireRoom } from "@/lib/access/gate";
import { isCurrent } from "@/lib/access/membership";
import { mayAdminister, mayListEveryone } from "@/lib/access/policy";
import { openCursor, sealCursor } from "@/lib/cursor";
import { forbidden } from "@/lib/errors";
import { listPageSize, membersReadMax, relayLeaseMs } from "@/lib/limits";
import { messagesById } from "@/lib/messages/data";
import { type PlacedMessage, seenBy } from "@/lib/messages/sight";
import { presentPerson, presentUser } from "@/lib/people/data";
import type { Page, Presence } from "@/lib/people/schema";
import type { MemberView, RoomView } from "./schema";
import { unreadAfter } from "./standings";

interface RoomRow extends Record<string, unknown> {
  viewer_id: string;
  id: string;
  kind: RoomView["kind"];
  name: string;
  topic: string;
  visibility: RoomView["visibility"];
  archived: boolean;
  created_by: string | null;
  created_at: string;
  member_count: number;
  version: string;
  last_seq: string;
  history: RoomView["history"];
  for_all: boolean;
  from_seq: string;
  role: RoomView["my_role"];
  notify: RoomView["notify"] | null;
  last_read_seq: string;
  marked: boolean;
  mentions: string;
  first_unread_id: string | null;
  last_message_id: string | null;
  people: { id: number; username: string; name: string; avatar: string | null }[] | null;
}

/**
 * Rooms as people see them: a row for each viewer and room. Counts need no counting: `last_seq - last_read_seq`;
 * unread mentions come from `mentions_unread`, the two messages from `messages_stream`.
 * @param from rows of (person_id, room_id) that are joined with what the view needs
 */
const selectRooms = (from: SQL, order: SQL, limit: number) => sql`
  select v.person_id as viewer_id, r.id, r.kind, r.name, r.topic, r.visibility, r.archived_at is not null as archived,
    r.created_by, r.created_at, r.member_count, r.version, r.last_seq, r.history, r.for_all, m.role, m.notify,
    coalesce(m.from_seq, 0) as from_seq,
    ${unreadAfter("d", "r")} as last_read_seq, coalesce(d.marked_seq < d.last_read_seq, false) as marked,
    case when m.person_id is null then 0 else (select count(*) from mentions n where n.person_id = v.person_id
      and n.room_id = r.id and n.thread_id is null and n.seq > ${unreadAfter("d", "r")}) end as mentions,
    (select f.id from messages f where f.room_id = r.id and f.thread_id is null and f.to_id is null
      and f.seq = ${unreadAfter("d", "r")} + 1) as first_unread_id,
    (select l.id from messages l where l.room_id = r.id and l.thread_id is null and l.to_id is null
      and l.seq = r.last_seq and l.seq > m.from_seq) as last_message_id,
    case when r.kind = 'direct' then (select json_agg(json_build_object('id', p.id, 'username', p.username,
        'name', p.display_name, 'avatar', p.avatar_key) order by p.display_name)
      from memberships o join persons p on p.id = o.person_id
      where o.room_id = r.id and o.person_id <> v.person_id) end as people
  from ${from} v join rooms r on r.id = v.room_id
  left join memberships m on m.room_id = r.id and m.person_id = v.person_id and ${isCurrent("m")}
  left join readings d on d.room_id = r.id and d.person_id = v.person_id
  order by ${order} limit ${limit}`;

async function readRooms(from: SQL, order: SQL, limit: number): Promise<{ viewerId: number; room: RoomView }[]> {
  const rows = [...(await database().execute<RoomRow>(selectRooms(from, order, limit)))];
  const last = await messagesById([
    ...new Set(rows.filter((row) => row.role && row.last_message_id).map((row) => Number(row.last_message_id))),
  ]);
  return rows.map((row) => ({
    viewerId: Number(row.viewer_id),
    room: presentRoom(row, last.get(Number(row.last_message_id)) ?? null),
  }));
}

function presentRoom(row: RoomRow, last: PlacedMessage | null): RoomView {
  const people = (row.people ?? []).map((person) =>
    presentPerson({ id: person.id, username: person.username, displayName: person.name, avatarKey: person.avatar }),
  );
  const isMember = row.role !== null;
  return {
    id: Number(row.id),
    kind: row.kind,
    name: row.kind === "direct" ? people.map((person) => person.display_name).join(", ") : row.name,
    topic: row.topic,
    visibility: row.visibility,
    archived: row.archived,
    for_all: row.for_all,
    history: row.history,
    created_by: row.created_by === null ? null : Number(row.created_by),
    created_at: new Date(row.created_at).toISOString(),
    member_count: row.member_count,
    my_role: row.role,
    notify: row.notify ?? "nothing",
    unread: {
      count: isMember ? Math.max(0, Number(row.last_seq) - Number(row.last_read_seq)) : 0,
      mentions: Number(row.mentions),
      first_unread_id: isMember && row.first_unread_id ? Number(row.first_unread_id) : null,
      ...(isMember && row.marked && { marked: true as const }),
    },
    last_message:
      isMember && last ? seenBy({ personId: Number(row.viewer_id), fromSeq: Number(row.from_seq) }, last) : null,
    version: Number(row.version),
    last_read_seq: Number(row.last_read_seq),
    from_seq: Number(row.from_seq),
    people,
  };
}

/** One's own rooms, the newest talk first; `memberships_of_person` serves it. At most 1,000. */
export async function listMyRooms(actor: Actor): Promise<RoomView[]> {
  const mine = sql`(select person_id, room_id from memberships where person_id = ${actor.personId} and ${isCurrent("memberships")})`;
  const rows = await readRooms(mine, sql`r.last_message_at desc, r.id desc`, 1_000);
  return rows.map((row) => row.room);
}

/** Open rooms that the actor is not in yet, by name; `rooms_open` serves it. Guests find none. */
export async function listOpenRooms(
  actor: Actor,
  input: { cursor?: string; limit?: number } = {},
): Promise<Page<RoomView>> {
  if (!mayListEveryone(actor)) return { items: [], next_cursor: null };
  const limit = input.limit ?? listPageSize;
  const after = input.cursor ? openCursor(input.cursor) : { name: "", id: 0 };
  const open = sql`(select ${actor.personId}::bigint as person_id, o.id as room_id from rooms o
    where o.kind = 'room' and o.visibility = 'open' and o.archived_at is null and (o.name, o.id) > (${after.name}, ${after.id})
      and not exists (select 1 from memberships x
        where x.room_id = o.id and x.person_id = ${actor.personId} and ${isCurrent("x")})
    order by o.name, o.id limit ${limit + 1})`;
  const rooms = (await readRooms(open, sql`r.name, r.id`, limit + 1)).map((row) => row.room);
  const last = rooms.length > limit ? rooms[limit - 1] : undefined;
  return { items: rooms.slice(0, limit), next_cursor: last ? sealCursor({ name: last.name, id: last.id }) : null };
}

/**
 * All rooms that have a name, by name, for administrators: names and counts, not what is said, their own rooms' neither.
 * No index serves the order: of rooms there are thousands where there are millions of messages.
 * @throws AppError `forbidden`
 */
export async function listAllRooms(
  actor: Actor,
  input: { cursor?: string; limit?: number } = {},
): Promise<Page<RoomView>> {
  if (!mayAdminister(actor)) throw forbidden();
  const limit = input.limit ?? listPageSize;
  const after = input.cursor ? openCursor(input.cursor) : { name: "", id: 0 };
  const every = sql`(select ${actor.personId}::bigint as person_id, o.id as room_id from rooms o
    where o.kind = 'room' and (o.name, o.id) > (${after.name}, ${after.id}) order by o.name, o.id limit ${limit + 1})`;
  const rooms = (await readRooms(every, sql`r.name, r.id`, limit + 1)).map((row) => row.room);
  const last = rooms.length > limit ? rooms[limit - 1] : undefined;
  return {
    items: rooms.slice(0, limit).map((room) => ({ ...room, last_message: null })),
    next_cursor: last ? sealCursor({ name: last.name, id: last.id }) : null,
  };
}

/**
 * A room as a member sees it, or as an administrator knows it: without what is said there.
 * @throws AppError `not_found` for a room that is not there or not to be seen
 */
export async function getRoom(actor: Actor, roomId: number): Promise<RoomView> {
  return viewRoom(await requireRoom(actor, roomId, "inspect"));
}

/** `getRoom` for whoever holds the grant. */
export async function viewRoom({
  actor,
  room,
}: RoomGrant<"see"> | RoomGrant<"inspect"> | RoomGrant<"manage">): Promise<RoomView> {
  const views = await roomForEach(room.id, [actor.personId]);
  const view = views.get(actor.personId);
  if (!view) throw new Error("a room that was granted is gone");
  return view;
}

/** One room as each of several people sees it: for verbs and the sidecar, which know that they may. */
export async function roomForEach(roomId: number, personIds: number[]): Promise<Map<number, RoomView>> {
  if (personIds.length === 0) return new Map();
  const viewers = sql`(select value::bigint as person_id, ${roomId}::bigint as room_id
    from json_array_elements_text(${JSON.stringify(personIds)}::json))`;
  const rows = await readRooms(viewers, sql`v.person_id`, personIds.length);
  return new Map(rows.map((row) => [row.viewerId, row.room]));
}

/** Several rooms as one person sees them: for the sidecar, which knows that they may. */
export async function roomsFor(personId: number, roomIds: number[]): Promise<Map<number, RoomView>> {
  if (roomIds.length === 0) return new Map();
  const pairs = sql`(select ${personId}::bigint as person_id, value::bigint as room_id
    from json_array_elements_text(${JSON.stringify(roomIds)}::json))`;
  const rows = await readRooms(pairs, sql`r.id`, roomIds.length);
  return new Map(rows.map((row) => [row.room.id, row.room]));
}

/** The members, admins first, then by name in Russian collation, of very many the first (`membersReadMax`). */
export async function listMembers(actor: Actor, input: { roomId: number }): Promise<MemberView[]> {
  return membersOf(await requireRoom(actor, input.roomId, "listMembers"), { limit: membersReadMax });
}

/** Members in their order, after the place of one of them; the primary key of memberships serves it. */
export async function membersOf(
  { actor, room }: RoomGrant<"listMembers">,
  { after = null, limit }: { after?: { role: string; name: string; id: number } | null; limit: number },
): Promise<MemberView[]> {
  const rows = await database().execute<{
    id: string;
    username: string;
    display_name: string;
    email: string;
    role: MemberView["user"]["role"];
    active: boolean;
    last_seen_at: string | null;
    status_text: string;
    avatar_key: string | null;
    presence: Presence;
    room_role: "admin" | "member";
    joined_at: string;
    last_read_seq: string | null;
  }>(sql`
    select p.id, p.username, p.display_name, p.email, p.role, p.active, p.last_seen_at, p.status_text, p.avatar_key,
      coalesce((select max(s.status) from presences s join relays l on l.id = s.relay_id where s.person_id = p.id
        and l.beat_at > now() - ${`${relayLeaseMs} milliseconds`}::interval), 'offline') as presence,
      m.role as room_role, m.joined_at, d.last_read_seq
    from memberships m join persons p on p.id = m.person_id
    left join readings d on d.room_id = m.room_id and d.person_id = m.person_id
    where m.room_id = ${room.id} and ${isCurrent("m")}
      and (${after === null} or (m.role, p.display_name collate "ru-x-icu", p.id)
        > (${after?.role ?? ""}, ${after?.name ?? ""} collate "ru-x-icu", ${after?.id ?? 0}))
    order by m.role, p.display_name collate "ru-x-icu", p.id limit ${limit}`);
  return [...rows].map((row) => ({
    user: presentUser(
      {
        id: Number(row.id),
        username: row.username,
        displayName: row.display_name,
        email: row.email,
        role: row.role,
        active: row.active,
        lastSeenAt: row.last_seen_at === null ? null : new Date(row.last_seen_at),
        statusText: row.status_text,
        avatarKey: row.avatar_key,
        presence: row.presence,
      },
      actor,
    ),
    role: row.room_role,
    joined_at: new Date(row.joined_at).toISOString(),
    // How far somebody has read is for those who read with them.
    last_read_seq: room.myRole === null ? 0 : Number(row.last_read_seq ?? 0),
  }));
}
