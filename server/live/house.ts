import type { Actor } from "@/lib/access/actor";
import { closeCodes } from "@/lib/events/schema";
import { preferredLocale } from "@/lib/i18n/locale";
import type { Connection } from "./connection";
import { encodeFrame } from "./encode";
import type { LiveLimits } from "./options";
import { Person } from "./person";
import { beginAfter, dropFrom, emptyRoom, type Room } from "./room";
import { Session } from "./session";
import type { Wire } from "./wire";

/** What the request to speak WebSocket said. */
export interface Door {
  /** The one room of `/ws/ROOM_ID`, or null for all. */
  only: number | null;
  /** `Accept-Language`. */
  language: string | null;
}

/** Who is connected here: by person, by session, by room. */
export class House {
  readonly persons = new Map<number, Person>();
  readonly sessions = new Map<string, Session>();
  readonly rooms = new Map<number, Room>();
  private readonly leaveListeners: ((person: Person) => void)[] = [];

  constructor(private readonly limits: LiveLimits) {}

  *connections(): Generator<Connection> {
    for (const person of this.persons.values()) yield* person.connections;
  }

  /** @returns null where the person has too many sockets already */
  enter(actor: Actor, readAtMs: number, wire: Wire, { only, language }: Door): Connection | null {
    const person = this.persons.get(actor.personId) ?? new Person(actor.personId, actor.role === "guest");
    if (person.connections.length >= this.limits.socketsPerPersonMax) return null;
    const session =
      this.sessions.get(actor.sessionId) ?? new Session(actor.sessionId, actor, readAtMs, this.limits.actorFreshMs);
    const locale = preferredLocale(language, actor.locale);
    const connection: Connection = { wire, person, session, only, locale, status: "online" };
    person.connections.push(connection);
    this.forgetWires(person);
    session.connections.push(connection);
    this.persons.set(person.id, person);
    this.sessions.set(session.id, session);
    return connection;
  }

  onLeave(listener: (person: Person) => void): void {
    this.leaveListeners.push(listener);
  }

  leave(connection: Connection): void {
    const { person, session } = connection;
    dropFrom(person.connections, connection);
    this.forgetWires(person);
    dropFrom(session.connections, connection);
    if (session.connections.length === 0) this.sessions.delete(session.id);
    if (person.connections.length === 0) this.forget(person);
    for (const listener of this.leaveListeners) listener(person);
  }

  room(roomId: number): Room {
    const known = this.rooms.get(roomId);
    if (known) return known;
    const room = emptyRoom(roomId);
    this.rooms.set(roomId, room);
    return room;
  }

  /** Lets a person hear a room, of which they see what comes after `fromSeq`. @returns false where they do already */
  seat(room: Room, person: Person, fromSeq: number): boolean {
    if (!person.places.add(room.id)) return false;
    room.members.push(person);
    beginAfter(room, person.id, fromSeq);
    room.wires = null;
    return true;
  }

  /** Lets somebody who has just come hear all their rooms, given in ascending order of their ids. */
  seatInAll(person: Person, rooms: { roomId: number; fromSeq: number }[]): void {
    if (person.places.size > 0) {
      for (const { roomId, fromSeq } of rooms) this.seat(this.room(roomId), person, fromSeq);
      return;
    }
    person.places.fill(rooms.map(({ roomId }) => roomId));
    for (const { roomId, fromSeq } of rooms) {
      const room = this.room(roomId);
      room.members.push(person);
      beginAfter(room, person.id, fromSeq);
    }
    this.forgetWires(person);
  }

  /** From now on the person hears nothing of the room. */
  unseat(roomId: number, personId: number): void {
    const room = this.rooms.get(roomId);
    const person = this.persons.get(personId);
    settle(room, personId);
    if (!room || !person?.places.remove(roomId)) return;
    dropFrom(room.members, person);
    room.since.delete(personId);
    room.wires = null;
    this.dropIfEmpty(room);
    person.companions = null;
    person.sendIn(roomId, encodeFrame({ type: "removed", room_id: roomId }));
  }

  /** Closes the sockets of sessions that let nobody in any more. */
  endSessions(sessionIds: Iterable<string>): void {
    for (const id of sessionIds)
      for (const connection of [...(this.sessions.get(id)?.connections ?? [])])
        connection.wire.close(closeCodes.signedOut);
  }

  /** The room is gone, with all that is in it. */
  close(roomId: number): void {
    for (const person of [...(this.rooms.get(roomId)?.members ?? [])]) this.unseat(roomId, person.id);
  }

  dropIfEmpty(room: Room): void {
    if (room.members.length > 0 || room.arriving.size > 0) return;
    if (this.rooms.get(room.id) === room) this.rooms.delete(room.id);
  }

  private forget(person: Person): void {
    this.persons.delete(person.id);
    for (const roomId of person.places.roomIds) {
      const room = this.rooms.get(roomId);
      if (!room) continue;
      dropFrom(room.members, person);
      room.since.delete(person.id);
      room.wires = null;
      this.dropIfEmpty(room);
    }
  }

  private forgetWires(person: Person): void {
    for (const roomId of person.places.roomIds) {
      const room = this.rooms.get(roomId);
      if (room) room.wires = null;
    }
  }
}

/** Whoever waited for a seat waits no more. */
export function settle(room: Room | undefined, personId: number): void {
  const waiting = room?.arriving.get(personId) ?? [];
  room?.arriving.delete(personId);
  for (const resolve of waiting) resolve();
}
