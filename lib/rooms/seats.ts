import { and, eq, inArray, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { memberships, rooms } from "@/db/schema";
import { isCurrent } from "@/lib/access/membership";
import { sweepBackSeconds } from "@/lib/limits";

/** What the sidecar must know of memberships to seat sockets. It acts for itself here, so nothing asks for a grant. */
export interface Seat {
  roomId: number;
  personId: number;
}

/** A person's rooms in ascending order of their ids, each with where its stream begins for them; `memberships_of_person` serves it. */
export const roomsOf = (personId: number): Promise<{ roomId: number; fromSeq: number }[]> =>
  database()
    .select({ roomId: memberships.roomId, fromSeq: memberships.fromSeq })
    .from(memberships)
    .where(and(eq(memberships.personId, personId), isCurrent("memberships")))
    .orderBy(memberships.roomId);

/** Everybody who came into a room in the last `sweepBackSeconds` and is still there; `memberships_joined` serves it. */
export async function joinedLately(): Promise<Seat[]> {
  const rows = await database().execute<{ room_id: string; person_id: string }>(sql`
    select room_id, person_id from memberships
    where joined_at > now() - ${`${sweepBackSeconds} seconds`}::interval and ${isCurrent("memberships")}`);
  return [...rows].map((row) => ({ roomId: Number(row.room_id), personId: Number(row.person_id) }));
}

/** The last version of each of the rooms that exist; the primary key serves it. */
export async function versionsOf(roomIds: number[]): Promise<Map<number, number>> {
  if (roomIds.length === 0) return new Map();
  const rows = await database()
    .select({ id: rooms.id, version: rooms.version })
    .from(rooms)
    .where(sql`${rooms.id} in (select value::bigint from json_array_elements_text(${JSON.stringify(roomIds)}::json))`);
  return new Map(rows.map((row) => [row.id, row.version]));
}

/** Those of the given rooms in which the person is now, with their last versions; `memberships_of_person` serves it. */
export async function versionsFor(personId: number, roomIds: number[]): Promise<Map<number, number>> {
  if (roomIds.length === 0) return new Map();
  const rows = await database()
    .select({ id: rooms.id, version: rooms.version })
    .from(memberships)
    .innerJoin(rooms, eq(rooms.id, memberships.roomId))
    .where(and(eq(memberships.personId, personId), isCurrent("memberships"), inArray(rooms.id, roomIds)));
  return new Map(rows.map((row) => [row.id, row.version]));
}

/** Everybody who shares a room with the person; `memberships_of_person` and the primary key serve it. */
export async function companionsOf(personId: number): Promise<Set<number>> {
  const rows = await database().execute<{ person_id: string }>(sql`
    select distinct theirs.person_id from memberships mine join memberships theirs on theirs.room_id = mine.room_id
    where mine.person_id = ${personId} and ${isCurrent("mine")} and ${isCurrent("theirs")}`);
  return new Set([...rows].map((row) => Number(row.person_id)));
}
