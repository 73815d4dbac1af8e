"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { addCopyButtons, type CopyWords } from "@/components/messages/copy-buttons";

/** Gives a button to every block of code in it; without scripts code is copied by hand. */
export function Copying({ words, children }: { words: CopyWords; children: ReactNode }) {
  const body = useRef<HTMLDivElement>(null);
  const { copy, copied } = words;
  useEffect(() => (body.current ? addCopyButtons(body.current, { copy, copied }) : undefined), [copy, copied]);
  return (
    <div ref={body} className="docs">
      {children}
    </div>
  );
}
