import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { RoomGrant } from "@/lib/access/gate";
import { publish } from "@/lib/events/bus";
import type { BusEvent } from "@/lib/events/schema";
import { newsPeopleMax } from "@/lib/limits";

/** Who came into a room, and the room's version after the last of them: to be told after the commit. */
export interface Joined {
  roomId: number;
  personIds: number[];
  version: number;
}

type MayPutInto = RoomGrant<"changeMembers"> | RoomGrant<"join">;

/** How somebody comes in: by whose hand, and until when. */
export interface Stay {
  addedBy?: number;
  endsAt?: Date | null;
}

/** @returns the room's new version, or null where they are in already */
export async function putInto(
  tx: Transaction,
  grant: MayPutInto,
  personId: number,
  role: "admin" | "member",
  stay: Stay = {},
): Promise<number | null> {
  return (await putAllInto(tx, grant, [personId], role, stay))?.version ?? null;
}

/**
 * Puts many people into a room, 20,000 as well as one: each joining is a version of its own, all of it one statement.
 * Whoever is in already stays as they are. A room that shows its history from joining on shows none of it to them.
 * @param where a grant, or a bare id where no person puts them in but a rule of the company's: the room for all, an invitation
 * @returns who came in, or null where everybody is in already
 */
export async function putAllInto(
  tx: Transaction,
  where: MayPutInto | number,
  personIds: number[],
  role: "admin" | "member",
  stay: Stay = {},
): Promise<Joined | null> {
  if (personIds.length === 0) return null;
  const roomId = typeof where === "number" ? where : where.room.id;
  await lockRoom(tx, roomId);
  const rows = await tx.execute<{ person_id: string; version: string }>(sql`
    with people as materialized (
      select w.person_id, row_number() over (order by w.person_id) as at, m.person_id is null as uncounted
      from (select distinct value::bigint as person_id
        from json_array_elements_text(${JSON.stringify(personIds)}::json)) w
      left join memberships m on m.room_id = ${roomId} and m.person_id = w.person_id and m.left_at is null
      where m.person_id is null or m.ends_at <= now()
    ), room as (
      update rooms set version = version + (select count(*) from people),
        member_count = member_count + (select count(*) from people where uncounted)
      where id = ${roomId} and exists (select 1 from people)
      returning id, version - (select count(*) from people) as before, last_seq, history
    ), member as (
      insert into memberships (room_id, person_id, role, added_by, ends_at, from_seq, version, change)
      select room.id, people.person_id, ${role}::text, ${stay.addedBy ?? null}::bigint,
        ${stay.endsAt?.toISOString() ?? null}::timestamptz,
        case when room.history = 'joined' then room.last_seq else 0 end, room.before + people.at, 'joined'
      from room, people
      on conflict (room_id, person_id) do update set role = excluded.role, added_by = excluded.added_by,
        ends_at = excluded.ends_at, from_seq = excluded.from_seq, version = excluded.version,
        change = 'joined', left_at = null, joined_at = now()
      returning person_id, version
    ), reading as (
      insert into readings (room_id, person_id, last_read_seq)
      select room.id, people.person_id, room.last_seq from room, people
      on conflict (room_id, person_id)
      do update set last_read_seq = greatest(readings.last_read_seq, excluded.last_read_seq), read_at = now(), marked_seq = null
    )
    select person_id, version from member`);
  if (rows.length === 0) return null;
  return {
    roomId,
    personIds: [...rows].map((row) => Number(row.person_id)),
    version: [...rows].reduce((most, row) => Math.max(most, Number(row.version)), 0),
  };
}

/**
 * Memberships change under their room's lock. It is a statement of its own: one that waited for the lock goes on with
 * what it saw of other tables before it waited, so that of two at once both would count.
 */
export const lockRoom = (tx: Transaction, roomId: number) =>
  tx.execute(sql`select 1 from rooms where id = ${roomId} for no key update`);

export const tellJoined = (roomId: number, personIds: number[], version: number | null): Promise<void> =>
  tellAllJoined(version === null ? [] : [{ roomId, personIds, version }]);

/** Tells of everybody who came into rooms, after the commit. */
export const tellAllJoined = (joined: Joined[]): Promise<void> =>
  publish(...joined.flatMap((came) => newsOf("members_joined", came)));

/** What the other processes are told of many people in a room, in pieces that any bus carries. */
export function newsOf(type: "members_joined" | "members_left", { roomId, personIds, version }: Joined): BusEvent[] {
  const news: BusEvent[] = [];
  for (let from = 0; from < personIds.length; from += newsPeopleMax)
    news.push({ type, roomId, personIds: personIds.slice(from, from + newsPeopleMax) });
  return [...news, { type: "room_changed", roomId, version }];
}
