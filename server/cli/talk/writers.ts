import { typingShownMs } from "@/lib/limits";

/** Who is writing just now. */
export class Writers {
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();

  constructor(private readonly changed: () => void) {}

  get ids(): number[] {
    return [...this.#timers.keys()];
  }

  writes(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.set(
      id,
      setTimeout(() => this.rests(id), typingShownMs),
    );
    this.changed();
  }

  rests(id: number): void {
    clearTimeout(this.#timers.get(id));
    if (this.#timers.delete(id)) this.changed();
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}
