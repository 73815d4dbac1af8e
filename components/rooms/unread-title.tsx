"use client";

import { useEffect } from "react";
import { useSidebar } from "@/components/live/provider";

/** The tab's title begins with how much waits: mentions and direct messages. */
export function UnreadTitle() {
  const { rooms } = useSidebar();
  const waiting = [...rooms.values()].reduce(
    (sum, room) => sum + (room.kind === "direct" ? room.unread.count : room.unread.mentions),
    0,
  );
  useEffect(() => {
    const put = () => {
      const plain = document.title.replace(/^\(\d+\) /, "");
      const wanted = waiting > 0 ? `(${waiting}) ${plain}` : plain;
      if (document.title !== wanted) document.title = wanted;
    };
    put();
    // The framework writes the title anew when a page opens.
    const observer = new MutationObserver(put);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [waiting]);
  return null;
}
