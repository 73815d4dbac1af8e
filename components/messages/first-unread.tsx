"use client";

import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useLive } from "@/components/live/provider";
import { useKey } from "@/components/live/use-key";
import type { Visit } from "@/components/live/visit";
import type { MessageView } from "@/lib/messages/schema";

interface Props {
  visit: Visit;
  log: RefObject<HTMLElement | null>;
  messages: MessageView[];
  /** Reads the talk around a message into the page. */
  toMessage: (id: number) => Promise<boolean>;
}

/** The way to the line «new», while that lies above what is in view and one has not been there, or has marked it. */
export function useFirstUnread({ visit, log, messages, toMessage }: Props) {
  const [isAbove, setIsAbove] = useState(false);
  const isAwaited = useRef(false);

  const look = useCallback(() => {
    const where = log.current ? placeOfLine(log.current, visit, messages[0]?.seq) : "none";
    if (where === "in view") visit.lineSeen = true;
    setIsAbove(where === "above" && (!visit.lineSeen || visit.isHeld));
  }, [log, visit, messages]);

  const goThere = useCallback(async () => {
    const scroller = log.current;
    const line = visit.line();
    if (!scroller || !line) return;
    scroller.focus({ preventScroll: true });
    if (scrollToLine(scroller) || line.firstId === null) return;
    isAwaited.current = true;
    isAwaited.current = await toMessage(line.firstId);
  }, [log, visit, toMessage]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was read around the line has been drawn
  useLayoutEffect(() => {
    if (isAwaited.current && log.current && scrollToLine(log.current)) isAwaited.current = false;
  }, [messages]);
  useEffect(look, [look]);
  useKey("firstUnread", () => void goThere());
  return { isAbove, look, goThere };
}

export function FirstUnreadPill({ onGo }: { onGo: () => void }) {
  const { words } = useLive();
  return (
    <div className="relative z-10 h-0 flex-none">
      <button type="button" className="button pill absolute top-3 left-1/2 -translate-x-1/2" onClick={onGo}>
        {words.unread.toFirst}
      </button>
    </div>
  );
}

const lineIn = (log: HTMLElement) => log.querySelector<HTMLElement>('[data-row="new"]');

function placeOfLine(
  log: HTMLElement,
  visit: Visit,
  firstSeq: number | undefined,
): "none" | "above" | "in view" | "below" {
  const line = visit.line();
  if (!line) return "none";
  const shown = lineIn(log)?.getBoundingClientRect();
  if (!shown) return firstSeq !== undefined && firstSeq > line.afterSeq + 1 ? "above" : "none";
  const frame = log.getBoundingClientRect();
  if (shown.bottom < frame.top) return "above";
  return shown.top > frame.bottom ? "below" : "in view";
}

/** @returns false where the line is not in the page */
function scrollToLine(log: HTMLElement): boolean {
  const line = lineIn(log);
  if (!line) return false;
  const frame = log.getBoundingClientRect();
  log.scrollTop += line.getBoundingClientRect().top - (frame.top + frame.height * 0.15);
  return true;
}
