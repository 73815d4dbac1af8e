"use client";

import { type RefObject, useEffect } from "react";
import { useLive } from "@/components/live/provider";

/** A button to every block of code: the words are the reader's, so it does not stand in the stored HTML. */
export function useCopyButtons(body: RefObject<HTMLElement | null>, html: string): void {
  const { words } = useLive();
  const { text } = words;
  useEffect(() => {
    const element = body.current;
    if (!element || !html.includes("<pre")) return;
    let end: (() => void) | null = () => {};
    // Without it code is copied by hand.
    import("./copy-buttons").then(({ addCopyButtons }) => {
      if (end) end = addCopyButtons(element, text);
    }, nothing);
    return () => {
      end?.();
      end = null;
    };
  }, [body, html, text]);
}

const nothing = () => {};
