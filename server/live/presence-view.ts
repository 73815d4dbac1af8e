import type { PresenceChange, RelayRow } from "@/lib/people/presences";
import type { Presence } from "@/lib/people/schema";

type Here = "online" | "away";

interface Other {
  people: Map<number, Here>;
  /** The last sign of life, and the last event, by this machine's clock. */
  beatAtMs: number;
  toldAtMs: number;
}

/** Whom the other sidecars see. One that fell silent counts for a while still: its people are coming over here. */
export class OtherRelays {
  private readonly relays = new Map<string, Other>();

  constructor(private readonly countedMs: number) {}

  /** The best status that a living sidecar tells of somebody, or null. */
  statusOf(personId: number): Here | null {
    let best: Here | null = null;
    for (const { people } of this.relays.values()) {
      const status = people.get(personId);
      if (status === "online") return status;
      best = status ?? best;
    }
    return best;
  }

  /** @returns whom it concerns */
  hear(relayId: string, changes: PresenceChange[], nowMs: number): number[] {
    const relay = this.of(relayId, nowMs);
    relay.toldAtMs = nowMs;
    for (const { personId, status } of changes) {
      if (status === "offline") relay.people.delete(personId);
      else relay.people.set(personId, status);
    }
    return changes.map((change) => change.personId);
  }

  /**
   * Takes over what the table says, except of a sidecar that has told something since it was read.
   * @returns whom it concerns
   */
  replace(rows: RelayRow[], readAtMs: number, nowMs: number): number[] {
    const touched: number[] = [];
    for (const row of rows) {
      const relay = this.of(row.relayId, nowMs - row.silentMs);
      relay.beatAtMs = Math.max(relay.beatAtMs, nowMs - row.silentMs);
      if (relay.toldAtMs >= readAtMs) continue;
      touched.push(...relay.people.keys(), ...row.people.map((person) => person.personId));
      relay.people = new Map(row.people.map((person) => [person.personId, person.status]));
    }
    return touched;
  }

  /** Lets go of sidecars that have been silent for too long. @returns whom they saw, and when they last said so */
  expire(nowMs: number): { personIds: number[]; atMs: number }[] {
    const gone: { personIds: number[]; atMs: number }[] = [];
    for (const [id, relay] of this.relays) {
      if (nowMs - relay.beatAtMs < this.countedMs) continue;
      this.relays.delete(id);
      gone.push({ personIds: [...relay.people.keys()], atMs: relay.beatAtMs });
    }
    return gone;
  }

  private of(relayId: string, beatAtMs: number): Other {
    const known = this.relays.get(relayId);
    if (known) {
      known.beatAtMs = Math.max(known.beatAtMs, beatAtMs);
      return known;
    }
    const made: Other = { people: new Map(), beatAtMs, toldAtMs: 0 };
    this.relays.set(relayId, made);
    return made;
  }
}

/** Online wherever somebody is online, else away, else offline. */
export const best = (...statuses: (Here | null)[]): Presence =>
  statuses.includes("online") ? "online" : statuses.includes("away") ? "away" : "offline";
