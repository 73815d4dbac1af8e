import type { MessageView } from "./schema";

type Signs = MessageView["reactions"];

/** Signs that one wants under a message, or not, and that the server has not confirmed: by emoji. */
export type Wanted = ReadonlyMap<string, boolean>;

/** The signs as one wants them: what the server says by now counts, and nothing twice. */
export function withWanted(signs: Signs, wanted: Wanted | undefined): Signs {
  if (!wanted || wanted.size === 0) return signs;
  const known = signs.map((sign) => {
    const mine = wanted.get(sign.emoji) ?? sign.mine;
    return mine === sign.mine ? sign : { ...sign, mine, count: sign.count + (mine ? 1 : -1) };
  });
  const added = [...wanted].filter(([emoji, mine]) => mine && !signs.some((sign) => sign.emoji === emoji));
  return [...known.filter(({ count }) => count > 0), ...added.map(([emoji]) => ({ emoji, count: 1, mine: true }))];
}

/** Unconfirmed signs of one tab; the last wish about an emoji counts, whatever order the answers come in. */
export class WantedSigns {
  readonly #wanted = new Map<number, ReadonlyMap<string, boolean>>();
  readonly #watchers = new Set<() => void>();

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  of(messageId: number): Wanted | undefined {
    return this.#wanted.get(messageId);
  }

  /** @returns what ends the wish once it is answered, unless there has been another since */
  want(messageId: number, emoji: string, mine: boolean): () => void {
    const wish = new Map(this.of(messageId)).set(emoji, mine);
    const turn = (this.#turns.get(`${messageId} ${emoji}`) ?? 0) + 1;
    this.#turns.set(`${messageId} ${emoji}`, turn);
    this.#put(messageId, wish);
    return () => {
      if (this.#turns.get(`${messageId} ${emoji}`) !== turn) return;
      this.#turns.delete(`${messageId} ${emoji}`);
      const left = new Map(this.of(messageId));
      left.delete(emoji);
      this.#put(messageId, left);
    };
  }

  readonly #turns = new Map<string, number>();

  #put(messageId: number, wanted: Wanted): void {
    if (wanted.size === 0) this.#wanted.delete(messageId);
    else this.#wanted.set(messageId, wanted);
    for (const watcher of this.#watchers) watcher();
  }
}
