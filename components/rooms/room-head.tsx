"use client";

import Link from "next/link";
import { useLive, useSidebar } from "@/components/live/provider";
import { Avatar } from "@/components/ui/avatar";
import { ChevronLeft, Hash, type Icon as IconOf, Lock, Pin, Search, Users } from "@/components/ui/icons";
import type { RoomView } from "@/lib/rooms/schema";

export type Panel = "members" | "pins";

/** The room's name and subject, and the ways to what stands beside it. */
export function RoomHead(props: {
  room: RoomView;
  /** How many messages are pinned. */
  pins: number;
  /** What stands beside the talk. */
  panel: Panel | null;
  onPanel: (panel: Panel) => void;
}) {
  const { room } = props;
  const { words, say } = useLive();
  const { presence } = useSidebar();
  const peer = room.kind === "direct" ? room.people[0] : undefined;
  const status = peer && (presence.get(peer.id) ?? "offline");
  const Icon = room.visibility === "private" ? Lock : Hash;
  const members = say(words.room.members, { n: room.member_count });
  return (
    <header className="flex h-14 flex-none items-center gap-2.5 border-b border-line pr-5 pl-5 max-md:h-[60px] max-md:pr-2.5 max-md:pl-1.5">
      <Link href="/" className="tool md:hidden" aria-label={words.room.back} prefetch={false}>
        <ChevronLeft aria-hidden="true" size={22} strokeWidth={1.75} />
      </Link>
      {peer && status && (
        <span className="[--surface:var(--paper)]">
          <Avatar person={peer} size="m" presence={status} />
        </span>
      )}
      <div className="min-w-0">
        <h1 className="flex items-center gap-1.5 text-base leading-5 font-[650] tracking-[-0.01em]">
          {!peer && <Icon aria-hidden="true" size={16} strokeWidth={2.2} className="flex-none" />}
          <span className="truncate">{room.name}</span>
        </h1>
        <p className="truncate text-[13px] leading-[17px] text-ink-3">
          {status ? words.presence[status] : room.topic || members}
        </p>
      </div>
      <div className="ml-auto flex flex-none text-ink-2">
        <Link
          href={`/search?room_id=${room.id}`}
          className="tool"
          aria-label={words.room.search}
          title={words.room.search}
          prefetch={false}
        >
          <Search aria-hidden="true" size={18} strokeWidth={1.75} />
        </Link>
        {props.pins > 0 && (
          <PanelLink
            panel="pins"
            shown={props.panel}
            onPanel={props.onPanel}
            label={say(words.message.pins, { n: props.pins })}
            Icon={Pin}
            n={props.pins}
          />
        )}
        <PanelLink
          panel="members"
          shown={props.panel}
          onPanel={props.onPanel}
          label={`${words.room.showMembers}: ${members}`}
          Icon={Users}
          n={room.member_count}
        />
      </div>
    </header>
  );
}

/** A real link for those without scripts. */
function PanelLink(props: {
  panel: Panel;
  label: string;
  Icon: IconOf;
  n: number;
  onPanel: (panel: Panel) => void;
  shown: Panel | null;
}) {
  const { panel, label, Icon } = props;
  return (
    <a
      href={`?panel=${panel}`}
      className="tool w-auto grid-flow-col gap-[7px] px-2.5 text-sm no-underline"
      aria-expanded={props.shown === panel}
      role="button"
      aria-label={label}
      onClick={(event) => {
        event.preventDefault();
        props.onPanel(panel);
      }}
    >
      <Icon aria-hidden="true" size={18} strokeWidth={1.75} />
      <span aria-hidden="true">{props.n}</span>
    </a>
  );
}
