import { changesBetween, type RoomChange } from "@/lib/rooms/changes";
import { roomForEach } from "@/lib/rooms/data";
import type { RoomView } from "@/lib/rooms/schema";
import { standingsIn } from "@/lib/rooms/standings";
import { takeNew } from "./counts";
import { encodeFrame, joinFrames } from "./encode";
import type { House } from "./house";
import type { Person } from "./person";
import { type Room, wiresOf } from "./room";
import { seatArriving } from "./seating";
import type { Unread } from "./unread";

/** Tells a room's listeners everything from where it stands up to where it is said to be. */
export async function tellChanges(house: House, unread: Unread, room: Room, changesMax: number): Promise<void> {
  const from = room.told ?? room.target;
  const upTo = room.target;
  if (upTo - from > changesMax) return tellResync(unread, room);
  const changes = await changesBetween(room.id, from, upTo);
  await applyMemberships(house, room, changes);
  const views = await viewsFor(room, changes);
  const seqBefore = room.lastSeq;
  const isNew = changes.map((change) => "message" in change && takeNew(room, change.message));
  const frames = changes.map((change, at) => encodeChange(room.id, change, isNew[at] === true));
  changes.forEach((change, at) => {
    if ("message" in change) unread.note(room, change.message, isNew[at] === true);
  });
  room.told = upTo;
  const told = views ? eachOwn(room, changes, frames, views) : joinFrames(frames.filter((frame) => frame !== null));
  write(room, told, unread.riders(room, seqBefore));
}

/** Too much has happened to tell it: everyone is to ask what they lack. */
async function tellResync(unread: Unread, room: Room): Promise<void> {
  const standings = await standingsIn(
    room.id,
    room.members.map((person) => person.id),
  );
  const version = Math.max(room.target, ...standings.map((standing) => standing.version));
  room.target = version;
  room.told = version;
  unread.restart(room, standings);
  write(room, encodeFrame({ type: "resync" }), null);
}

/** Whoever left hears nothing any more, and whoever came sees the room first. */
async function applyMemberships(house: House, room: Room, changes: RoomChange[]): Promise<void> {
  const members = changes.filter((change) => change.kind === "membership");
  if (members.length === 0) return;
  for (const { user, change } of members) {
    if (change === "left") house.unseat(room.id, user.id);
    else if (house.persons.get(user.id)?.places.has(room.id) === false)
      room.arriving.set(user.id, room.arriving.get(user.id) ?? []);
  }
  if (room.arriving.size > 0) await seatArriving(house, room);
  for (const person of room.members) if (person.isGuest) person.companions = null;
}

/** The room as each listener sees it, where it has changed itself. */
async function viewsFor(room: Room, changes: RoomChange[]): Promise<Map<number, RoomView> | null> {
  if (!changes.some((change) => change.kind === "room")) return null;
  return roomForEach(
    room.id,
    room.members.map((person) => person.id),
  );
}

/** @returns null for a change of the room itself, which everyone sees in their own way */
function encodeChange(roomId: number, change: RoomChange, isNew: boolean): Buffer | null {
  const { version } = change;
  if (change.kind === "room") return null;
  if (change.kind === "membership")
    return encodeFrame({ type: "membership", room_id: roomId, version, user: change.user, change: change.change });
  const type = isNew ? "message" : change.kind;
  return encodeFrame({ type, room_id: roomId, version, message: change.message });
}

/** What all listeners are told, or what each is told, null being nothing. */
type Told = Buffer | ((person: Person) => Buffer | null);
type Riders = ((person: Person) => Buffer | null) | null;

function eachOwn(room: Room, changes: RoomChange[], shared: (Buffer | null)[], views: Map<number, RoomView>): Told {
  return (person) => {
    const view = views.get(person.id);
    if (!view) return null;
    const own = changes.map(
      ({ version }, at) => shared[at] ?? encodeFrame({ type: "room", room_id: room.id, version, room: view }),
    );
    return joinFrames(own);
  };
}

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
