import { type Chat, type MessageView, StaffroomError } from "@/server/client";
import type { Saying } from "./doing";

export interface Outgoing extends Saying {
  clientId: string;
}

/** What was typed and does not stand in the room yet. Each is tried until the server has it, or refuses it. */
export class Outbox {
  #items: Outgoing[] = [];

  constructor(
    private readonly chat: Chat,
    private readonly roomId: number,
    private readonly changed: () => void,
    private readonly refused: (one: Outgoing, error: unknown) => void,
  ) {}

  get items(): readonly Outgoing[] {
    return this.#items;
  }

  send(saying: Saying): void {
    const one = { ...saying, clientId: crypto.randomUUID() };
    this.#items.push(one);
    const { text, to, replyTo, threadId, clientId } = one;
    const forever = Number.POSITIVE_INFINITY;
    this.chat
      .send(this.roomId, text, { to: to?.id, replyTo, threadId, clientId, patienceMs: forever })
      .catch((error) => {
        this.#drop(clientId);
        if (error instanceof StaffroomError && error.isRefusal) this.refused(one, error);
      });
    this.changed();
  }

  /** It stands in the room: only then it is drawn among what was said, in its place. */
  arrived({ client_id }: MessageView): void {
    this.#drop(client_id);
  }

  #drop(clientId: string): void {
    this.#items = this.#items.filter((one) => one.clientId !== clientId);
    this.changed();
  }
}
