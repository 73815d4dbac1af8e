"use client";

import { useCallback } from "react";
import { useLive } from "@/components/live/provider";
import type { MessageView } from "@/lib/messages/schema";

/**
 * Marks a message and what follows it as unread, on all of one's devices. The line «new» stands before it, and the open
 * room marks nothing as read by itself until one leaves it or writes.
 * @returns what does it; that answers null, or the sentence that says why it could not be done
 */
export function useMarkUnread(): (message: Pick<MessageView, "id" | "room_id" | "seq">) => Promise<string | null> {
  const { acts, visits, words } = useLive();
  return useCallback(
    async ({ id, room_id, seq }) => {
      const takeBack = visits.in(room_id)?.mark({ afterSeq: seq - 1, firstId: id });
      const result = await acts.markUnread({ roomId: room_id, messageId: id }).catch(() => null);
      if (result?.ok) return null;
      takeBack?.();
      return result ? result.problem.message : words.connection.away;
    },
    [acts, visits, words],
  );
}
