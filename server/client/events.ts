import type { ServerFrame } from "@/lib/events/schema";
import type { MessageView } from "@/lib/messages/schema";
import type { RoomView } from "@/lib/rooms/schema";

type Frame<T extends ServerFrame["type"]> = Extract<ServerFrame, { type: T }>;

/** What a client tells, by the name under which one listens. */
export interface Events {
  /** Said now, or while the line was broken: each once, and those of a room in their order. One's own are among them. */
  message: MessageView;
  /** Edited, deleted, pinned, with another reaction or another count of replies: as it is now. */
  message_changed: MessageView;
  /** A room has another name, topic or state. */
  room: RoomView;
  membership: Omit<Frame<"membership">, "type" | "version">;
  /** One belongs to a room now. */
  added: RoomView;
  removed: Omit<Frame<"removed">, "type">;
  /** Somebody has read so far. */
  read: Omit<Frame<"read">, "type">;
  /** One's own counts in a room. */
  unread: Omit<Frame<"unread">, "type">;
  typing: Omit<Frame<"typing">, "type">;
  presence: Omit<Frame<"presence">, "type">;
  thread: Omit<Frame<"thread">, "type">;
  inbox: Omit<Frame<"inbox">, "type">;
  draft: Omit<Frame<"draft">, "type" | "saved">;
  /** The line is there, and what was missed has been told. */
  connected: Record<never, never>;
  /**
   * The line is gone; it comes back by itself where `returns` is true, else the session is over. Where nobody listens to
   * this, the end of a session is thrown: a script that hears nothing any more must not end as if all were well.
   */
  disconnected: { code: number; returns: boolean };
  /**
   * So much changed while the line was gone that it could not be told one by one. What was said in the room was told all
   * the same, of the last 5,000 messages; whoever shows edits, deletions and threads reads those again.
   */
  reset: { room_id: number };
  /** What a handler threw, which is printed where nobody listens; or, as a StaffroomError, what was refused over the line. */
  error: unknown;
}

export type Handler<E extends keyof Events> = (event: Events[E]) => unknown;
export type Tell = <E extends keyof Events>(name: E, event: Events[E]) => void;

/** Who listens to what. A handler that throws stops neither the others nor the line. */
export class Listeners {
  readonly #handlers = new Map<keyof Events, Set<(event: never) => unknown>>();

  on<E extends keyof Events>(name: E, handler: Handler<E>): () => void {
    const handlers = this.#handlers.get(name) ?? new Set();
    this.#handlers.set(name, handlers.add(handler));
    return () => handlers.delete(handler);
  }

  hear(name: keyof Events): boolean {
    return (this.#handlers.get(name)?.size ?? 0) > 0;
  }

  readonly tell: Tell = (name, event) => {
    for (const handler of [...(this.#handlers.get(name) ?? [])])
      this.#run(name, handler as Handler<typeof name>, event);
  };

  async #run<E extends keyof Events>(name: E, handler: Handler<E>, event: Events[E]): Promise<void> {
    try {
      await handler(event);
    } catch (error) {
      if (name !== "error" && this.#handlers.get("error")?.size) this.tell("error", error);
      else console.error(error);
    }
  }
}
