"use client";

import { MessageSquareText, Pin, PinOff, Reply, SmilePlus } from "lucide-react";
import { type RefObject, useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { useLive } from "@/components/live/provider";
import { acting } from "@/lib/i18n/acting";
import type { MessageView } from "@/lib/messages/schema";
import type { Offers } from "./offers";

interface Props {
  message: MessageView;
  offers: Offers;
  /** Where the row keeps room for it. */
  place: Element;
  onAct: (act: "pick" | "reply" | "thread" | "pin", at: Element) => void;
}

/** What is done most, at the row under the pointer or with the focus: one bar for all rows, put where it is wanted. */
export function Bar({ message, offers, place, onAct }: Props) {
  const { viewer, words } = useLive();
  const own = acting[viewer.locale];
  if (!offers.speak) return null;
  const entries = [
    [true, "pick", SmilePlus, words.message.addReaction],
    [true, "reply", Reply, own.reply],
    [offers.thread, "thread", MessageSquareText, own.thread],
    [offers.pin, "pin", message.pinned ? PinOff : Pin, message.pinned ? own.unpin : own.pin],
  ] as const;
  return createPortal(
    entries.map(
      ([offered, act, Icon, text]) =>
        offered && (
          <button
            key={act}
            type="button"
            aria-label={text}
            title={text}
            onClick={(event) => onAct(act, event.currentTarget)}
          >
            <Icon aria-hidden="true" size={18} strokeWidth={1.75} />
          </button>
        ),
    ),
    place,
  );
}

/** The row that the mouse is over, or that has the focus: whichever was the last. */
export function useNearRow(log: RefObject<HTMLElement | null>): { messageId: number; place: Element } | null {
  const [near, setNear] = useState<{ messageId: number; place: Element } | null>(null);
  useEffect(() => {
    const frame = log.current;
    if (!frame) return;
    const come = (event: Event) => {
      if (event instanceof PointerEvent && event.pointerType !== "mouse") return;
      // What was pressed with a mouse has the focus, too: then it is the pointer that shows where one is.
      if (event instanceof FocusEvent && event.target instanceof Element && !event.target.matches(":focus-visible"))
        return;
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>("article[data-id]") : null;
      const place = row?.querySelector("[data-bar]");
      if (!row || !place) return;
      setNear((before) => (before?.place === place ? before : { messageId: Number(row.dataset.id), place }));
    };
    const row = frame.querySelector("article[data-id]:hover, article[data-id]:focus-within");
    if (row) come({ target: row } as unknown as Event);
    frame.addEventListener("pointerover", come);
    frame.addEventListener("focusin", come);
    return () => {
      frame.removeEventListener("pointerover", come);
      frame.removeEventListener("focusin", come);
    };
  }, [log]);
  return near;
}
