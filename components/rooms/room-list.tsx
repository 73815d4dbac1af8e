"use client";

import { Hash, Lock, Plus, Search, Settings } from "lucide-react";
import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useLinkState, useLive, useNow, useSidebar } from "@/components/live/provider";
import { Avatar } from "@/components/ui/avatar";
import { Brand } from "@/components/ui/brand";
import { shortWhen } from "@/lib/i18n/time";
import type { RoomView } from "@/lib/rooms/schema";
import { lastTalk, sortedRooms } from "@/lib/rooms/sidebar";

/** The list on every page: rooms, direct rooms, oneself. A phone has one list of all, the newest talk first. */
export function RoomList(props: { company: string }) {
  const { words } = useLive();
  const sidebar = useSidebar();
  const [wanted, setWanted] = useState("");
  const matches = (room: RoomView) => room.name.toLocaleLowerCase().includes(wanted.trim().toLocaleLowerCase());
  const rooms = sortedRooms(sidebar, "room").filter(matches);
  const direct = sortedRooms(sidebar, "direct").filter(matches);
  return (
    <nav className="side" aria-label={words.nav.lists}>
      <div className="flex items-center px-4 pt-3.5 pb-2.5">
        <Link href="/" className="min-w-0 text-inherit no-underline" prefetch={false}>
          <Brand name={props.company} />
        </Link>
        <Link href="/rooms/new" className="tool ml-auto md:hidden" aria-label={words.nav.newRoom} prefetch={false}>
          <Plus aria-hidden="true" size={20} />
        </Link>
      </div>
      <Find wanted={wanted} onWanted={setWanted} first={rooms[0] ?? direct[0]} />
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-3 md:hidden">
        <ul>
          {sortedRooms(sidebar)
            .filter(matches)
            .map((room) => (
              <RoomRow key={room.id} room={room} />
            ))}
          {rooms.length + direct.length === 0 && <Empty>{wanted ? words.nav.noMatch : words.nav.noRooms}</Empty>}
        </ul>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-3 max-md:hidden">
        <Group title={words.nav.rooms} add={{ href: "/rooms/new", label: words.nav.newRoom }}>
          {rooms.map((room) => (
            <RoomRow key={room.id} room={room} />
          ))}
          {rooms.length === 0 && <Empty>{wanted ? words.nav.noMatch : words.nav.noRooms}</Empty>}
          <li>
            <Link href="/browse" className="room-row" prefetch={false}>
              <Plus aria-hidden="true" size={18} strokeWidth={1.75} className="text-ink-3" />
              <span className="truncate text-ink-3">{words.nav.browse}</span>
            </Link>
          </li>
        </Group>
        <Group title={words.nav.direct} add={{ href: "/people", label: words.nav.newDirect }}>
          {direct.map((room) => (
            <RoomRow key={room.id} room={room} />
          ))}
          {direct.length === 0 && !wanted && <Empty>{words.nav.noDirect}</Empty>}
        </Group>
      </div>
      <Self />
    </nav>
  );
}

const Empty = ({ children }: { children: ReactNode }) => (
  <li className="px-2 py-1.5 text-[13.5px] leading-[19px] text-ink-3">{children}</li>
);

/** Without scripts it looks among the people; with them it narrows the list, and Enter goes to the first. */
function Find(props: { wanted: string; onWanted: (wanted: string) => void; first: RoomView | undefined }) {
  const { words } = useLive();
  const router = useRouter();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.code !== "KeyK" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <form
      action="/people"
      role="search"
      className="mx-3 mb-2 flex h-9 items-center gap-2 rounded-[9px] border border-line bg-paper px-2.5 text-sm text-ink-3 focus-within:border-accent max-md:h-11 max-md:bg-raised"
      onSubmit={(event) => {
        if (!props.first || !props.wanted.trim()) return;
        event.preventDefault();
        router.push(`/rooms/${props.first.id}`);
        props.onWanted("");
      }}
    >
      <Search aria-hidden="true" size={18} strokeWidth={1.75} />
      <input
        ref={input}
        name="q"
        type="search"
        aria-label={words.nav.find}
        placeholder={words.nav.find}
        value={props.wanted}
        autoComplete="off"
        maxLength={100}
        onChange={(event) => props.onWanted(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && props.onWanted("")}
        className="h-full min-w-0 flex-1 bg-transparent text-ink outline-none placeholder:text-ink-3 max-md:text-base"
      />
      <kbd className="rounded-[5px] border border-line px-1.5 py-px font-sans text-xs max-md:hidden">Ctrl K</kbd>
    </form>
  );
}

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

function RoomRow({ room }: { room: RoomView }) {
  const { clock, viewer, words, say } = useLive();
  const { presence } = useSidebar();
  const now = useNow();
  const pathname = usePathname();
  const peer = room.people[0];
  const status = (peer && presence.get(peer.id)) ?? "offline";
  const said = room.last_message;
  const text = said ? plainText(said.text) || words.room.deleted : room.topic;
  return (
    <li>
      <Link
        href={`/rooms/${room.id}`}
        prefetch={false}
        aria-current={pathname === `/rooms/${room.id}` ? "page" : undefined}
        className={`room-row ${room.unread.count > 0 ? "is-unread" : ""}`}
      >
        {room.kind === "direct" && peer ? (
          <Avatar person={peer} size="s" presence={status} presenceLabel={words.presence[status]} />
        ) : (
          <span className="tile">
            {room.visibility === "private" ? (
              <Lock aria-hidden="true" size={18} strokeWidth={1.75} />
            ) : (
              <Hash aria-hidden="true" size={18} strokeWidth={1.75} />
            )}
          </span>
        )}
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span className="truncate">{room.name}</span>
            <time className="more" dateTime={lastTalk(room)} suppressHydrationWarning>
              {shortWhen(clock, new Date(lastTalk(room)), now)}
            </time>
          </span>
          <span className="more">{said?.author.id === viewer.person.id ? say(words.nav.you, { text }) : text}</span>
        </span>
        <Counts room={room} />
      </Link>
    </li>
  );
}

function Counts({ room }: { room: RoomView }) {
  const { words, say } = useLive();
  const { count, mentions } = room.unread;
  if (count === 0) return null;
  const shown = count > 999 ? "999+" : String(count);
  if (mentions > 0 && room.kind === "room")
    return (
      <span className="badge badge-me">
        <span aria-hidden="true">@ {mentions}</span>
        <span className="sr-only">{`${say(words.counts.mentions, { n: mentions })}, ${say(words.counts.unread, { n: count })}`}</span>
      </span>
    );
  return (
    <span className={`badge ${room.kind === "direct" ? "badge-me" : ""}`}>
      <span aria-hidden="true">{shown}</span>
      <span className="sr-only">{say(words.counts.unread, { n: count })}</span>
    </span>
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
      <Settings aria-hidden="true" size={18} strokeWidth={1.75} className="ml-auto text-ink-2" />
      <span className="sr-only">{words.nav.settings}</span>
    </Link>
  );
}

/** The first line of a message without the marks of Markdown, for a list. */
const plainText = (text: string): string =>
  text
    .slice(0, 300)
    .replace(/```\w*\n?|[*_~`#>]+/g, "")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 120);
