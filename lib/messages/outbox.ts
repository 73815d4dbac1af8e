import type { FileView } from "@/lib/files/schema";
import type { MessageView } from "./schema";

/**
 * What one has written and the server has not yet confirmed.
 *
 *   queued ──► pending ──► (settled: gone)
 *                │  ▲
 *      no answer │  │ the line is back, or a pause is over
 *                ▼  │
 *              waiting          pending ──refused──► failed ──retried──► pending
 *                                                      └──discarded──► (gone)
 *
 * A time-out is no answer: the same `clientId` goes out again, and the server keeps the first.
 */
export interface Outgoing extends Carried {
  clientId: string;
  roomId: number;
  text: string;
  createdAt: string;
  state: "pending" | "waiting" | "failed";
  /** A sentence for people, where it was refused. */
  problem?: string;
}

/** What goes with a text. */
export interface Carried {
  /** Each has arrived already. */
  files?: FileView[];
  /** What it answers. */
  replyTo?: NonNullable<MessageView["reply_to"]>;
  /** To whom alone it is said. */
  to?: NonNullable<MessageView["to"]>;
  /** The root of the thread in which it is said. */
  threadId?: number;
}

export type OutboxEvent =
  | { type: "queued"; message: Omit<Outgoing, "state" | "problem"> }
  | { type: "sent"; clientId: string }
  | { type: "unanswered"; clientId: string }
  | { type: "refused"; clientId: string; problem: string }
  | { type: "retried"; clientId: string }
  | { type: "settled" | "discarded"; clientId: string };

export function outboxReducer(state: readonly Outgoing[], event: OutboxEvent): readonly Outgoing[] {
  switch (event.type) {
    case "queued":
      return state.some((one) => one.clientId === event.message.clientId)
        ? state
        : [...state, { ...event.message, state: "pending" }];
    case "sent":
    case "retried":
      return change(state, event.clientId, { state: "pending", problem: undefined });
    case "unanswered":
      return change(state, event.clientId, { state: "waiting", problem: undefined });
    case "refused":
      return change(state, event.clientId, { state: "failed", problem: event.problem });
    case "settled":
    case "discarded":
      return state.filter((one) => one.clientId !== event.clientId);
    default:
      return event satisfies never;
  }
}

/** The next to go out: the oldest that was not refused, so that what is written first arrives first. */
export const nextToSend = (state: readonly Outgoing[]): Outgoing | undefined =>
  state.find((one) => one.state !== "failed");

const change = (state: readonly Outgoing[], clientId: string, to: Partial<Outgoing>): readonly Outgoing[] =>
  state.map((one) => (one.clientId === clientId ? { ...one, ...to } : one));
