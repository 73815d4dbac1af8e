import type { MessageView } from "@/lib/messages/schema";
import { type Standing, standingsIn, standingsOf } from "@/lib/rooms/standings";
import { steadyMs } from "./clock";
import { countEncoder } from "./counts";
import type { House } from "./house";
import type { LiveLimits } from "./options";
import { type Pending, PendingCounts } from "./pending";
import type { Person } from "./person";
import type { Room } from "./room";

/**
 * Tells people their own counts. Counting is a subtraction, and telling costs a write: so counts ride on the write that
 * brings a message, once a tick, and wait for one a while before they go alone.
 */
export class Unread {
  private readonly pending = new PendingCounts();

  constructor(
    private readonly house: House,
    private readonly limits: LiveLimits,
  ) {}

  note(room: Room, message: MessageView, isNew: boolean): void {
    if (message.thread_id !== null || message.to !== null) return;
    // A sign, a pin or a reply calls nobody, and takes back no call.
    if (!isNew && message.edited_at === null && message.deleted_at === null) return;
    const pending = this.pending.of(room.id);
    if (isNew) {
      pending.everyone = true;
      pending.newIds.set(message.seq, message.id);
      this.noteAuthor(room, message, pending);
    }
    for (const personId of message.mentions) this.reread(room.id, personId, pending);
    if (!isNew)
      for (const person of room.members)
        if (person.places.mentions(room.id) > 0) this.reread(room.id, person.id, pending);
  }

  /**
   * The counts that go with what is told now, for each listener, or null where it is not time. Whoever had read
   * everything is left out: they may be reading this very moment, and their count would only flicker.
   */
  riders(room: Room, seqBefore: number): ((person: Person) => Buffer | null) | null {
    const pending = this.pending.get(room.id);
    if (!pending?.everyone || steadyMs() - room.countsToldAtMs < this.limits.unreadTickMs) return null;
    room.countsToldAtMs = steadyMs();
    pending.everyone = false;
    const encode = countEncoder(room);
    return (person) => {
      const read = person.places.lastRead(room.id);
      if (read === null || read >= room.lastSeq) return null;
      const isKnown = read < seqBefore && person.places.firstUnreadId(room.id) !== null;
      if (isKnown && !pending.stale.has(person.id)) return encode(person);
      pending.late.add(person.id);
      return null;
    };
  }

  /** A person's place in a room has moved, or may have. */
  moved(roomId: number, personId: number): void {
    if (this.house.persons.get(personId)?.places.has(roomId)) this.reread(roomId, personId, this.pending.of(roomId));
  }

  /** A person's places have moved in any of their rooms: one reading, and what has changed is told. */
  async movedAnywhere(personId: number): Promise<void> {
    if (!this.house.persons.has(personId)) return;
    const standings = await standingsOf(personId).catch(() => null);
    const person = this.house.persons.get(personId);
    if (!person) return;
    if (!standings) for (const roomId of person.places.roomIds) this.moved(roomId, personId);
    for (const standing of standings ?? []) this.applyAndTell(person, standing);
  }

  /** What happened in the room was not told: everyone's counts are taken from where they stand. */
  restart(room: Room, standings: Standing[]): void {
    room.skipped.clear();
    for (const standing of standings) {
      room.lastSeq = Math.max(room.lastSeq, standing.lastSeq);
      this.apply(standing);
      this.pending.of(room.id).forced.add(standing.personId);
    }
  }

  async tick(): Promise<void> {
    const failures: unknown[] = [];
    for (const [roomId, pending] of this.pending.takeAll()) {
      const room = this.house.rooms.get(roomId);
      if (!room) continue;
      await this.tell(room, pending).catch((error) => {
        this.pending.putBack(roomId, pending);
        failures.push(error);
      });
    }
    if (failures.length > 0) throw failures[0];
  }

  private async tell(room: Room, pending: Pending): Promise<void> {
    const people = this.takeDue(room, pending);
    for (const person of people) findFirst(room, person, pending);
    for (const standing of await standingsIn(room.id, [...pending.stale])) this.apply(standing);
    const encode = countEncoder(room);
    for (const person of people) {
      const read = person.places.lastRead(room.id);
      if (read === null) continue;
      if (read < room.lastSeq || pending.forced.has(person.id)) person.sendIn(room.id, encode(person));
    }
  }

  /** Whom to tell now. While a message may still come that carries the counts of all, they are left for it. */
  private takeDue(room: Room, pending: Pending): Person[] {
    const nowMs = steadyMs();
    if (pending.everyone && nowMs - room.countsToldAtMs >= this.limits.unreadTickMs * 2) {
      room.countsToldAtMs = nowMs;
      return [...room.members];
    }
    if (pending.everyone) {
      this.pending.postpone(room.id, pending);
    }
    return room.members.filter(({ id }) => pending.late.has(id) || pending.forced.has(id));
  }

  private apply({ roomId, personId, lastReadSeq, unread }: Standing): void {
    const isByHand = this.house.persons.get(personId)?.places.setRead(roomId, lastReadSeq, unread) ?? false;
    if (isByHand) this.moved(roomId, personId);
  }

  private applyAndTell(person: Person, standing: Standing): void {
    const { roomId } = standing;
    const room = this.house.rooms.get(roomId);
    const before = person.places.lastRead(roomId);
    this.apply(standing);
    if (room && before !== null && before !== person.places.lastRead(roomId))
      person.sendIn(roomId, countEncoder(room)(person));
  }

  /** Whoever speaks has read the room up to there. */
  private noteAuthor(room: Room, message: MessageView, pending: Pending): void {
    const places = this.house.persons.get(message.author.id)?.places;
    const read = places?.lastRead(room.id);
    if (!places || read === null || read === undefined || read >= message.seq) return;
    // A mark may have been set before these words or after them.
    if (places.isMarked(room.id)) {
      this.reread(room.id, message.author.id, pending);
      return;
    }
    if (read < message.seq - 1) pending.forced.add(message.author.id);
    places.setRead(room.id, message.seq, { mentions: 0, first_unread_id: null });
  }

  private reread(roomId: number, personId: number, pending: Pending): void {
    if (!this.house.persons.get(personId)?.places.has(roomId)) return;
    pending.stale.add(personId);
    pending.forced.add(personId);
  }
}

/** Who had read everything finds their first unread message among the new ones. */
function findFirst(room: Room, { id, places }: Person, { newIds, stale }: Pending): void {
  const read = places.lastRead(room.id);
  if (read === null || read >= room.lastSeq || places.firstUnreadId(room.id) !== null) return;
  const first = newIds.get(read + 1);
  if (first !== undefined) places.setFirstUnread(room.id, first);
  else stale.add(id);
}
