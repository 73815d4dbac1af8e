"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useLive, useNow, useSidebar } from "@/components/live/provider";
import { Avatar } from "@/components/ui/avatar";
import { Hash, Lock, PencilLine } from "@/components/ui/icons";
import { namesOf } from "@/lib/files/schema";
import { shortWhen } from "@/lib/i18n/time";
import { plainText } from "@/lib/messages/rows";
import type { RoomView } from "@/lib/rooms/schema";
import { hasDraft, lastTalk, waitsIn } from "@/lib/rooms/sidebar";

/** One room of the list: what it is, what was said last on a phone, and what waits there. */
export function RoomRow({ room }: { room: RoomView }) {
  const { clock, viewer, words, say } = useLive();
  const sidebar = useSidebar();
  const { presence } = sidebar;
  const now = useNow();
  const pathname = usePathname();
  const peer = room.people[0];
  const status = (peer && presence.get(peer.id)) ?? "offline";
  const said = room.last_message;
  const text = said ? plainText(said.text, 120) || namesOf(said.attachments) || words.room.deleted : room.topic;
  return (
    <li>
      <Link
        href={`/rooms/${room.id}`}
        prefetch={false}
        aria-current={pathname === `/rooms/${room.id}` ? "page" : undefined}
        className={`room-row ${waitsIn(sidebar, room) ? "is-unread" : ""}`}
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
        {hasDraft(sidebar, room.id) && pathname !== `/rooms/${room.id}` && (
          <span className="draft-mark" title={words.unread.draft}>
            <PencilLine aria-hidden="true" size={14} strokeWidth={1.75} />
            <span className="sr-only max-md:not-sr-only">{words.unread.draft}</span>
          </span>
        )}
        {sidebar.inbox.whisper_rooms.includes(room.id) && (
          <span className="whisper-mark" title={words.thread.waits}>
            <Lock aria-hidden="true" size={13} strokeWidth={2.2} />
            <span className="sr-only">{words.thread.waits}</span>
          </span>
        )}
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
