"use client";

import { createContext, useContext, useSyncExternalStore } from "react";
import { quoteCharsMax } from "@/lib/limits";
import type { Carried } from "@/lib/messages/outbox";
import type { MessageView } from "@/lib/messages/schema";

/** What somebody asks for about a message, and the element that they asked at. */
export interface Wish {
  act: "menu" | "pick" | "sign" | "who" | "versions" | "reads" | "reply" | "remove";
  messageId: number;
  emoji?: string;
  at?: Element;
}

export interface Doing {
  /** The message that one's next words answer. */
  replyTo: MessageView | null;
  /** Whom alone they are for. */
  whisperTo: MessageView["to"];
  /** The message whose text is open for change. */
  editing: number | null;
  wish: Wish | null;
  /** A sentence for people that stands for a while. */
  note: { text: string } | null;
}

const nothing: Doing = { replyTo: null, whisperTo: null, editing: null, wish: null, note: null };

/** What one is about with the messages of one stream. What it takes is loaded with the first wish. */
export class Handling {
  #now: Doing = nothing;
  readonly #watchers = new Set<() => void>();

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly now = (): Doing => this.#now;

  put(change: Partial<Doing>): void {
    this.#now = { ...this.#now, ...change };
    for (const watcher of this.#watchers) watcher();
  }

  tell(text: string): void {
    this.put({ note: { text } });
  }
}

export const HandlingContext = createContext<Handling | null>(null);

export function useHandling(): Handling {
  const handling = useContext(HandlingContext);
  if (!handling) throw new Error("no stream of messages above");
  return handling;
}

export const useDoing = (handling: Handling): Doing =>
  useSyncExternalStore(handling.watch, handling.now, () => nothing);

/** Whom alone one's next words are for: whom one whispers to, or whose whisper one answers. */
export function recipientOf({ replyTo, whisperTo }: Doing, viewerId: number): MessageView["to"] {
  if (!replyTo?.to) return whisperTo;
  return replyTo.to.id === viewerId ? replyTo.author : replyTo.to;
}

/**
 * What goes with one's words as they are sent; it is done with then.
 * @param chosen for whom alone the words are by themselves; what somebody else whispered is quoted to nobody
 */
export function takeCarried(handling: Handling, viewerId: number, chosen?: Carried["to"]): Carried {
  const doing = handling.now();
  const { replyTo } = doing;
  const other = recipientOf(doing, viewerId);
  if (doing.replyTo || doing.whisperTo) handling.put({ replyTo: null, whisperTo: null });
  const to = chosen ?? other;
  const isForOthers = replyTo?.to && chosen && other?.id !== chosen.id;
  return {
    ...(replyTo && !isForOthers && { replyTo: quoted(replyTo) }),
    ...(to && { to: { id: to.id, username: to.username, display_name: to.display_name } }),
  };
}

const quoted = ({ id, author, text }: MessageView) => ({ id, author, text: text.slice(0, quoteCharsMax) });
