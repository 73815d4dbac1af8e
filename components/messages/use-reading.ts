"use client";

import { type RefObject, useCallback, useEffect, useRef } from "react";
import { useLinkState, useLive } from "@/components/live/provider";

/** Tells how far one has read: the last message whose end has been in view while the page was. */
export function useReading(
  roomId: number,
  log: RefObject<HTMLElement | null>,
  readSeq: number,
  lastKey: string | undefined,
): () => void {
  const { socket } = useLive();
  const link = useLinkState();
  const told = useRef(readSeq);

  const report = useCallback(() => {
    const seen = document.visibilityState === "visible" && log.current ? lastInView(log.current) : null;
    if (!seen || seen.seq <= told.current) return;
    if (socket.send({ type: "read", room_id: roomId, message_id: seen.id })) told.current = seen.seq;
  }, [roomId, socket, log]);

  useEffect(() => {
    document.addEventListener("visibilitychange", report);
    return () => document.removeEventListener("visibilitychange", report);
  }, [report]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message and a line that is back are reasons to look again
  useEffect(report, [report, lastKey, link]);
  return report;
}

function lastInView(log: HTMLElement): { id: number; seq: number } | null {
  const edge = log.getBoundingClientRect().bottom + 4;
  const rows = log.querySelectorAll<HTMLElement>("[data-seq]");
  for (let at = rows.length - 1; at >= 0; at -= 1) {
    const row = rows[at];
    if (row && row.getBoundingClientRect().bottom <= edge)
      return { id: Number(row.dataset.id), seq: Number(row.dataset.seq) };
  }
  return null;
}
