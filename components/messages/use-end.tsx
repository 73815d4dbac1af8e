"use client";

import { type RefObject, useCallback, useState } from "react";
import { useLive } from "@/components/live/provider";
import { isAtEnd } from "./keep-place";

/** Whether one reads above the end of a talk, and how many messages have come below since. */
export function useEnd(log: RefObject<HTMLElement | null>, lastSeq: number) {
  const [below, setBelow] = useState({ shown: false, fromSeq: lastSeq });
  const lookForEnd = useCallback(() => {
    const away = log.current !== null && !isAtEnd(log.current);
    setBelow((before) => (before.shown === away ? before : { shown: away, fromSeq: lastSeq }));
  }, [log, lastSeq]);
  return { isAway: below.shown, newBelow: Math.max(0, lastSeq - below.fromSeq), lookForEnd };
}

/** The way to the end. */
export function EndPill({ newBelow, onGo }: { newBelow: number; onGo: () => void }) {
  const { words, say } = useLive();
  return (
    <button type="button" className="button pill" onClick={onGo}>
      {newBelow > 0 ? say(words.room.newBelow, { n: newBelow }) : words.room.toEnd}
    </button>
  );
}
