"use client";

import { useEffect, useState } from "react";
import { fetchList } from "@/components/live/fetch-json";
import { useLive } from "@/components/live/provider";
import type { MessageView } from "@/lib/messages/schema";

/** Which messages of a room are pinned, as it is told; after a loss that is too great to be told, read again. */
export function usePins(roomId: number, given: readonly number[]): ReadonlySet<number> {
  const { socket } = useLive();
  const [pins, setPins] = useState<ReadonlySet<number>>(() => new Set(given));
  useEffect(() => {
    const hear = (messages: MessageView[]) => setPins((before) => withNews(before, messages));
    return socket.listen((frame) => {
      if (!("room_id" in frame) || frame.room_id !== roomId) return;
      if (frame.type === "message_changed") hear([frame.message]);
      if (frame.type === "resumed") hear(frame.messages);
      if (frame.type === "reset")
        void fetchList<MessageView>(`/api/v1/rooms/${roomId}/pins`).then(
          (pinned) => pinned && setPins(new Set(pinned.map(({ id }) => id))),
        );
    });
  }, [socket, roomId]);
  return pins;
}

function withNews(before: ReadonlySet<number>, messages: MessageView[]): ReadonlySet<number> {
  const moved = messages.filter(({ id, pinned }) => before.has(id) !== pinned);
  if (moved.length === 0) return before;
  const pins = new Set(before);
  for (const { id, pinned } of moved) {
    if (pinned) pins.add(id);
    else pins.delete(id);
  }
  return pins;
}
