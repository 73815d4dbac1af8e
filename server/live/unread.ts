import type { MessageView } from "@/lib/messages/schema";
import { type Standing, standingsIn } from "@/lib/rooms/standings";
import { encodeText } from "./encode";
import type { House } from "./house";
import type { Person } from "./person";
import type { Room } from "./room";

/** What the next tick has to tell of one room. */
interface Pending {
  /** New messages by `seq`, so that the first unread one is known without asking. */
  newIds: Map<number, number>;
  /** People whose place in the room is to be read again. */
  stale: Set<number>;
  /** People who are told even that nothing is unread. */
  forced: Set<number>;
}

/** Tells people their own counts. New messages are gathered, and counting is a subtraction. */
export class Unread {
  private pending = new Map<number, Pending>();

  constructor(private readonly house: House) {}

  /** Whether a message of the room's stream is told here for the first time. */
  takeNews(room: Room, message: MessageView): boolean {
    if (message.thread_id !== null || message.to !== null) return false;
    if (message.seq <= room.lastSeq) return room.skipped.delete(message.seq);
    for (let seq = room.lastSeq + 1; seq < message.seq; seq++) room.skipped.add(seq);
    room.lastSeq = message.seq;
    return true;
  }

  note(room: Room, message: MessageView, isNew: boolean): void {
    if (message.thread_id !== null || message.to !== null) return;
    const pending = this.of(room.id);
    if (isNew) {
      pending.newIds.set(message.seq, message.id);
      this.noteAuthor(room, message, pending);
    }
    for (const personId of message.mentions) this.reread(room.id, personId, pending);
    if (!isNew)
      for (const person of room.members)
        if (person.places.mentions(room.id) > 0) this.reread(room.id, person.id, pending);
  }

  /** A person's place in a room has moved, or may have. */
  moved(roomId: number, personId: number): void {
    if (this.house.persons.get(personId)?.places.has(roomId)) this.reread(roomId, personId, this.of(roomId));
  }

  /** What happened in the room was not told: everyone's counts are taken from where they stand. */
  restart(room: Room, standings: Standing[]): void {
    room.skipped.clear();
    for (const standing of standings) {
      room.lastSeq = Math.max(room.lastSeq, standing.lastSeq);
      this.apply(standing);
      this.of(room.id).forced.add(standing.personId);
    }
  }

  async tick(): Promise<void> {
    const due = this.pending;
    this.pending = new Map();
    const failures: unknown[] = [];
    for (const [roomId, pending] of due) {
      const room = this.house.rooms.get(roomId);
      if (!room) continue;
      await this.tell(room, pending).catch((error) => {
        this.keep(roomId, pending);
        failures.push(error);
      });
    }
    if (failures.length > 0) throw failures[0];
  }

  private async tell(room: Room, pending: Pending): Promise<void> {
    this.findFirsts(room, pending);
    for (const standing of await standingsIn(room.id, [...pending.stale])) this.apply(standing);
    const encode = encoder(room.id);
    for (const person of room.members) {
      const read = person.places.lastRead(room.id);
      if (read === null) continue;
      const count = Math.max(0, room.lastSeq - read);
      const grew = count > 0 && pending.newIds.size > 0;
      if (grew || pending.forced.has(person.id)) person.sendIn(room.id, encode(person, count));
    }
  }

  /** Who had read everything finds their first unread message among the new ones. */
  private findFirsts(room: Room, { newIds, stale }: Pending): void {
    if (newIds.size === 0) return;
    for (const { id, places } of room.members) {
      const read = places.lastRead(room.id);
      if (read === null || read >= room.lastSeq || places.firstUnreadId(room.id) !== null) continue;
      const first = newIds.get(read + 1);
      if (first !== undefined) places.setFirstUnread(room.id, first);
      else stale.add(id);
    }
  }

  private apply({ roomId, personId, lastReadSeq, unread }: Standing): void {
    const places = this.house.persons.get(personId)?.places;
    places?.setRead(roomId, lastReadSeq, unread.mentions, unread.first_unread_id);
  }

  /** Whoever speaks has read the room up to there. */
  private noteAuthor(room: Room, message: MessageView, pending: Pending): void {
    const places = this.house.persons.get(message.author.id)?.places;
    const read = places?.lastRead(room.id);
    if (!places || read === null || read === undefined || read >= message.seq) return;
    if (read < message.seq - 1) pending.forced.add(message.author.id);
    places.setRead(room.id, message.seq, 0, null);
  }

  private reread(roomId: number, personId: number, pending: Pending): void {
    if (!this.house.persons.get(personId)?.places.has(roomId)) return;
    pending.stale.add(personId);
    pending.forced.add(personId);
  }

  private keep(roomId: number, pending: Pending): void {
    const later = this.of(roomId);
    for (const [seq, id] of pending.newIds) later.newIds.set(seq, id);
    for (const personId of pending.stale) later.stale.add(personId);
    for (const personId of pending.forced) later.forced.add(personId);
  }

  private of(roomId: number): Pending {
    const known = this.pending.get(roomId);
    if (known) return known;
    const made: Pending = { newIds: new Map(), stale: new Set(), forced: new Set() };
    this.pending.set(roomId, made);
    return made;
  }
}

/** Most people of a room have the same counts: their frame is encoded once. */
function encoder(roomId: number): (person: Person, count: number) => Buffer {
  let text = "";
  let frame = encodeText(text);
  return ({ places }, count) => {
    const mentions = count > 0 ? places.mentions(roomId) : 0;
    const first = count > 0 ? places.firstUnreadId(roomId) : null;
    const next = `{"type":"unread","room_id":${roomId},"count":${count},"mentions":${mentions},"first_unread_id":${first}}`;
    if (next !== text) {
      text = next;
      frame = encodeText(next);
    }
    return frame;
  };
}
