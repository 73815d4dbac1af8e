"use client";

import { type RefObject, useCallback, useEffect, useRef } from "react";
import { useLinkState } from "@/components/live/provider";

export interface Seen {
  id: number;
  seq: number;
  /** It was whispered to the reader. */
  isWhisper: boolean;
}

/**
 * Tells of the last message whose end has been in view while the page was.
 * @param lastKey the newest message: another one is a reason to look again, as is a line that is back
 * @returns looks again
 */
export function useSeen(
  log: RefObject<HTMLElement | null>,
  lastKey: string | undefined,
  tell: (seen: Seen) => void,
): () => void {
  const link = useLinkState();
  const latest = useRef(tell);
  useEffect(() => {
    latest.current = tell;
  }, [tell]);
  const look = useCallback(() => {
    const seen = document.visibilityState === "visible" && log.current ? lastInView(log.current) : null;
    if (seen) latest.current(seen);
  }, [log]);
  useEffect(() => {
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [look]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message and a line that is back are reasons to look again
  useEffect(look, [look, lastKey, link]);
  return look;
}

function lastInView(log: HTMLElement): Seen | null {
  const edge = log.getBoundingClientRect().bottom + 4;
  const rows = log.querySelectorAll<HTMLElement>("[data-seq]");
  for (let at = rows.length - 1; at >= 0; at -= 1) {
    const row = rows[at];
    if (!row || row.getBoundingClientRect().bottom > edge) continue;
    const { id, seq, whisper } = row.dataset;
    return { id: Number(id), seq: Number(seq), isWhisper: whisper === "to-me" };
  }
  return null;
}
