/** What is still to be told of one room's counts. */
export interface Pending {
  /** New messages by `seq`, so that the first unread one is known without asking. */
  newIds: Map<number, number>;
  /** People whose place in the room is to be read again. */
  stale: Set<number>;
  /** People who are told even that nothing is unread. */
  forced: Set<number>;
  /** People who were not told yet of what the others were. */
  late: Set<number>;
  /** Whether something came since the counts were told last. */
  everyone: boolean;
}

/** The rooms of whose counts something is still to be told. */
export class PendingCounts {
  private rooms = new Map<number, Pending>();

  get(roomId: number): Pending | undefined {
    return this.rooms.get(roomId);
  }

  of(roomId: number): Pending {
    const known = this.rooms.get(roomId);
    if (known) return known;
    const made: Pending = {
      newIds: new Map(),
      stale: new Set(),
      forced: new Set(),
      late: new Set(),
      everyone: false,
    };
    this.rooms.set(roomId, made);
    return made;
  }

  takeAll(): Iterable<[roomId: number, pending: Pending]> {
    const taken = this.rooms;
    this.rooms = new Map();
    return taken;
  }

  /** What concerns everyone waits for the next message. */
  postpone(roomId: number, { newIds }: Pending): void {
    const later = this.of(roomId);
    later.everyone = true;
    for (const [seq, id] of newIds) later.newIds.set(seq, id);
  }

  /** It could not be told. */
  putBack(roomId: number, pending: Pending): void {
    const later = this.of(roomId);
    later.everyone ||= pending.everyone;
    for (const [seq, id] of pending.newIds) later.newIds.set(seq, id);
    for (const part of ["stale", "forced", "late"] as const) for (const id of pending[part]) later[part].add(id);
  }
}
