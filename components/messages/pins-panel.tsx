"use client";

import { PinOff, X } from "lucide-react";
import { useLive, useNow } from "@/components/live/provider";
import { BotMark } from "@/components/people/bot-mark";
import { Avatar } from "@/components/ui/avatar";
import { mayPost } from "@/lib/access/policy";
import { acting } from "@/lib/i18n/acting";
import { whenExactly } from "@/lib/i18n/time";
import type { MessageView } from "@/lib/messages/schema";
import type { RoomView } from "@/lib/rooms/schema";
import { useHandling } from "./actions/handling";
import { LoadState, useList } from "./actions/loaded";
import { factsOf } from "./actions/offers";
import { placeOf } from "./actions/place";
import { useDeeds } from "./actions/use-deeds";
import { Html } from "./message-text";

interface Props {
  room: RoomView;
  pins: ReadonlySet<number>;
  /** What the page came with, where it was asked for in the address. */
  given: MessageView[] | null;
  onJump: (message: MessageView) => void;
  onClose: () => void;
}

/** What is pinned in the room, beside it; on a phone over it. */
export default function PinsPanel({ room, pins, given, onJump, onClose }: Props) {
  const { viewer, words } = useLive();
  const own = acting[viewer.locale];
  const { items, failed, load } = useList(`/api/v1/rooms/${room.id}/pins`, [...pins].join(), given);
  const pinned = items?.filter(({ id }) => pins.has(id));
  const mayUnpin = mayPost({ role: viewer.role, active: true }, factsOf(room));
  return (
    <aside aria-label={own.pins.title} className="panel">
      <div className="panel-head">
        <h2 className="text-[15px] font-[650]">{`${own.pins.title} · ${pins.size}`}</h2>
        <button type="button" className="tool ml-auto" aria-label={words.room.close} onClick={onClose}>
          <X aria-hidden="true" size={18} strokeWidth={1.75} />
        </button>
      </div>
      <div
        className="min-h-0 flex-1 overflow-y-auto px-[18px] py-2"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard
        tabIndex={0}
        role="group"
        aria-label={own.pins.title}
      >
        {pins.size === 0 ? (
          <p className="py-2 text-sm text-ink-3">{own.pins.none}</p>
        ) : (
          <LoadState items={items} failed={failed} onRetry={() => void load()} />
        )}
        <ul>
          {pinned?.map((message) => (
            <Pinned key={message.id} message={message} mayUnpin={mayUnpin} onJump={() => onJump(message)} />
          ))}
        </ul>
      </div>
    </aside>
  );
}

function Pinned({ message, mayUnpin, onJump }: { message: MessageView; mayUnpin: boolean; onJump: () => void }) {
  const { viewer, clock, words } = useLive();
  const now = useNow();
  const own = acting[viewer.locale];
  const deeds = useDeeds(useHandling());
  return (
    <li className="border-t border-line py-2.5 first:border-0">
      <div className="flex items-center gap-2 text-sm">
        <Avatar person={message.author} size="s" />
        <span className="min-w-0 truncate font-[620]">{message.author.display_name}</span>
        <BotMark person={message.author} word={words.room.bot} />
        <span className="flex-none text-[12.5px] text-ink-3" suppressHydrationWarning>
          {whenExactly(clock, new Date(message.created_at), now)}
        </span>
      </div>
      <div className="mt-1 max-h-40 overflow-hidden text-sm">
        {message.html ? <Html html={message.html} /> : message.attachments.map(({ name }) => name).join(", ")}
      </div>
      <div className="mt-1.5 flex flex-wrap items-center gap-x-4">
        <a
          className="link inline-flex min-h-6 items-center text-sm max-md:min-h-11"
          href={placeOf(message)}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey || message.thread_id !== null) return;
            event.preventDefault();
            onJump();
          }}
        >
          {own.pins.jump}
        </a>
        {mayUnpin && (
          <button
            type="button"
            className="inline-flex min-h-6 items-center gap-1 text-sm text-ink-2 max-md:min-h-11"
            onClick={() => void deeds.pin(message)}
          >
            <PinOff aria-hidden="true" size={14} strokeWidth={1.75} />
            {own.unpin}
          </button>
        )}
      </div>
    </li>
  );
}
