"use client";

import { useLive, useSidebar } from "@/components/live/provider";
import { inboxCountMax } from "@/lib/limits";

/** How much waits in one's inbox; nothing where nothing does. */
export function InboxCount() {
  const { words, say } = useLive();
  const { count } = useSidebar().inbox;
  if (count === 0) return null;
  return (
    <span className="badge badge-me">
      <span aria-hidden="true">{count < inboxCountMax ? count : `${inboxCountMax - 1}+`}</span>
      <span className="sr-only">{say(words.counts.inbox, { n: count })}</span>
    </span>
  );
}
