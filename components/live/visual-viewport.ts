"use client";

import { useEffect } from "react";

/** Where the keyboard of a phone covers the page instead of shrinking it, the shell follows what is still seen. */
export function useVisualViewport(): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (!viewport) return;
    const follow = () => {
      const covered = window.innerHeight - viewport.height > 80 && viewport.scale === 1;
      if (covered) document.documentElement.style.setProperty("--seen-height", `${viewport.height}px`);
      else document.documentElement.style.removeProperty("--seen-height");
      if (covered) window.scrollTo(0, 0);
    };
    viewport.addEventListener("resize", follow);
    return () => viewport.removeEventListener("resize", follow);
  }, []);
}
