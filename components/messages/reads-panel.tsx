"use client";

import { useCallback, useEffect, useState } from "react";
import { fetchJson } from "@/components/live/fetch-json";
import { useLive, useNow } from "@/components/live/provider";
import { Dialog } from "@/components/ui/dialog";
import { readsWords } from "@/lib/i18n/reads";
import { ReadsList, type ReadsPart } from "./reads-list";

type Who = "read" | "unread";
type Lists = Record<Who, ReadsPart>;

/** Who has read a message and who has not, over the page. Loaded when it is asked for (`lazy`). */
export default function ReadsPanel({ messageId, onClose }: { messageId: number; onClose: () => void }) {
  const { viewer, clock } = useLive();
  const now = useNow();
  const words = readsWords[viewer.locale];
  const { lists, failed, load, more } = useReads(messageId);
  return (
    <Dialog title={words.title} close={words.close} onClose={onClose}>
      <div aria-live="polite" className="empty:hidden">
        {failed && (
          <p className="notice notice-bad mt-0">
            {words.failed}{" "}
            <button type="button" className="link" onClick={load}>
              {words.retry}
            </button>
          </p>
        )}
        {!failed && !lists && <p className="text-sm text-ink-3">{words.loading}</p>}
      </div>
      {lists && (
        <ReadsList
          {...lists}
          clock={clock}
          now={now}
          more={(who) => (
            <button type="button" className="button mt-1" onClick={() => void more(who)}>
              {words.more}
            </button>
          )}
        />
      )}
    </Dialog>
  );
}

function useReads(messageId: number) {
  const [lists, setLists] = useState<Lists | null>(null);
  const [failed, setFailed] = useState(false);
  const page = useCallback(
    (who: Who, cursor?: string | null) =>
      fetchJson<ReadsPart>(
        `/api/v1/messages/${messageId}/reads?${new URLSearchParams({ who, ...(cursor && { cursor }) })}`,
      ),
    [messageId],
  );
  const load = useCallback(async () => {
    setFailed(false);
    const [read, unread] = await Promise.all([page("read"), page("unread")]);
    if (read && unread) setLists({ read, unread });
    else setFailed(true);
  }, [page]);
  const more = async (who: Who) => {
    const next = await page(who, lists?.[who].next_cursor);
    setFailed(next === null);
    if (!next) return;
    setLists((now) => now && { ...now, [who]: { ...next, items: [...now[who].items, ...next.items] } });
  };
  useEffect(() => void load(), [load]);
  return { lists, failed, load, more };
}
