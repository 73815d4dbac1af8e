"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { useSidebar } from "@/components/live/provider";
import type { ActionResult } from "@/lib/action";
import type { InboxWords } from "@/lib/i18n/inbox";
import type { InboxState, SeeInbox } from "@/lib/inbox/schema";

interface Props {
  /** When the newest of what is shown came; null where not all that is new is shown. */
  until: string | null;
  /** Whether it says that more has come. */
  hears: boolean;
  words: InboxWords;
  action: (input: SeeInbox) => Promise<ActionResult<InboxState>>;
}

/** Tells that one has looked at what is shown, once the page is in view; and offers what has come since. */
export function InboxSeen({ until, hears, words, action }: Props) {
  const router = useRouter();
  const { inbox } = useSidebar();
  /** All that is shown counts as seen, as one's counts have come to say. */
  const [isCalm, setIsCalm] = useState(inbox.count === 0);
  useEffect(() => {
    if (inbox.count === 0) setIsCalm(true);
  }, [inbox.count]);
  useEffect(() => {
    if (until === null) return;
    const see = async () => {
      if (document.visibilityState !== "visible") return;
      const result = await action({ until }).catch(() => null);
      if (result?.ok && result.value.count > 0) setIsCalm(true);
    };
    void see();
    document.addEventListener("visibilitychange", see);
    return () => document.removeEventListener("visibilitychange", see);
  }, [until, action]);
  return (
    <div role="status">
      {hears && isCalm && inbox.count > 0 && (
        <button
          type="button"
          className="button button-main mb-3"
          onClick={() => {
            setIsCalm(false);
            router.refresh();
          }}
        >
          {words.showNew}
        </button>
      )}
    </div>
  );
}
