"use client";

import { lazy, Suspense, useEffect, useRef } from "react";
import { rememberEmoji } from "./emoji-store";

const Panel = lazy(() => import("./emoji-panel"));

interface Props {
  onPick: (emoji: string) => void;
  /** Esc, a press elsewhere, or the focus gone. The caller gives the focus back where it was. */
  onClose: () => void;
  /** Where it stands; the panel itself has a size and no place. */
  className?: string;
}

/** All emoji with search, the recent ones and keys. Nothing of it is loaded before it is drawn. */
export function EmojiPicker({ onPick, onClose, className }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const away = (event: Event) => {
      if (!(event.target instanceof Node) || frame.current?.contains(event.target)) return;
      // A dialog that opens around it takes the focus first.
      if (event.type === "focusin" && event.target.contains(frame.current)) return;
      onClose();
    };
    document.addEventListener("pointerdown", away);
    document.addEventListener("focusin", away);
    return () => {
      document.removeEventListener("pointerdown", away);
      document.removeEventListener("focusin", away);
    };
  }, [onClose]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the dialog within it has the role; this one hears its keys
    <div
      ref={frame}
      className={className}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <Suspense fallback={<div className="picker" />}>
        <Panel
          onPick={(emoji) => {
            rememberEmoji(emoji);
            onPick(emoji);
          }}
        />
      </Suspense>
    </div>
  );
}
