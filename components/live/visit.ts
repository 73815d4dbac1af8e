/** Where unread begins in a room: after this `seq`, with this message. */
export interface UnreadLine {
  afterSeq: number;
  firstId: number | null;
}

/**
 * One's stay in a room, from coming in until leaving it, whatever places of it are looked at meanwhile: the line «new»
 * stays where it was on arrival, and what was marked as unread is not marked as read by merely being in view.
 */
export class Visit {
  #line: UnreadLine | null;
  /** `asked` here and not confirmed yet; `marked` as the server says. */
  #held: "no" | "asked" | "marked" = "no";
  /** The line has been in view. */
  lineSeen = false;
  readonly #watchers = new Set<() => void>();

  constructor(
    readonly roomId: number,
    line: UnreadLine | null,
  ) {
    this.#line = line;
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly line = (): UnreadLine | null => this.#line;

  /** Whether what comes into view is left unread. */
  get isHeld(): boolean {
    return this.#held !== "no";
  }

  /** Somebody marks as unread here. @returns what takes it back, where it could not be done */
  mark(line: UnreadLine): () => void {
    const before = this.#line;
    this.#held = "asked";
    this.#move(line);
    return () => {
      this.#held = "no";
      this.#move(before);
    };
  }

  /** One's counts have been told: with a mark that was set anywhere, or without the one that was known. */
  hear(isMarked: boolean): void {
    if (isMarked) this.#held = "marked";
    else if (this.#held === "marked") this.#held = "no";
  }

  /** One reads on, or writes. */
  release(): void {
    this.#held = "no";
  }

  #move(line: UnreadLine | null): void {
    this.#line = line;
    for (const watcher of this.#watchers) watcher();
  }
}

/** The stay that is going on, of which a tab has one at most. */
export class Visits {
  #now: Visit | null = null;

  /** Begins a stay, or goes on with it where another place of the same room is opened. */
  enter(roomId: number, line: UnreadLine | null): Visit {
    if (this.#now?.roomId !== roomId) this.#now = new Visit(roomId, line);
    return this.#now;
  }

  in(roomId: number): Visit | null {
    return this.#now?.roomId === roomId ? this.#now : null;
  }

  /** Another page is open. */
  moved(pathname: string): void {
    if (this.#now && pathname !== `/rooms/${this.#now.roomId}`) this.#now = null;
  }
}
