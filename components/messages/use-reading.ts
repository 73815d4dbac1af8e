"use client";

import { type RefObject, useCallback, useEffect, useRef } from "react";
import { useLinkState, useLive } from "@/components/live/provider";
import type { Visit } from "@/components/live/visit";

/** Tells how far one has read: the last message whose end has been in view while the page was. */
export function useReading(
  visit: Visit,
  log: RefObject<HTMLElement | null>,
  readSeq: number,
  room: { lastKey: string | undefined; lastSeq: number },
): () => void {
  const { socket } = useLive();
  const { roomId } = visit;
  const link = useLinkState();
  const told = useRef(readSeq);
  const lastSeq = useRef(room.lastSeq);

  const report = useCallback(() => {
    const isSeen = document.visibilityState === "visible" && !visit.isHeld;
    const seen = isSeen && log.current ? lastInView(log.current) : null;
    if (!seen || seen.seq <= told.current) return;
    if (socket.send({ type: "read", room_id: roomId, message_id: seen.id })) told.current = seen.seq;
  }, [visit, roomId, socket, log]);

  useEffect(() => {
    document.addEventListener("visibilitychange", report);
    return () => document.removeEventListener("visibilitychange", report);
  }, [report]);
  useEffect(() => {
    lastSeq.current = room.lastSeq;
  }, [room.lastSeq]);
  // A mark that another device has set: what was told as read from here is unread again.
  useEffect(
    () =>
      socket.listen((frame) => {
        if (frame.type !== "unread" || frame.room_id !== roomId) return;
        if (!frame.marked) visit.hear(false);
        else if (lastSeq.current - frame.count < told.current) visit.hear(true);
      }),
    [socket, roomId, visit],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message and a line that is back are reasons to look again
  useEffect(report, [report, room.lastKey, link]);
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
