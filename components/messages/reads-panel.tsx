"use client";

import { X } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { fetchJson } from "@/components/live/fetch-json";
import { useLive, useNow } from "@/components/live/provider";
import { readsWords } from "@/lib/i18n/reads";
import { ReadsList, type ReadsPart } from "./reads-list";

type Who = "read" | "unread";
type Lists = Record<Who, ReadsPart>;

/** Who has read a message and who has not, over the page. Loaded when it is asked for (`lazy`). */
export default function ReadsPanel({ messageId, onClose }: { messageId: number; onClose: () => void }) {
  const { viewer, clock } = useLive();
  const now = useNow();
  const words = readsWords[viewer.locale];
  const dialog = useRef<HTMLDialogElement>(null);
  const { lists, failed, load, more } = useReads(messageId);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="reads-title" onClose={onClose}>
      <div className="mb-3 flex items-center">
        <h1 id="reads-title" className="text-[17px] font-[650]">
          {words.title}
        </h1>
        <button type="button" className="tool ml-auto" aria-label={words.close} onClick={() => dialog.current?.close()}>
          <X aria-hidden="true" size={18} strokeWidth={1.75} />
        </button>
      </div>
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
    </dialog>
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
