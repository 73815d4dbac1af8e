import { and, asc, eq, gt, lte } from "drizzle-orm";
import { database } from "@/db/client";
import { memberships, persons, rooms } from "@/db/schema";
import { changedMessages } from "@/lib/messages/data";
import type { PlacedMessage } from "@/lib/messages/sight";
import { presentPerson } from "@/lib/people/data";
import type { PersonRef } from "@/lib/people/schema";

/** One of a room's versions, as it is to be told. A version whose change was overtaken tells the room as it is. */
export type RoomChange =
  | ({ version: number; kind: "message" | "message_changed" } & PlacedMessage)
  | { version: number; kind: "membership"; user: PersonRef; change: "joined" | "left" | "role"; fromSeq: number }
  | { version: number; kind: "room" };

/** The room's last version, or null where there is no such room. */
export async function versionOf(roomId: number): Promise<number | null> {
  const [row] = await database().select({ version: rooms.version }).from(rooms).where(eq(rooms.id, roomId)).limit(1);
  return row?.version ?? null;
}

/**
 * Everything that changed in a room after `after` up to `upTo`: one change for each version, none left out.
 * Read by the sidecar to tell it, so it asks for no grant; `messages_changed` and `memberships_changed` serve it.
 */
export async function changesBetween(roomId: number, after: number, upTo: number): Promise<RoomChange[]> {
  const span = upTo - after;
  const byVersion = new Map<number, RoomChange>();
  for (const placed of await changedMessages(roomId, after, upTo, span)) {
    const { version } = placed.message;
    byVersion.set(version, { version, kind: placed.born > after ? "message" : "message_changed", ...placed });
  }
  tellRootsAgain(byVersion, upTo);
  // A version is one change: where messages account for all of them, nobody came or left.
  if (byVersion.size < span)
    for (const change of await changedMemberships(roomId, after, upTo, span)) byVersion.set(change.version, change);
  return Array.from({ length: span }, (_, at) => {
    const version = after + 1 + at;
    return byVersion.get(version) ?? { version, kind: "room" };
  });
}

/**
 * A reply is followed by its root's change, which the next reply overtakes. As long as the root is told here anyway it is
 * told there, too, the same to all: the room, which looks different to each of its people, has not changed.
 */
function tellRootsAgain(byVersion: Map<number, RoomChange>, upTo: number): void {
  const told = [...byVersion.values()].filter((change) => "message" in change);
  const byId = new Map(told.map((change) => [change.message.id, change]));
  for (const { born, message } of told) {
    const root = message.thread_id === null ? undefined : byId.get(message.thread_id);
    const version = born + 1;
    if (!root || message.version !== born || version > upTo || byVersion.has(version)) continue;
    byVersion.set(version, { ...root, version, kind: "message_changed" });
  }
}

async function changedMemberships(roomId: number, after: number, upTo: number, limit: number): Promise<RoomChange[]> {
  const rows = await database()
    .select({
      version: memberships.version,
      change: memberships.change,
      fromSeq: memberships.fromSeq,
      id: persons.id,
      username: persons.username,
      displayName: persons.displayName,
      avatarKey: persons.avatarKey,
      role: persons.role,
    })
    .from(memberships)
    .innerJoin(persons, eq(persons.id, memberships.personId))
    .where(and(eq(memberships.roomId, roomId), gt(memberships.version, after), lte(memberships.version, upTo)))
    .orderBy(asc(memberships.version))
    .limit(limit);
  return rows.map((row) => ({
    version: row.version,
    kind: "membership",
    user: presentPerson(row),
    change: row.change,
    fromSeq: row.fromSeq,
  }));
}
