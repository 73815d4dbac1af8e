"use client";

import { type RefObject, useEffect } from "react";

/** A finger that rests on something within; what watches it is loaded where there are fingers. */
export function useLongPress(frame: RefObject<HTMLElement | null>, act: (target: Element) => void): void {
  useEffect(() => {
    const element = frame.current;
    if (!element || navigator.maxTouchPoints === 0) return;
    let end: (() => void) | null = () => {};
    // Without it the same menu opens by its button.
    import("./long-press").then(({ onLongPress }) => {
      if (end) end = onLongPress(element, act);
    }, nothing);
    return () => {
      end?.();
      end = null;
    };
  }, [frame, act]);
}

const nothing = () => {};
