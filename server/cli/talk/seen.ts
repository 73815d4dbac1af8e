import type { Chat } from "@/server/client";

const gatherMs = 200;

/** Marks as read what stands in a terminal while it is in front; what came while it was not, when it is again. */
export class Seen {
  #shown = 0;
  #marked = 0;
  #isFront = true;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly chat: Chat,
    private readonly roomId: number,
  ) {}

  get isFront(): boolean {
    return this.#isFront;
  }

  shown(messageId: number): void {
    this.#shown = Math.max(this.#shown, messageId);
    this.#mark();
  }

  front(isFront: boolean): void {
    this.#isFront = isFront;
    this.#mark();
  }

  /** The connection is back: what could not be said without it is said now. */
  again(): void {
    this.#mark();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #mark(): void {
    if (!this.#isFront || this.#shown === this.#marked) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const messageId = this.#shown;
      // What could not be said is said with the next one.
      this.chat.read(this.roomId, messageId).then(
        () => {
          this.#marked = messageId;
        },
        () => {},
      );
    }, gatherMs);
  }
}
