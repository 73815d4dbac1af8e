"use client";

import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import { useLive } from "@/components/live/provider";
import type { MessageView } from "@/lib/messages/schema";

const trailMax = 20;

interface Props {
  log: RefObject<HTMLElement | null>;
  messages: readonly MessageView[];
  /** Reads the talk around a message into the page. */
  toMessage: (id: number) => Promise<boolean>;
  /** The message that the page was opened at. */
  opened: number | null;
  /** The address of a message in this page; null where the address is about something else. */
  addressOf: (id: number) => string | null;
}

/** Leads to a message without a page, and back to where one came from; the address follows. */
export function useJump({ log, messages, toMessage, opened, addressOf }: Props) {
  const [targetId, setTargetId] = useState(opened);
  const [trail, setTrail] = useState<readonly number[]>([]);
  const awaited = useRef<number | null>(null);

  const goTo = useCallback(
    async (id: number): Promise<boolean> => {
      if (!scrollToMessage(log.current, id)) {
        awaited.current = id;
        if (!(await toMessage(id))) {
          awaited.current = null;
          return false;
        }
      }
      setTargetId(id);
      const address = addressOf(id);
      if (address !== null) history.replaceState(null, "", address);
      return true;
    },
    [log, toMessage, addressOf],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was read around the message has been drawn
  useLayoutEffect(() => {
    if (awaited.current !== null && scrollToMessage(log.current, awaited.current)) awaited.current = null;
  }, [messages]);

  /** @returns false where the message could not be read */
  const jump = useCallback(
    async (id: number, fromId: number | null): Promise<boolean> => {
      const isThere = await goTo(id);
      if (isThere && fromId !== null) setTrail((before) => [...before, fromId].slice(-trailMax));
      return isThere;
    },
    [goTo],
  );
  const back = useCallback(() => {
    const last = trail.at(-1);
    setTrail(trail.slice(0, -1));
    if (last !== undefined) void goTo(last);
  }, [trail, goTo]);
  const forget = useCallback(() => setTrail((before) => (before.length === 0 ? before : [])), []);
  return { targetId, jump, back, forget, isAway: trail.length > 0 };
}

/** @returns false where it is not in the page */
function scrollToMessage(log: HTMLElement | null, id: number): boolean {
  const row = log?.querySelector<HTMLElement>(`article[data-id="${id}"]`);
  if (!log || !row) return false;
  const frame = log.getBoundingClientRect();
  log.scrollTop += row.getBoundingClientRect().top - (frame.top + frame.height * 0.4);
  row.querySelector<HTMLElement>("[data-act=menu]")?.focus({ preventScroll: true });
  return true;
}

export function BackPill({ onBack }: { onBack: () => void }) {
  const { words } = useLive();
  return (
    <button type="button" className="button pill" onClick={onBack}>
      {words.message.back}
    </button>
  );
}
