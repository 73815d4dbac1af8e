"use client";

import { useEffect, useRef } from "react";
import { isKey, isLeftToField, type KeyName } from "./keys";

/**
 * Does something at a key of the list. Whoever stands nearer (a field, a menu, an open dialog) comes first: they keep it
 * by `preventDefault`.
 */
export function useKey(name: KeyName, act: () => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  }, [act]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || !isKey(name, event)) return;
      if (isLeftToField(name, document.activeElement) || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [name]);
}
