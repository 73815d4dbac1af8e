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
import { Audience } from "./audience";
import { steadyMs } from "./clock";
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
  private readonly audience: Audience;
  private readonly touched = new Set<number>();

  constructor(
    private readonly house: House,
    limits: LiveLimits,
  ) {
    this.audience = new Audience(house);
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
  whoIsHere(person: Person): Promise<Buffer | null> {
    return this.audience.whoIsHere(person);
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
    const strangers = await this.audience.learnCompanions();
    const due = [...this.touched];
    this.touched.clear();
    const gone = due.filter((id) => this.statusOf(id) === "offline");
    const lastSeen = await lastSeenOf(gone).catch(() => new Map<number, string | null>());
    const changes = new Map<number, Presence>();
    for (const id of due) {
      // Who went while we read has no time yet: the next tick tells it.
      if (this.touched.has(id)) continue;
      const status = this.statusOf(id);
      if (status !== this.audience.statusOf(id)) changes.set(id, status);
    }
    this.audience.tell(changes, lastSeen);
    this.audience.greet(strangers);
  }

  private statusOf(personId: number): Presence {
    return best(this.own.statusOf(personId), this.others.statusOf(personId));
  }
}
