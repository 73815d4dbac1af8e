"use client";

import { useEffect, useState } from "react";
import { useLive } from "@/components/live/provider";

/**
 * What is half written stays on this device, per room and per person, through reloads.
 * @param typed what the page's form held already
 * @param threadId the thread whose composer it is; none for the room's own
 */
export function useDraft(roomId: number, typed: string, threadId = 0): [string, (text: string) => void] {
  const { viewer } = useLive();
  const key = `staffroom:draft:${viewer.person.id}:${roomId}${threadId > 0 ? `:${threadId}` : ""}`;
  const [text, setText] = useState(typed);
  useEffect(() => {
    const kept = readStorage(key);
    if (kept) setText((now) => now || kept);
  }, [key]);
  const change = (next: string) => {
    setText(next);
    writeStorage(key, next);
  };
  return [text, change];
}

function readStorage(key: string): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function writeStorage(key: string, value: string): void {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    // Without storage the draft lives as long as the page.
  }
}
