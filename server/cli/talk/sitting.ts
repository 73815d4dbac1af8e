import { awayAfterMs, typingEveryMs } from "@/lib/limits";
import type { Chat } from "@/server/client";

/** Tells the others whether somebody sits there, and writes. */
export class Sitting {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAway = false;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly chat: Chat,
    private readonly roomId: number,
  ) {}

  /** A sign of life. */
  stir(): void {
    clearTimeout(this.#timer);
    if (this.#isAway) this.chat.presence("online");
    this.#isAway = false;
    this.#timer = setTimeout(() => {
      this.#isAway = true;
      this.chat.presence("away");
    }, awayAfterMs);
  }

  /** Nobody is told that somebody writes a whisper, or a command. */
  writes(text: string): void {
    if (text.trim() === "" || text.trimStart().startsWith("/")) return;
    if (performance.now() - this.#toldAt < typingEveryMs) return;
    this.#toldAt = performance.now();
    void this.chat.typing(this.roomId);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
