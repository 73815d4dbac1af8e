import { type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { momentText } from "@/db/moments";
import type { Actor } from "@/lib/access/actor";
import { requireRoom } from "@/lib/access/gate";
import { isCurrent } from "@/lib/access/membership";
import { openCursor, openMoment, type PageAsked, sealCursor, strangeCursor } from "@/lib/cursor";
import { listPageSize } from "@/lib/limits";
import { momentIn } from "@/lib/moments";
import type { Page } from "@/lib/people/schema";
import { membersOf, roomsFor } from "./data";
import type { MemberView, RoomView } from "./schema";

/** A page of one's own rooms, the newest talk first; `memberships_of_person` serves it. @throws AppError `invalid` (cursor) */
export async function pageMyRooms(actor: Actor, input: PageAsked): Promise<Page<RoomView>> {
  const page = await byTalk<TalkRow>(
    input,
    (talkedAt) => sql`
    select r.id as room_id, ${talkedAt} as talked_at from memberships m join rooms r on r.id = m.room_id
    where m.person_id = ${actor.personId} and ${isCurrent("m")}`,
  );
  const ids = page.items.map((row) => Number(row.room_id));
  const views = await roomsFor(actor.personId, ids);
  // Whoever is taken out of a room between the two looks learns nothing of it.
  return { ...page, items: ids.flatMap((id) => views.get(id) ?? []).filter((room) => room.my_role !== null) };
}

/**
 * A page of a room's members, admins first, then by name in Russian collation.
 * @throws AppError `not_found`, `forbidden`, `invalid` (cursor)
 */
export async function pageMembers(actor: Actor, input: PageAsked & { roomId: number }): Promise<Page<MemberView>> {
  const grant = await requireRoom(actor, input.roomId, "listMembers");
  const limit = input.limit ?? listPageSize;
  const after = input.cursor === undefined ? null : openSeat(input.cursor);
  const members = await membersOf(grant, { after, limit: limit + 1 });
  const last = members.length > limit ? members[limit - 1] : undefined;
  return {
    items: members.slice(0, limit),
    next_cursor: last ? sealCursor({ name: `${last.role} ${last.user.display_name}`, id: last.user.id }) : null,
  };
}

function openSeat(cursor: string): { role: string; name: string; id: number } {
  const { name: sealed, id } = openCursor(cursor);
  const [, role, name] = /^(admin|member) (.*)$/s.exec(sealed) ?? [];
  if (role === undefined || name === undefined) throw strangeCursor();
  return { role, name, id };
}

export interface TalkRow extends Record<string, unknown> {
  room_id: string;
  /** When somebody last spoke there, as far as it counts. */
  place: string;
}

/**
 * A page of rooms, the newest talk first. A room in which somebody speaks between two pages would go to the top and be
 * missed: the order stays that of the moment of the first page, up to which the cursor takes what was said.
 * @param rowsOf rows with their `room_id` and `talked_at`, the moment as it counts, in which `rooms r` is read
 * @throws AppError `invalid` (cursor)
 */
export async function byTalk<R extends TalkRow>(
  { cursor, limit = listPageSize }: PageAsked,
  rowsOf: (talkedAt: SQL) => SQL,
): Promise<Page<R>> {
  const place = cursor === undefined ? null : openTalk(cursor);
  const rows = [
    ...(await database().execute<TalkRow>(sql`
    select x.*, ${momentText(sql`x.talked_at`)} as place
    from (${rowsOf(place ? talkedBy(place.began) : sql`r.last_message_at`)}) x
    where ${place === null} or (x.talked_at, x.room_id) < (${place?.at ?? null}::timestamptz, ${place?.id ?? 0})
    order by x.talked_at desc, x.room_id desc limit ${limit + 1}`)),
  ] as R[];
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const began = place?.began ?? page[0]?.place;
  return {
    items: page,
    next_cursor: last ? sealCursor({ name: `${last.place} ${began}`, id: Number(last.room_id) }) : null,
  };
}

function openTalk(cursor: string): { at: string; id: number; began: string } {
  const { at, id, rest } = openMoment(cursor);
  const began = momentIn(rest);
  if (began === null) throw strangeCursor();
  return { at, id, began };
}

/** When somebody last spoke in a room up to a moment; `messages_stream` serves it for those that went on since. */
const talkedBy = (began: string): SQL => sql`
  case when r.last_message_at <= ${began}::timestamptz then r.last_message_at else coalesce(
    (select l.created_at from messages l where l.room_id = r.id and l.thread_id is null and l.to_id is null
      and l.created_at <= ${began}::timestamptz order by l.seq desc limit 1), r.created_at) end`;
