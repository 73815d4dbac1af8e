"use client";

import { createContext, type ReactNode } from "react";

/** What marks texts and leads to emoji and people: drawn on the server once, shown in each composer of the page. */
export const ToolbarContext = createContext<ReactNode>(null);

export function WithToolbar({ toolbar, children }: { toolbar: ReactNode; children: ReactNode }) {
  return <ToolbarContext value={toolbar}>{children}</ToolbarContext>;
}
