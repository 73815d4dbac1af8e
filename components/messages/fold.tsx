"use client";

import { type FocusEvent, type ReactNode, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { flushSync } from "react-dom";
import { useLive } from "@/components/live/provider";

/**
 * A long text, of which the beginning shows. Without scripts a checkbox opens it; with them a button, which keeps the
 * beginning where it was.
 */
export function Fold({ id, isOpen, children }: { id: string; isOpen: boolean; children: ReactNode }) {
  const { words } = useLive();
  const { more, less } = words.text;
  const scripted = useSyncExternalStore(nothingChanges, inBrowser, onServer);
  const [open, setOpen] = useState(isOpen);
  const frame = useRef<HTMLDivElement>(null);
  // It may have been opened before this script was there.
  useLayoutEffect(() => {
    const box = frame.current?.querySelector<HTMLInputElement>(":scope > input");
    if (box) setOpen(box.checked);
  }, []);
  const unfold = () => keepingTop(frame.current, () => setOpen(true));
  /** What the keyboard reaches is seen. */
  const onFocus = (event: FocusEvent<HTMLElement>) => {
    if (open || !event.target.matches(":focus-visible")) return;
    if (event.target.getBoundingClientRect().bottom > event.currentTarget.getBoundingClientRect().bottom) unfold();
  };
  return (
    <div ref={frame} className="fold" data-open={open || undefined}>
      {!scripted && <input type="checkbox" id={id} className="sr-only" defaultChecked={isOpen} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what is focused stands within it */}
      <div className="fold-text" onFocus={onFocus}>
        {children}
      </div>
      {scripted ? (
        <button
          type="button"
          className="fold-switch"
          aria-expanded={open}
          onClick={() => (open ? setOpen(false) : unfold())}
        >
          {open ? less : more}
        </button>
      ) : (
        <label htmlFor={id} className="fold-switch">
          <span className="fold-more">{more}</span>
          <span className="fold-less">{less}</span>
        </label>
      )}
    </div>
  );
}

const nothingChanges = () => () => {};
const inBrowser = () => true;
const onServer = () => false;

/** The talk grows from its end upwards: what opens would push its own beginning out of sight. */
function keepingTop(frame: HTMLElement | null, change: () => void): void {
  const top = frame?.getBoundingClientRect().top ?? 0;
  flushSync(change);
  const log = frame?.closest(".log");
  if (log && frame) log.scrollTop += frame.getBoundingClientRect().top - top;
}
