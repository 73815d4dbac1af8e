"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect } from "react";
import { ConnectionNote } from "@/components/live/connection-note";
import { KeysHelp } from "@/components/live/keys-help";
import { useLive } from "@/components/live/provider";
import { useVisualViewport } from "@/components/live/visual-viewport";
import type { BrandOf } from "@/components/ui/brand";
import { Inbox, MessageCircle, Search, Settings } from "@/components/ui/icons";
import { AllRead } from "./all-read";
import { InboxCount } from "./inbox-count";
import { NextUnread } from "./next-unread";
import { RoomList } from "./room-list";
import { UnreadTitle } from "./unread-title";

/** Two columns on a desk; on a phone the list, or what was opened from it. */
export function Shell(props: { company: BrandOf | null; children: ReactNode }) {
  const { words, visits } = useLive();
  const pathname = usePathname();
  useVisualViewport();
  useEffect(() => visits.moved(pathname), [visits, pathname]);
  const inRoom = /^\/rooms\/\d+/.test(pathname);
  return (
    <div className="shell" data-at={pathname === "/" ? "list" : "inside"} data-room={inRoom || undefined}>
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-10 focus:bg-raised focus:p-3">
        {words.nav.skip}
      </a>
      <AllRead>
        <RoomList company={props.company} />
        <main id="main" className="main" tabIndex={-1}>
          <ConnectionNote />
          {props.children}
        </main>
        <Tabs pathname={pathname} />
      </AllRead>
      <NextUnread />
      <KeysHelp />
      <UnreadTitle />
    </div>
  );
}

function Tabs({ pathname }: { pathname: string }) {
  const { words } = useLive();
  const tabs = [
    { href: "/", label: words.nav.chats, Icon: MessageCircle },
    { href: "/mentions", label: words.nav.inbox, Icon: Inbox },
    { href: "/search", label: words.nav.search, Icon: Search },
    { href: "/me", label: words.nav.more, Icon: Settings },
  ] as const;
  return (
    <nav className="tabs" aria-label={words.nav.more}>
      {tabs.map(({ href, label, Icon }) => (
        <Link key={href} href={href} prefetch={false} aria-current={pathname === href ? "page" : undefined}>
          <Icon aria-hidden="true" size={18} strokeWidth={1.75} />
          <span>{label}</span>
          {href === "/mentions" && <InboxCount />}
        </Link>
      ))}
    </nav>
  );
}
