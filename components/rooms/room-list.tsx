"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useActionState, useState } from "react";
import { useLinkState, useLive, useSidebar } from "@/components/live/provider";
import { Avatar } from "@/components/ui/avatar";
import { blankForm } from "@/components/ui/blank-form";
import { Brand, type BrandOf } from "@/components/ui/brand";
import { Bookmark, CheckCheck, Inbox, Plus, Settings } from "@/components/ui/icons";
import type { RoomView } from "@/lib/rooms/schema";
import { sortedRooms, waitsIn } from "@/lib/rooms/sidebar";
import { useReadAll } from "./all-read";
import { Find } from "./find";
import { InboxCount } from "./inbox-count";
import { RoomRow } from "./room-row";

/** The list on every page: rooms, direct rooms, oneself. A phone has one list of all, the newest talk first. */
export function RoomList(props: { company: BrandOf | null }) {
  const { words } = useLive();
  const sidebar = useSidebar();
  const [wanted, setWanted] = useState("");
  const matches = (room: RoomView) => room.name.toLocaleLowerCase().includes(wanted.trim().toLocaleLowerCase());
  const rooms = sortedRooms(sidebar, "room").filter(matches);
  const direct = sortedRooms(sidebar, "direct").filter(matches);
  return (
    <div className="side">
      <header className="flex items-center px-4 pt-3.5 pb-2.5">
        <Link href="/" className="min-w-0 text-inherit no-underline" prefetch={false}>
          <Brand company={props.company} />
        </Link>
        <ReadAll />
        <Link href="/saved" className="tool md:hidden" aria-label={words.message.saved} prefetch={false}>
          <Bookmark aria-hidden="true" size={20} strokeWidth={1.75} />
        </Link>
        <Link href="/rooms/new" className="tool md:hidden" aria-label={words.nav.newRoom} prefetch={false}>
          <Plus aria-hidden="true" size={20} />
        </Link>
      </header>
      <Find wanted={wanted} onWanted={setWanted} first={rooms[0] ?? direct[0]} />
      {/* What a phone shows of the front page: there it is the page itself. */}
      <div role="main" className="min-h-0 flex-1 overflow-y-auto px-2 pb-3 md:hidden">
        <h1 className="sr-only">{words.nav.home}</h1>
        <ul>
          {sortedRooms(sidebar)
            .filter(matches)
            .map((room) => (
              <RoomRow key={room.id} room={room} />
            ))}
          {rooms.length + direct.length === 0 && <Empty>{wanted ? words.nav.noMatch : words.nav.noRooms}</Empty>}
          <ToOpenRooms />
        </ul>
        {sidebar.rooms.size === 0 && (
          <p className="mt-2 flex flex-wrap gap-2.5 px-2">
            <Link href="/rooms/new" className="button" prefetch={false}>
              {words.nav.newRoom}
            </Link>
            <Link href="/people" className="button" prefetch={false}>
              {words.nav.people}
            </Link>
          </p>
        )}
      </div>
      <nav aria-label={words.nav.lists} className="min-h-0 flex-1 overflow-y-auto px-2 pb-3 max-md:hidden">
        <ToInbox />
        <ToSaved />
        <Group title={words.nav.rooms} add={{ href: "/rooms/new", label: words.nav.newRoom }}>
          {rooms.map((room) => (
            <RoomRow key={room.id} room={room} />
          ))}
          {rooms.length === 0 && <Empty>{wanted ? words.nav.noMatch : words.nav.noRooms}</Empty>}
          <ToOpenRooms />
        </Group>
        <Group title={words.nav.direct} add={{ href: "/people", label: words.nav.newDirect }}>
          {direct.map((room) => (
            <RoomRow key={room.id} room={room} />
          ))}
          {direct.length === 0 && !wanted && <Empty>{words.nav.noDirect}</Empty>}
        </Group>
      </nav>
      <footer>
        <Self />
      </footer>
    </div>
  );
}

function ToOpenRooms() {
  const { words } = useLive();
  return (
    <li>
      <Link href="/browse" className="room-row" prefetch={false}>
        <span className="tile">
          <Plus aria-hidden="true" size={18} strokeWidth={1.75} />
        </span>
        <span className="truncate text-ink-3">{words.nav.browse}</span>
      </Link>
    </li>
  );
}

function ToInbox() {
  const { words } = useLive();
  const { inbox } = useSidebar();
  return (
    <Link
      href="/mentions"
      prefetch={false}
      aria-current={usePathname() === "/mentions" ? "page" : undefined}
      className={`room-row ${inbox.count > 0 ? "is-unread" : ""}`}
    >
      <Inbox aria-hidden="true" size={18} strokeWidth={1.75} className="flex-none text-ink-3" />
      <span className="truncate">{words.nav.inbox}</span>
      <InboxCount />
    </Link>
  );
}

function ToSaved() {
  const { words } = useLive();
  return (
    <Link
      href="/saved"
      prefetch={false}
      aria-current={usePathname() === "/saved" ? "page" : undefined}
      className="room-row"
    >
      <Bookmark aria-hidden="true" size={18} strokeWidth={1.75} className="flex-none text-ink-3" />
      <span className="truncate">{words.message.saved}</span>
    </Link>
  );
}

/** For those without keys: everything read at once, while something is unread. */
function ReadAll() {
  const { acts, words } = useLive();
  const sidebar = useSidebar();
  const readAll = useReadAll();
  const [, formAction] = useActionState(acts.markAllReadForm, blankForm);
  const isUnread = [...sidebar.rooms.values()].some((room) => waitsIn(sidebar, room));
  return (
    <form
      action={formAction}
      className="ml-auto"
      onSubmit={(event) => {
        event.preventDefault();
        readAll();
      }}
    >
      {isUnread && (
        <button type="submit" className="tool md:-my-2" aria-label={words.unread.readAll} title={words.unread.readAll}>
          <CheckCheck aria-hidden="true" size={18} strokeWidth={1.75} />
        </button>
      )}
    </form>
  );
}

const Empty = ({ children }: { children: ReactNode }) => (
  <li className="px-2 py-1.5 text-[13.5px] leading-[19px] text-ink-3">{children}</li>
);

function Group(props: { title: string; add: { href: "/rooms/new" | "/people"; label: string }; children: ReactNode }) {
  return (
    <section>
      <div className="flex items-center px-2 pt-3 pb-1 text-[12.5px] font-semibold text-ink-3">
        <h2>{props.title}</h2>
        <Link
          href={props.add.href}
          aria-label={props.add.label}
          prefetch={false}
          className="ml-auto grid size-6 place-items-center rounded-md text-ink-3 hover:bg-hover"
        >
          <Plus aria-hidden="true" size={16} />
        </Link>
      </div>
      <ul>{props.children}</ul>
    </section>
  );
}

function Self() {
  const { viewer, words } = useLive();
  const state = useLinkState();
  const status = state === "open" ? "online" : "offline";
  return (
    <Link
      href="/me"
      prefetch={false}
      className="flex items-center gap-2.5 border-t border-line px-3.5 py-2.5 text-sm text-ink no-underline hover:bg-hover max-md:hidden"
    >
      <Avatar person={viewer.person} presence={status} />
      <span className="min-w-0">
        <span className="block truncate">{viewer.person.display_name}</span>
        <small className="block text-[12.5px] leading-4 text-ink-3">{words.presence[status]}</small>
      </span>
      <Settings aria-hidden="true" size={18} strokeWidth={1.75} className="ml-auto flex-none text-ink-2" />
      <span className="sr-only">{words.nav.settings}</span>
    </Link>
  );
}
