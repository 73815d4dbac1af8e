import type { ActionResult } from "@/lib/action";
import { outboxRetryMsMax, outboxRetryMsMin } from "@/lib/limits";
import { type Carried, nextToSend, type OutboxEvent, type Outgoing, outboxReducer } from "@/lib/messages/outbox";
import type { MessageView } from "@/lib/messages/schema";
import type { LiveSocket } from "./socket";

export type PostMessageCall = (input: {
  roomId: number;
  text: string;
  clientId: string;
  fileIds?: number[];
  replyToId?: number;
  toId?: number;
  threadId?: number;
}) => Promise<ActionResult<MessageView>>;

const passing = new Set(["unavailable", "rate_limited", "unauthenticated"]);

/** Sends what was written, one after the other, until the server has it. It outlives pages and reloads. */
export class Outbox {
  #items: readonly Outgoing[] = [];
  #busy = false;
  #pauseMs = outboxRetryMsMin;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #key: string;
  readonly #post: PostMessageCall;
  readonly #watchers = new Set<() => void>();
  readonly #settled = new Set<(message: MessageView) => void>();

  constructor(personId: number, post: PostMessageCall) {
    this.#key = `staffroom:outbox:${personId}`;
    this.#post = post;
  }

  start(socket: LiveSocket): () => void {
    for (const message of this.#stored()) this.#apply({ type: "queued", message });
    void this.#flush();
    return socket.watch(() => {
      if (socket.state() === "open") this.#again();
    });
  }

  send(roomId: number, text: string, more: Carried = {}): void {
    const message = { clientId: newId(), roomId, text, ...whereSaid(more), createdAt: new Date().toISOString() };
    this.#apply({ type: "queued", message });
    void this.#flush();
  }

  retry(clientId: string): void {
    this.#apply({ type: "retried", clientId });
    this.#again();
  }

  discard(clientId: string): void {
    this.#apply({ type: "discarded", clientId });
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly items = (): readonly Outgoing[] => this.#items;

  /** An answer tells how a message is now: whoever shows it is told, as of one that was sent. */
  settle(message: MessageView): void {
    for (const listener of this.#settled) listener(message);
  }

  onSettled(listener: (message: MessageView) => void): () => void {
    this.#settled.add(listener);
    return () => this.#settled.delete(listener);
  }

  #again(): void {
    clearTimeout(this.#timer);
    this.#pauseMs = outboxRetryMsMin;
    void this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let next = nextToSend(this.#items); next; next = nextToSend(this.#items)) {
      if (!(await this.#deliver(next))) break;
    }
    this.#busy = false;
  }

  /** @returns false where there was no answer: it is tried again after a pause */
  async #deliver(one: Outgoing): Promise<boolean> {
    this.#apply({ type: "sent", clientId: one.clientId });
    const { roomId, text, clientId, files, replyTo, to, threadId } = one;
    const fileIds = files?.map((file) => file.id);
    const more = { fileIds, replyToId: replyTo?.id, toId: to?.id, threadId };
    const result = await this.#post({ roomId, text, clientId, ...more }).catch(() => null);
    if (result?.ok) {
      this.#pauseMs = outboxRetryMsMin;
      this.settle(result.value);
      this.#apply({ type: "settled", clientId: one.clientId });
      return true;
    }
    if (result && !passing.has(result.problem.code)) {
      this.#apply({ type: "refused", clientId: one.clientId, problem: result.problem.message });
      return true;
    }
    this.#apply({ type: "unanswered", clientId: one.clientId });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#flush(), this.#pauseMs);
    this.#pauseMs = Math.min(outboxRetryMsMax, this.#pauseMs * 2);
    return false;
  }

  #apply(event: OutboxEvent): void {
    this.#items = outboxReducer(this.#items, event);
    this.#store();
    for (const watcher of this.#watchers) watcher();
  }

  #store(): void {
    try {
      if (this.#items.length === 0) localStorage.removeItem(this.#key);
      else localStorage.setItem(this.#key, JSON.stringify(this.#items));
    } catch {
      // A browser without storage keeps what waits for as long as the tab lives.
    }
  }

  #stored(): Outgoing[] {
    try {
      const stored: unknown = JSON.parse(localStorage.getItem(this.#key) ?? "[]");
      return Array.isArray(stored) ? stored.filter(isOutgoing) : [];
    } catch {
      return [];
    }
  }
}

const isOutgoing = (value: unknown): value is Outgoing =>
  typeof value === "object" &&
  value !== null &&
  "clientId" in value &&
  typeof value.clientId === "string" &&
  "roomId" in value &&
  typeof value.roomId === "number" &&
  "text" in value &&
  typeof value.text === "string";

/** A UUID (RFC 9562, version 4), also on a plain-HTTP address, where `randomUUID` is not offered. */
/** There is no whispering in threads: from there it goes into the room, and quotes nothing of the thread. */
const whereSaid = (more: Carried): Carried =>
  more.to && more.threadId !== undefined ? { ...more, threadId: undefined, replyTo: undefined } : more;

/** A UUID, also where the page came without TLS and the browser makes none. */
export function newId(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
