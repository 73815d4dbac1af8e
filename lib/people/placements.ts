import { and, eq, isNull, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { memberships, rooms } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { isCurrent } from "@/lib/access/membership";
import { mayAdminister } from "@/lib/access/policy";
import { forbidden } from "@/lib/errors";
import { roomChoicesMax } from "@/lib/limits";
import type { Placement, RoomName } from "./schema";

const roomName = sql`${rooms.name} collate "ru-x-icu"`;

/**
 * In which rooms a person is, by name; never a direct one. `memberships_of_person` serves it. At most 1,000.
 * @throws AppError `forbidden` for all but administrators
 */
export async function placementsOf(actor: Actor, personId: number): Promise<Placement[]> {
  if (!mayAdminister(actor)) throw forbidden();
  const rows = await database()
    .select({
      id: rooms.id,
      name: rooms.name,
      archivedAt: rooms.archivedAt,
      forAll: rooms.forAll,
      role: memberships.role,
      joinedAt: memberships.joinedAt,
      endsAt: memberships.endsAt,
    })
    .from(memberships)
    .innerJoin(rooms, eq(rooms.id, memberships.roomId))
    .where(and(eq(memberships.personId, personId), isCurrent("memberships"), eq(rooms.kind, "room")))
    .orderBy(roomName, rooms.id)
    .limit(roomChoicesMax);
  return rows.map((row) => ({
    room: { id: row.id, name: row.name, archived: row.archivedAt !== null, for_all: row.forAll },
    role: row.role,
    joined_at: row.joinedAt.toISOString(),
    ends_at: row.endsAt?.toISOString() ?? null,
  }));
}

/**
 * The rooms among which an administrator chooses, by name; those in the archive take nobody in and are left out.
 * No index serves it: there are some thousands of rooms at most.
 * @throws AppError `forbidden` for all but administrators
 */
export async function roomChoices(actor: Actor): Promise<RoomName[]> {
  if (!mayAdminister(actor)) throw forbidden();
  return database()
    .select({ id: rooms.id, name: rooms.name })
    .from(rooms)
    .where(and(eq(rooms.kind, "room"), isNull(rooms.archivedAt)))
    .orderBy(roomName, rooms.id)
    .limit(roomChoicesMax);
}
