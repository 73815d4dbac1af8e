import type { LastSeen, PresenceChange } from "@/lib/people/presences";
import type { Connection } from "./connection";

type Here = "online" | "away";

interface Own {
  status: Here;
  /** When the last socket went, or null while there is one. */
  leftAtMs: number | null;
}

/** Whom this sidecar sees, and what of it has not been written down yet. */
export class OwnPeople {
  private readonly people = new Map<number, Own>();
  private unsaved = new Set<number>();
  private seen = new Map<number, Date>();

  constructor(private readonly offlineAfterMs: number) {}

  statusOf(personId: number): Here | null {
    return this.people.get(personId)?.status ?? null;
  }

  /** Looks at somebody's sockets anew. @returns whether their status has changed */
  look(personId: number, connections: Connection[], nowMs: number): boolean {
    const before = this.people.get(personId);
    if (connections.length === 0) {
      if (before) before.leftAtMs ??= nowMs;
      return false;
    }
    const status = connections.some((connection) => connection.status === "online") ? "online" : "away";
    this.people.set(personId, { status, leftAtMs: null });
    if (before?.status === status) return false;
    this.unsaved.add(personId);
    return true;
  }

  /** Those who have been gone for long enough. They go from here at once. */
  expire(nowMs: number): number[] {
    const gone: number[] = [];
    for (const [personId, { leftAtMs }] of this.people) {
      if (leftAtMs === null || nowMs - leftAtMs < this.offlineAfterMs) continue;
      this.people.delete(personId);
      this.unsaved.add(personId);
      this.seen.set(personId, new Date(Date.now() - nowMs + leftAtMs));
      gone.push(personId);
    }
    return gone;
  }

  noteSeen(personIds: number[], at: Date): void {
    for (const personId of personIds) this.seen.set(personId, at);
  }

  /** Everything is to be written again: the table has lost it. */
  saveAll(): void {
    for (const personId of this.people.keys()) this.unsaved.add(personId);
  }

  takeUnsaved(): { changes: PresenceChange[]; seen: LastSeen[] } {
    const changes = [...this.unsaved].map((personId) => ({
      personId,
      status: this.statusOf(personId) ?? ("offline" as const),
    }));
    const seen = [...this.seen].map(([personId, at]) => ({ personId, at }));
    this.unsaved = new Set();
    this.seen = new Map();
    return { changes, seen };
  }

  putBack(changes: PresenceChange[], seen: LastSeen[]): void {
    for (const { personId } of changes) this.unsaved.add(personId);
    for (const { personId, at } of seen) if (!this.seen.has(personId)) this.seen.set(personId, at);
  }
}
