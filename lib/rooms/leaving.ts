import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { RoomGrant } from "@/lib/access/gate";
import { publish } from "@/lib/events/bus";
import { type Joined, lockRoom, newsOf } from "./joining";

/** Who went out of a room, and the room's version after the last of them: to be told after the commit. */
export interface Left extends Joined {
  /** How many room admins are still there. */
  adminsLeft: number;
}

/**
 * Takes many people out of a room by one statement, each leaving a version of its own. Employees stay in a room for all.
 * @param where a grant, or a bare id where time itself ends what had an end
 * @returns who went, or null where none of them was in or might go
 */
export async function takeAllOut(
  tx: Transaction,
  where: RoomGrant<"removeMembers"> | RoomGrant<"leave"> | number,
  personIds: number[],
): Promise<Left | null> {
  const roomId = typeof where === "number" ? where : where.room.id;
  await lockRoom(tx, roomId);
  const rows = await tx.execute<{ person_id: string; version: string; admins: string }>(sql`
    with people as materialized (
      select m.person_id, m.role, row_number() over (order by m.person_id) as at
      from memberships m join rooms r on r.id = m.room_id join persons p on p.id = m.person_id
      where m.room_id = ${roomId} and m.left_at is null
        and m.person_id in (select value::bigint from json_array_elements_text(${JSON.stringify(personIds)}::json))
        and not (r.for_all and p.active and p.role in ('owner', 'admin', 'member'))
    ), room as (
      update rooms set version = version + (select count(*) from people),
        member_count = member_count - (select count(*) from people)
      where id = ${roomId} and exists (select 1 from people)
      returning id, version - (select count(*) from people) as before
    )
    update memberships m set left_at = now(), version = room.before + people.at, change = 'left'
    from room, people where m.room_id = room.id and m.person_id = people.person_id
    returning m.person_id, m.version, (select count(*) from memberships a where a.room_id = ${roomId}
      and a.left_at is null and a.role = 'admin') - (select count(*) from people where role = 'admin') as admins`);
  const [first] = rows;
  if (!first) return null;
  return {
    roomId,
    personIds: [...rows].map((row) => Number(row.person_id)),
    version: [...rows].reduce((most, row) => Math.max(most, Number(row.version)), 0),
    adminsLeft: Number(first.admins),
  };
}

/** Tells of everybody who went out of rooms, after the commit. */
export const tellAllLeft = (left: Left[]): Promise<void> =>
  publish(...left.flatMap((gone) => newsOf("members_left", gone)));
