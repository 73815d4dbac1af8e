import type { FollowedThread, ThreadPlace } from "@/lib/messages/schema";
import type { Chat, MessageView } from "@/server/client";

/** The threads of a room that one follows, and in which of them others have said what one has not read. */
export class Threads {
  readonly #places = new Map<number, ThreadPlace>();
  /** The last reply of somebody else, by thread. */
  readonly #lastSeq = new Map<number, number>();
  /** When each was told: what was asked for before is older. */
  readonly #toldAt = new Map<number, number>();
  #clock = 0;

  constructor(
    private readonly chat: Pick<Chat, "me" | "call">,
    private readonly roomId: number,
    private readonly changed: () => void,
  ) {}

  /** The roots of threads with something new, the latest talk last. */
  get unread(): number[] {
    return [...this.#lastSeq]
      .filter(([id, seq]) => {
        const place = this.#places.get(id);
        return place?.following && seq > place.last_read_seq;
      })
      .map(([id]) => id);
  }

  /** Those in which somebody spoke last; what is older is asked about when somebody speaks there. */
  async read(): Promise<void> {
    const since = this.#clock;
    const { items } = await this.chat.call<{ items: FollowedThread[] }>("GET", "me/threads");
    for (const { root, ...place } of items.filter(({ room_id }) => room_id === this.roomId).reverse()) {
      this.#take(place, since);
      this.#spoke(place.thread_id, root.replies?.last_seq ?? 0);
    }
    this.changed();
  }

  /** One's own part in a thread is another one now. */
  told(place: ThreadPlace): void {
    if (place.room_id !== this.roomId) return;
    this.#clock += 1;
    this.#toldAt.set(place.thread_id, this.#clock);
    this.#places.set(place.thread_id, place);
    this.changed();
  }

  said({ thread_id, seq, author }: MessageView): void {
    if (thread_id === null || author.id === this.chat.me.id) return;
    this.#spoke(thread_id, seq);
    if (!this.#places.has(thread_id)) this.#ask(thread_id).catch(() => {});
  }

  async #ask(rootId: number): Promise<void> {
    const since = this.#clock;
    const query = { roots: rootId };
    const path = `rooms/${this.roomId}/threads`;
    const { items } = await this.chat.call<{ items: ThreadPlace[] }>("GET", path, undefined, { query });
    const none = { room_id: this.roomId, thread_id: rootId, following: false, last_read_seq: 0 };
    this.#take(items[0] ?? none, since);
    this.changed();
  }

  #take(place: ThreadPlace, since: number): void {
    if ((this.#toldAt.get(place.thread_id) ?? 0) <= since) this.#places.set(place.thread_id, place);
  }

  #spoke(id: number, seq: number): void {
    const last = Math.max(seq, this.#lastSeq.get(id) ?? 0);
    this.#lastSeq.delete(id);
    this.#lastSeq.set(id, last);
  }
}
