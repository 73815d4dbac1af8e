"use client";

import { createContext, useContext, useSyncExternalStore } from "react";
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
  /** The message whose text is open for change. */
  editing: number | null;
  wish: Wish | null;
  /** A sentence for people that stands for a while. */
  note: { text: string } | null;
}

const nothing: Doing = { replyTo: null, editing: null, wish: null, note: null };

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
