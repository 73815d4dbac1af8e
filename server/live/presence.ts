import { randomUUID } from "node:crypto";
import { publish } from "@/lib/events/bus";
import {
  beatRelay,
  forgetRelay,
  lastSeenOf,
  otherRelays,
  type PresenceChange,
  savePresences,
} from "@/lib/people/presences";
import type { Presence } from "@/lib/people/schema";
import { companionsOf } from "@/lib/rooms/seats";
import { steadyMs } from "./clock";
import { encodeFrame, joinFrames } from "./encode";
import type { House } from "./house";
import type { LiveLimits } from "./options";
import type { Person } from "./person";
import { OwnPeople } from "./presence-own";
import { best, OtherRelays } from "./presence-view";

/** As many as an event of 8,000 bytes holds, which is what PostgreSQL carries. */
const changesPerEvent = 100;

/**
 * Who is here, over all sidecars. What changes is gathered and told once a tick to each audience: employees hear of
 * everyone, guests of those who share a room with them.
 */
export class PresenceBoard {
  readonly relayId = randomUUID();
  private readonly own: OwnPeople;
  private readonly others: OtherRelays;
  private readonly shown = new Map<number, Presence>();
  private readonly touched = new Set<number>();
  private everyone: Buffer | null = null;

  constructor(
    private readonly house: House,
    limits: LiveLimits,
  ) {
    this.own = new OwnPeople(limits.offlineAfterMs);
    this.others = new OtherRelays(limits.offlineAfterMs);
  }

  /** A socket of theirs came, went or changed its status. */
  look(person: Person): void {
    const connections = this.house.persons.get(person.id)?.connections ?? [];
    if (this.own.look(person.id, connections, steadyMs())) this.touched.add(person.id);
  }

  hear(relayId: string, changes: PresenceChange[]): void {
    if (relayId === this.relayId) return;
    for (const personId of this.others.hear(relayId, changes, steadyMs())) this.touched.add(personId);
  }

  async beat(): Promise<void> {
    if (await beatRelay(this.relayId)) this.own.saveAll();
  }

  async readOthers(): Promise<void> {
    const readAtMs = steadyMs();
    const rows = await otherRelays(this.relayId);
    for (const personId of this.others.replace(rows, readAtMs, steadyMs())) this.touched.add(personId);
  }

  leave(): Promise<void> {
    return forgetRelay(this.relayId);
  }

  /** The frames that tell a newcomer who is here, as one write; null while nobody is. */
  async whoIsHere(person: Person): Promise<Buffer | null> {
    if (!person.isGuest) {
      this.everyone ??= this.encode([...this.shown.keys()]);
      return this.everyone.length > 0 ? this.everyone : null;
    }
    await this.companions(person);
    const frames = this.encode(this.knownTo(person, [...this.shown.keys()]));
    return frames.length > 0 ? frames : null;
  }

  async tick(): Promise<void> {
    const nowMs = steadyMs();
    for (const personId of this.own.expire(nowMs)) this.touched.add(personId);
    for (const { personIds, atMs } of this.others.expire(nowMs)) {
      const gone = personIds.filter((id) => this.statusOf(id) === "offline");
      this.own.noteSeen(gone, new Date(Date.now() - nowMs + atMs));
      for (const personId of personIds) this.touched.add(personId);
    }
    await this.save().finally(() => this.tell());
  }

  private async save(): Promise<void> {
    const { changes, seen } = this.own.takeUnsaved();
    if (changes.length === 0 && seen.length === 0) return;
    try {
      await savePresences(this.relayId, changes, seen);
    } catch (error) {
      this.own.putBack(changes, seen);
      throw error;
    }
    for (let at = 0; at < changes.length; at += changesPerEvent)
      await publish({ type: "presence", relayId: this.relayId, changes: changes.slice(at, at + changesPerEvent) });
  }

  private async tell(): Promise<void> {
    const changed = [...this.touched].filter((id) => this.statusOf(id) !== (this.shown.get(id) ?? "offline"));
    const strangers = await this.guestsWhoKnowNobody();
    const gone = changed.filter((id) => this.statusOf(id) === "offline");
    const lastSeen = await lastSeenOf(gone).catch(() => new Map<number, string | null>());
    for (const id of changed) {
      this.touched.delete(id);
      this.show(id);
    }
    if (changed.length > 0) this.tellEveryone(changed, lastSeen);
    for (const guest of strangers) writeTo(guest, this.encode(this.knownTo(guest, [...this.shown.keys()])));
  }

  private tellEveryone(changed: number[], lastSeen: Map<number, string | null>): void {
    this.everyone = null;
    const all = this.encode(changed, lastSeen);
    for (const person of this.house.persons.values()) {
      if (!person.isGuest) writeTo(person, all);
      else writeTo(person, this.encode(this.knownTo(person, changed), lastSeen));
    }
  }

  /** Guests whose rooms have changed, or who have just come: after this, each knows their companions. */
  private async guestsWhoKnowNobody(): Promise<Person[]> {
    const guests = [...this.house.persons.values()].filter((person) => person.isGuest && person.companions === null);
    await Promise.all(guests.map((guest) => this.companions(guest)));
    return guests;
  }

  private knownTo(guest: Person, personIds: number[]): number[] {
    return personIds.filter((id) => guest.companions?.has(id));
  }

  private async companions(guest: Person): Promise<void> {
    guest.companions ??= await companionsOf(guest.id);
  }

  private show(personId: number): void {
    const status = this.statusOf(personId);
    if (status === "offline") this.shown.delete(personId);
    else this.shown.set(personId, status);
  }

  private statusOf(personId: number): Presence {
    return best(this.own.statusOf(personId), this.others.statusOf(personId));
  }

  private encode(personIds: number[], lastSeen?: Map<number, string | null>): Buffer {
    const frames = personIds.map((id) =>
      encodeFrame({
        type: "presence",
        user_id: id,
        status: this.shown.get(id) ?? "offline",
        last_seen_at: lastSeen?.get(id) ?? null,
      }),
    );
    return joinFrames(frames);
  }
}

function writeTo(person: Person, frame: Buffer): void {
  if (frame.length === 0) return;
  for (const connection of person.connections) connection.wire.send(frame);
}
