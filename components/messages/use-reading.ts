"use client";

import { type RefObject, useEffect, useRef } from "react";
import { useLive } from "@/components/live/provider";
import type { Visit } from "@/components/live/visit";
import type { ThreadPlace } from "@/lib/messages/schema";
import { useSeen } from "./use-seen";

/** Tells how far one has read a room, and the whispers behind its last message. */
export function useReading(
  visit: Visit,
  log: RefObject<HTMLElement | null>,
  readSeq: number,
  room: { lastKey: string | undefined; lastSeq: number },
): () => void {
  const { socket } = useLive();
  const { roomId } = visit;
  const told = useRef({ seq: readSeq, whisperId: 0 });
  const lastSeq = useRef(room.lastSeq);

  useEffect(() => {
    lastSeq.current = room.lastSeq;
  }, [room.lastSeq]);
  // A mark that another device has set: what was told as read from here is unread again.
  useEffect(
    () =>
      socket.listen((frame) => {
        if (frame.type !== "unread" || frame.room_id !== roomId) return;
        if (!frame.marked) visit.hear(false);
        else if (lastSeq.current - frame.count < told.current.seq) visit.hear(true);
      }),
    [socket, roomId, visit],
  );
  return useSeen(log, room.lastKey, ({ id, seq, isWhisper }) => {
    const { current } = told;
    const isNews = seq > current.seq || (isWhisper && id > current.whisperId);
    if (visit.isHeld || !isNews || !socket.send({ type: "read", room_id: roomId, message_id: id })) return;
    told.current = { seq: Math.max(seq, current.seq), whisperId: isWhisper ? id : current.whisperId };
  });
}

/** Tells how far one has read a thread; nobody else hears of it. */
export function useThreadReading(
  { room_id, thread_id, last_read_seq }: ThreadPlace,
  log: RefObject<HTMLElement | null>,
  lastKey: string | undefined,
): () => void {
  const { socket } = useLive();
  const told = useRef(last_read_seq);
  return useSeen(log, lastKey, ({ id, seq }) => {
    if (seq > told.current && socket.send({ type: "read", room_id, thread_id, message_id: id })) told.current = seq;
  });
}
