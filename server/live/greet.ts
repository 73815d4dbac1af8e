import { notFound } from "@/lib/errors";
import { draftPlacesOf } from "@/lib/messages/drafts";
import type { DraftView } from "@/lib/messages/schema";
import { type Standing, standingsOf } from "@/lib/rooms/standings";
import type { Connection } from "./connection";
import { encodeFrame } from "./encode";
import type { Parts } from "./parts";
import { errorFrame } from "./refusal";
import { startRoom } from "./room";
import { seatPerson } from "./seating";

/**
 * The first words to a socket: where its rooms stand, then what has happened since, then who is here. Its frames
 * are held from before it is seated until then, so that nothing falls between.
 */
export async function greet(parts: Parts, connection: Connection): Promise<void> {
  const { wire, person, only } = connection;
  await seatPerson(parts.house, person);
  const [standings, drafts] = await Promise.all([standingsOf(person.id), draftPlacesOf(person.id)]);
  for (const { roomId } of standings) if (!person.places.has(roomId)) await fetchSeat(parts, connection, roomId);
  const heard = standings.filter((standing) => person.places.has(standing.roomId));
  for (const standing of heard) start(parts, standing);
  forgetRoomsLeft(parts, connection, standings);
  const listened = heard.filter((standing) => only === null || standing.roomId === only);
  if (only !== null && listened.length === 0) return refuseRoom(connection);
  await wire.answer(encodeFrame(ready(parts, connection, listened, drafts)));
  wire.flush();
  parts.inbox.greet(person);
  const here = await parts.presence.whoIsHere(person);
  if (here) await wire.answer(here);
  wire.release();
}

/** A room of which no news has reached us; whoever asks for that very room waits for it. */
async function fetchSeat({ relay }: Parts, { person, only }: Connection, roomId: number): Promise<void> {
  const seated = relay.seat(roomId, person.id);
  if (only === roomId) await seated;
}

function start({ house, relay, unread }: Parts, standing: Standing): void {
  const { roomId, personId, version, lastSeq, lastReadSeq } = standing;
  const room = house.rooms.get(roomId);
  if (!room) return;
  startRoom(room, version, lastSeq);
  const isByHand = house.persons.get(personId)?.places.setRead(roomId, lastReadSeq, standing.unread) ?? false;
  // Something was told after the counts were read, or may have been.
  if (room.lastSeq > lastSeq || isByHand) unread.moved(roomId, personId);
  relay.goOn(room);
}

function forgetRoomsLeft({ house }: Parts, { person }: Connection, standings: Standing[]): void {
  const mine = new Set(standings.map((standing) => standing.roomId));
  // Only what was never started: of other rooms the relay itself hears when somebody leaves.
  for (const roomId of [...person.places.roomIds])
    if (!mine.has(roomId) && person.places.lastRead(roomId) === null) house.unseat(roomId, person.id);
}

/** The socket stays: whoever is put into the room later is told so on it, and hears it from then on. */
async function refuseRoom({ wire, locale }: Connection): Promise<void> {
  await wire.answer(errorFrame(notFound(), locale));
  wire.release();
}

const ready = (
  { limits }: Parts,
  { person, only }: Connection,
  standings: Standing[],
  drafts: Omit<DraftView, "text">[],
) => ({
  type: "ready" as const,
  user_id: person.id,
  heartbeat_ms: limits.heartbeatMs,
  rooms: Object.fromEntries(standings.map(({ roomId, version }) => [roomId, version])),
  unread: standings
    .filter(({ unread }) => unread.count > 0 || unread.mentions > 0)
    .map(({ roomId, unread }) => ({ room_id: roomId, ...unread })),
  drafts: drafts.filter(({ room_id }) => only === null || room_id === only),
});
