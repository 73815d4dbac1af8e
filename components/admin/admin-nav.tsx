"use client";

import {
  ChevronLeft,
  Hash,
  LayoutDashboard,
  LinkIcon,
  ListChecks,
  type LucideIcon,
  Settings,
  ShieldCheck,
  UsersRound,
} from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import type { AdminWords } from "@/lib/i18n/en";

const pages = [
  ["/admin", "overview", LayoutDashboard],
  ["/admin/people", "people", UsersRound],
  ["/admin/rooms", "rooms", Hash],
  ["/admin/invites", "invites", LinkIcon],
  ["/admin/security", "security", ShieldCheck],
  ["/admin/audit", "journal", ListChecks],
  ["/admin/settings", "settings", Settings],
] as const satisfies readonly (readonly [string, keyof AdminWords["frame"], LucideIcon])[];

/** The pages of the administration; `waiting` invitations are counted beside theirs. */
export function AdminNav(props: { words: AdminWords["frame"]; waiting: number }) {
  const path = usePathname();
  const list = useRef<HTMLUListElement>(null);
  // On a phone the pages stand in a line that is wider than the screen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each page another one is the present one
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [path]);
  const isHere = (href: string) => path === href || (href !== "/admin" && path.startsWith(`${href}/`));
  return (
    <ul ref={list} className="flex max-md:gap-1 max-md:overflow-x-auto md:flex-col">
      {pages.map(([href, page, Icon]) => (
        <li key={href} className="max-md:flex-none">
          <Link href={href} className="room-row" aria-current={isHere(href) ? "page" : undefined} prefetch={false}>
            <Icon aria-hidden="true" size={18} strokeWidth={1.75} />
            {props.words[page]}
            {page === "invites" && props.waiting > 0 && <span className="badge">{props.waiting}</span>}
          </Link>
        </li>
      ))}
      <li className="max-md:flex-none md:mt-4">
        <Link href="/" className="room-row" prefetch={false}>
          <ChevronLeft aria-hidden="true" size={18} strokeWidth={1.75} />
          {props.words.back}
        </Link>
      </li>
    </ul>
  );
}
