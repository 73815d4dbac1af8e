import type { Person } from "./person";
import type { Wire } from "./wire";

/** A room that somebody here listens to. */
export interface Room {
  readonly id: number;
  /** The last version that was told here; null until the first listener has been told where the room stands. */
  told: number | null;
  /** The last version that we know of. */
  target: number;
  /** The highest `seq` told, and those below it that were overtaken and are still to come. */
  lastSeq: number;
  readonly skipped: Set<number>;
  readonly members: Person[];
  /** Those of them to whom the stream begins later, after this `seq`: what is older is not told to them. */
  readonly since: Map<number, number>;
  /** The sockets that listen, in one list, made when it is first wanted after somebody came or went. */
  wires: Wire[] | null;
  /** People who are to be seated, each with those who wait for it. */
  readonly arriving: Map<number, (() => void)[]>;
  pumping: boolean;
  toldAtMs: number;
  countsToldAtMs: number;
}

export const emptyRoom = (id: number): Room => ({
  id,
  told: null,
  target: 0,
  lastSeq: 0,
  skipped: new Set(),
  members: [],
  since: new Map(),
  wires: null,
  arriving: new Map(),
  pumping: false,
  toldAtMs: 0,
  countsToldAtMs: 0,
});

/** Begins to tell a room from where the database says that it stands, if nobody has before. */
export function startRoom(room: Room, version: number, lastSeq: number): void {
  room.target = Math.max(room.target, version);
  if (room.told !== null) return;
  room.told = version;
  room.lastSeq = lastSeq;
}

/** Notes where the stream begins for a member. */
export function beginAfter(room: Room, personId: number, fromSeq: number): void {
  if (fromSeq > 0) room.since.set(personId, fromSeq);
  else room.since.delete(personId);
}

/** Walking from person to socket to its buffer costs as much as half of the writing: the way is walked once. */
export function wiresOf(room: Room): Wire[] {
  room.wires ??= room.members.flatMap((person) => person.connectionsIn(room.id).map((connection) => connection.wire));
  return room.wires;
}

/** Takes an item out of a list whose order means nothing. */
export function dropFrom<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at < 0) return;
  const last = list.pop();
  if (last !== undefined && at < list.length) list[at] = last;
}
