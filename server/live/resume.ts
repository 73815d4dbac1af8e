import { changedFor } from "@/lib/messages/data";
import { seenBy } from "@/lib/messages/sight";
import { roomsFor } from "@/lib/rooms/data";
import type { RoomView } from "@/lib/rooms/schema";
import { versionsFor } from "@/lib/rooms/seats";
import type { Connection } from "./connection";
import { encodeFrame } from "./encode";
import type { Parts } from "./parts";

/**
 * Tells a socket what it has missed. Versions are read before messages, and what is told meanwhile is held back and
 * follows, so that each change is in the answer or comes after it.
 * @param seen the last version that the client has, by room
 */
export async function resume(parts: Parts, connection: Connection, seen: Map<number, number>): Promise<void> {
  const { wire, person, only } = connection;
  const asked = [...seen].filter(([roomId]) => only === null || roomId === only);
  const roomIds = asked.map(([roomId]) => roomId);
  wire.hold();
  try {
    for (const roomId of roomIds) if (!person.places.has(roomId)) await parts.relay.seat(roomId, person.id);
    const versions = await versionsFor(person.id, roomIds);
    const views = await roomsFor(person.id, [...versions.keys()]);
    for (const [roomId, since] of asked)
      await wire.answer(await catchUp(parts, person.id, { roomId, since }, versions.get(roomId), views.get(roomId)));
  } finally {
    wire.release();
  }
}

async function catchUp(
  { limits }: Parts,
  personId: number,
  { roomId, since }: { roomId: number; since: number },
  version: number | undefined,
  room: RoomView | undefined,
): Promise<Buffer> {
  if (version === undefined || !room?.my_role) return encodeFrame({ type: "removed", room_id: roomId });
  const reset = () => encodeFrame({ type: "reset", room_id: roomId });
  // Ahead of the database: a backup was restored.
  if (since > version) return reset();
  const most = limits.resumeChangesMax;
  const changed = await changedFor(personId, { roomId, after: since, upTo: version }, most + 1);
  if (changed.length > most) return reset();
  const messages = changed
    .map((placed) => seenBy({ personId, fromSeq: room.from_seq }, placed))
    .filter((message) => message !== null);
  const frame = encodeFrame({ type: "resumed", room_id: roomId, version, room, messages });
  return frame.length > limits.resumeBytesMax ? reset() : frame;
}
