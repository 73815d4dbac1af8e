import { revokedLately } from "@/lib/access/revoked";
import { aliveAmong, touchSessions } from "@/lib/auth/revocations";
import { closeCodes } from "@/lib/events/schema";
import { joinedLately, versionsOf } from "@/lib/rooms/seats";
import type { Parts } from "./parts";

/** Takes away what was taken away in the database, whether or not news of it came. */
export async function sweepRevocations({ house }: Parts): Promise<void> {
  const { sessionIds, seats, roomIds } = await revokedLately();
  house.endSessions(sessionIds);
  for (const { roomId, personId } of seats) house.unseat(roomId, personId);
  for (const roomId of roomIds) house.close(roomId);
}

/** Looks at every session exactly: expired, idle, ended long ago, or of somebody who was deactivated. */
export async function checkSessions({ house }: Parts): Promise<void> {
  const asked = [...house.sessions.keys()];
  const now = new Date();
  const alive = await aliveAmong(asked, now);
  house.endSessions(asked.filter((id) => !alive.has(id)));
  const used: string[] = [];
  for (const [id, role] of alive)
    for (const connection of house.sessions.get(id)?.connections ?? []) {
      connection.person.isGuest = role === "guest";
      if (connection.status === "online") used.push(id);
    }
  await touchSessions([...new Set(used)], now);
}

/** Finds what the bus has lost: rooms that went on, and people who came into one. */
export async function sweepVersions(parts: Parts): Promise<void> {
  await checkRooms(parts, [...parts.house.rooms.keys()]);
  for (const { roomId, personId } of await joinedLately()) void parts.relay.seat(roomId, personId);
}

/** Compares what was told with what the database says. */
export async function checkRooms(parts: Parts, roomIds: number[]): Promise<void> {
  const rooms = roomIds.map((roomId) => parts.house.rooms.get(roomId)).filter((room) => room !== undefined);
  const told = rooms.map((room) => room.told ?? 0);
  const versions = await versionsOf(rooms.map((room) => room.id));
  for (const [at, room] of rooms.entries()) {
    const version = versions.get(room.id);
    if (version === undefined) parts.house.close(room.id);
    else if (version < (told[at] ?? 0)) startOver(parts);
    else parts.relay.poke(room.id, version);
    parts.relay.goOn(room);
  }
}

/** The database is behind what was told before it was asked: a backup was restored, and nothing known here holds. */
function startOver(parts: Parts): void {
  for (const wire of parts.wires) wire.close(closeCodes.restarting);
}

/** Counts may have moved while no news came: everyone's are read again. */
export function rereadCounts({ house, unread }: Parts): void {
  for (const room of house.rooms.values()) for (const person of room.members) unread.moved(room.id, person.id);
}
