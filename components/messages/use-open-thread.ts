"use client";

import { useSearchParams } from "next/navigation";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { DraftView, OpenedThread } from "@/lib/messages/schema";

/** A thread as the page came with it. */
export interface GivenThread extends OpenedThread {
  targetId: number | null;
  draft: DraftView;
  clientId: string;
}

/**
 * Which thread stands beside the room: the address says it, so that a link, the way back and a reload agree.
 * @param log where the focus returns to
 */
export function useOpenThread(roomId: number, given: GivenThread | null, log: RefObject<HTMLElement | null>) {
  const rootId = Number(useSearchParams().get("thread")) || null;
  const [left, setLeft] = useState<GivenThread | null>(null);
  const isOpenedHere = useRef(false);
  const isLeft = given !== null && given.root.id !== rootId;
  // What was read for it then is old once it is opened again.
  useEffect(() => {
    if (isLeft) setLeft(given);
  }, [isLeft, given]);

  const open = useCallback(
    (id: number) => {
      const address = `/rooms/${roomId}?thread=${id}`;
      if (rootId !== null) return history.replaceState(null, "", address);
      isOpenedHere.current = true;
      history.pushState(null, "", address);
    },
    [roomId, rootId],
  );
  const close = useCallback(() => {
    if (rootId === null) return;
    // On a phone the way back is the same by the button and by the system's own.
    if (isOpenedHere.current) history.back();
    else history.replaceState(null, "", `/rooms/${roomId}`);
    isOpenedHere.current = false;
    const row = log.current?.querySelector(`article[data-id="${rootId}"]`);
    const way = row?.querySelector<HTMLElement>("[data-act=thread]") ?? row?.querySelector<HTMLElement>("[data-act]");
    (way ?? log.current)?.focus({ preventScroll: true });
  }, [roomId, rootId, log]);
  return { rootId, given: given !== left && !isLeft ? given : null, open, close };
}
