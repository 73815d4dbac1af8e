"use client";

import { useEffect, useRef } from "react";
import { isKey, isLeftToField, type KeyName } from "./keys";

/**
 * Does something at a key of the list. Whoever stands nearer (a field, a menu, an open dialog) comes first: they keep it
 * by `preventDefault`. Several may listen to one key: whoever has nothing to do with it now answers false.
 */
export function useKey(name: KeyName, act: () => unknown): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  }, [act]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || !isKey(name, event)) return;
      if (isLeftToField(name, document.activeElement) || document.querySelector("dialog[open]")) return;
      if (latest.current() !== false) event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [name]);
}
