"use client";

import { type ReactNode, useCallback, useEffect, useState } from "react";
import { fetchList } from "@/components/live/fetch-json";
import { useLive } from "@/components/live/provider";
import { X } from "@/components/ui/icons";
import { Sheet } from "@/components/ui/sheet";
import { acting } from "@/lib/i18n/acting";

/** A dialog with a list that is read when it opens; where that fails, it says so and can be tried again. */
export function ListDialog<T>(props: {
  title: string;
  address: string;
  onClose: () => void;
  children: (items: T[]) => ReactNode;
}) {
  const { viewer } = useLive();
  const words = acting[viewer.locale];
  const { items, failed, load } = useList<T>(props.address);
  return (
    <Sheet label={props.title} onClose={props.onClose} className="sheet-list">
      {(close) => (
        <>
          <div className="mb-2 flex items-center">
            <h1 className="text-[17px] leading-6 font-[650]">{props.title}</h1>
            <button type="button" className="tool ml-auto" aria-label={words.close} onClick={close}>
              <X aria-hidden="true" size={18} strokeWidth={1.75} />
            </button>
          </div>
          <LoadState items={items} failed={failed} onRetry={load} />
          {items && props.children(items)}
        </>
      )}
    </Sheet>
  );
}

export function LoadState(props: { items: unknown; failed: boolean; onRetry: () => void }) {
  const { viewer } = useLive();
  const words = acting[viewer.locale];
  return (
    <div aria-live="polite" className="empty:hidden">
      {props.failed && (
        <p className="notice notice-bad mt-0">
          {words.failed}{" "}
          <button type="button" className="link" onClick={props.onRetry}>
            {words.retry}
          </button>
        </p>
      )}
      {!props.failed && !props.items && <p className="text-sm text-ink-3">{words.loading}</p>}
    </div>
  );
}

/** @param mark whatever makes the list another one: it is read again then */
export function useList<T>(address: string, mark?: unknown, given: T[] | null = null) {
  const [items, setItems] = useState<T[] | null>(given);
  const [failed, setFailed] = useState(false);
  const load = useCallback(async () => {
    const read = await fetchList<T>(address);
    setFailed(read === null);
    if (read) setItems(read);
  }, [address]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed mark is the reason to read again
  useEffect(() => void load(), [load, mark]);
  return { items, failed, load };
}
