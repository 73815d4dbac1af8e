"use client";

import { usePathname, useRouter } from "next/navigation";
import { useSidebar } from "@/components/live/provider";
import { useKey } from "@/components/live/use-key";
import { nextUnread } from "@/lib/rooms/sidebar";

/** Goes to the next room of the list in which something is unread, or to the one before. */
export function NextUnread() {
  const sidebar = useSidebar();
  const router = useRouter();
  const here = Number(/^\/rooms\/(\d+)/.exec(usePathname())?.[1] ?? 0);
  const go = (step: 1 | -1) => {
    const room = nextUnread(sidebar, here, step);
    if (room) router.push(`/rooms/${room.id}`);
  };
  useKey("nextUnread", () => go(1));
  useKey("previousUnread", () => go(-1));
  return null;
}
