import { changesBetween, type RoomChange } from "@/lib/rooms/changes";
import { standingsIn } from "@/lib/rooms/standings";
import { takeNew } from "./counts";
import { encodeFrame, joinFrames } from "./encode";
import type { House } from "./house";
import type { Inbox } from "./inbox";
import { eachTheirs, lookForOwn, type Told, type ToldChange } from "./own";
import type { Person } from "./person";
import { beginAfter, type Room, wiresOf } from "./room";
import { seatArriving } from "./seating";
import type { Unread } from "./unread";

/** Who counts what is told. */
export interface Counts {
  unread: Unread;
  inbox: Inbox;
}

/** Tells a room's listeners everything from where it stands up to where it is said to be. */
export async function tellChanges(house: House, counts: Counts, room: Room, changesMax: number): Promise<void> {
  const from = room.told ?? room.target;
  const upTo = room.target;
  if (upTo - from > changesMax) return tellResync(house, counts, room);
  const changes = await changesBetween(room.id, from, upTo);
  await applyMemberships(house, room, changes);
  const own = await lookForOwn(room, changes);
  const seqBefore = room.lastSeq;
  const isNew = changes.map((change) => "message" in change && takeNew(room, change.message));
  const frames = changes.map((change, at) => encodeChange(room.id, change, isNew[at] === true));
  changes.forEach((change, at) => {
    if (!("message" in change)) return;
    counts.unread.note(room, change.message, isNew[at] === true);
    counts.inbox.note(change.message, change.kind === "message");
  });
  room.told = upTo;
  write(room, eachTheirs(room, frames, own), counts.unread.riders(room, seqBefore));
}

/** Too much has happened to tell it: everyone is to ask what they lack. */
async function tellResync(house: House, { unread, inbox }: Counts, room: Room): Promise<void> {
  const members = [...room.members];
  const standings = await standingsIn(
    room.id,
    members.map((person) => person.id),
  );
  const version = Math.max(room.target, ...standings.map((standing) => standing.version));
  room.target = version;
  room.told = version;
  const stayed = new Map(standings.map((standing) => [standing.personId, standing.fromSeq]));
  for (const { id } of members)
    if (stayed.has(id)) beginAfter(room, id, stayed.get(id) ?? 0);
    else house.unseat(room.id, id);
  unread.restart(room, standings);
  for (const { id } of members) inbox.look(id);
  write(room, encodeFrame({ type: "resync" }), null);
}

/** Whoever left hears nothing any more, and whoever came sees the room first. */
async function applyMemberships(house: House, room: Room, changes: RoomChange[]): Promise<void> {
  const members = changes.filter((change) => change.kind === "membership");
  if (members.length === 0) return;
  for (const { user, change, fromSeq } of members) {
    if (change === "left") house.unseat(room.id, user.id);
    else if (house.persons.get(user.id)?.places.has(room.id) === false)
      room.arriving.set(user.id, room.arriving.get(user.id) ?? []);
    // They had left and come again before we looked.
    else if (house.persons.has(user.id)) beginAfter(room, user.id, fromSeq);
  }
  if (room.arriving.size > 0) await seatArriving(house, room);
  for (const person of room.members) if (person.isGuest) person.companions = null;
}

function encodeChange(roomId: number, change: RoomChange, isNew: boolean): ToldChange {
  const { version } = change;
  const type = isNew || change.kind === "message" ? "message" : "message_changed";
  if (change.kind === "room") return { change, type, frame: null };
  if (change.kind === "membership") {
    const { user } = change;
    const frame = encodeFrame({ type: "membership", room_id: roomId, version, user, change: change.change });
    return { change, type, frame };
  }
  return { change, type, frame: encodeFrame({ type, room_id: roomId, version, message: change.message }) };
}

type Riders = ((person: Person) => Buffer | null) | null;

/** One write for each socket; what is the same for two listeners is joined once. */
function write(room: Room, told: Told, riders: Riders): void {
  if (typeof told !== "function" && !riders) {
    for (const wire of wiresOf(room)) wire.send(told);
    return;
  }
  const join = lastJoined();
  for (const person of room.members) {
    const frame = typeof told === "function" ? told(person) : told;
    const rider = frame && riders?.(person);
    if (frame) person.sendIn(room.id, rider ? join(frame, rider) : frame);
  }
}

function lastJoined(): (frame: Buffer, rider: Buffer) => Buffer {
  let parts: Buffer[] = [];
  let both = joinFrames(parts);
  return (frame, rider) => {
    if (parts[0] === frame && parts[1] === rider) return both;
    parts = [frame, rider];
    both = joinFrames(parts);
    return both;
  };
}
