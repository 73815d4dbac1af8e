"use client";

import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { useLive } from "@/components/live/provider";
import type { DraftView } from "@/lib/messages/schema";

/** What the page was rendered with: the draft of the place whose composer stands below. */
export const DraftSeed = createContext<DraftView | null>(null);

/**
 * What is half written, on all of one's devices, through reloads and without a line.
 * @param typed what the page's form held already
 * @param threadId the thread whose composer it is; none for the room's own
 */
export function useDraft(roomId: number, typed: string, threadId = 0): [string, (text: string) => void] {
  const { drafts } = useLive();
  const seed = useContext(DraftSeed);
  const [first] = useState(() => typed || (seed?.text ?? ""));
  const [draft] = useState(() => drafts.open(roomId, threadId, seed));
  const text = useSyncExternalStore(draft.watch, draft.text, () => first);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the form came back with is taken once
  useEffect(() => {
    if (typed) draft.type(typed);
    else draft.recover();
    return () => draft.keep();
  }, [draft]);
  return [text, (next) => draft.type(next)];
}
