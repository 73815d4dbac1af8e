"use client";

import {
  Bell,
  BellOff,
  Bookmark,
  BookmarkMinus,
  Copy,
  Eye,
  History,
  Link2,
  Lock,
  type LucideIcon,
  Mail,
  MessageSquareText,
  Pencil,
  Pin,
  PinOff,
  Reply,
  Smile,
  SmilePlus,
  Trash2,
} from "lucide-react";
import { useContext, useEffect, useState } from "react";
import { fetchJson } from "@/components/live/fetch-json";
import { useLive, useNow } from "@/components/live/provider";
import { ThreadPlacesContext } from "@/components/messages/thread-places";
import { Sheet } from "@/components/ui/sheet";
import { type ActingWords, acting } from "@/lib/i18n/acting";
import { whenExactly } from "@/lib/i18n/time";
import type { MessageView, ThreadPlace } from "@/lib/messages/schema";
import type { Offers } from "./offers";
import { mostUsedSigns } from "./usual-signs";

export type MenuAct =
  | "reply"
  | "thread"
  | "follow"
  | "unfollow"
  | "whisper"
  | "copyLink"
  | "copyText"
  | "edit"
  | "versions"
  | "who"
  | "reads"
  | "pin"
  | "save"
  | "unsave"
  | "unread"
  | "pick"
  | "remove";

interface Props {
  message: MessageView;
  offers: Offers;
  at?: Element;
  onSign: (emoji: string) => void;
  onAct: (act: MenuAct) => void;
  onClose: () => void;
}

/** Everything that one may do with a message: at the pointer on a desk, from below on a phone. */
export function Menu({ message, offers, at, onSign, onAct, onClose }: Props) {
  const { viewer, clock, say } = useLive();
  const now = useNow();
  const words = acting[viewer.locale];
  const isSaved = useSaved(message.id);
  const isFollowed = useFollowed(message, offers.follow);
  const label = say(words.message, {
    name: message.author.display_name,
    when: whenExactly(clock, new Date(message.created_at), now),
  });
  return (
    <Sheet label={label} at={at} onClose={onClose} className="sheet-menu">
      {(close) => (
        <>
          {offers.speak && <UsualSigns message={message} words={words} close={close} onSign={onSign} onAct={onAct} />}
          <ul data-walk="">
            {entriesOf(message, offers, { isSaved, isFollowed }, words).map(([act, Icon, text]) => (
              <li key={act} className={`sheet-${act}`}>
                <button
                  type="button"
                  className="menu-item gap-3"
                  onClick={() => {
                    close();
                    onAct(act);
                  }}
                >
                  <Icon aria-hidden="true" size={17} strokeWidth={1.75} />
                  {text}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Sheet>
  );
}

function UsualSigns(props: {
  message: MessageView;
  words: ActingWords;
  close: () => void;
  onSign: (emoji: string) => void;
  onAct: (act: MenuAct) => void;
}) {
  const { say } = useLive();
  const { words, close } = props;
  const [usual] = useState(mostUsedSigns);
  const mine = new Set(props.message.reactions.filter((sign) => sign.mine).map(({ emoji }) => emoji));
  return (
    <div className="sheet-signs" data-walk="">
      {usual.map((emoji) => (
        <button
          key={emoji}
          type="button"
          aria-pressed={mine.has(emoji)}
          aria-label={say(mine.has(emoji) ? words.unreact : words.react, { emoji })}
          onClick={() => {
            close();
            props.onSign(emoji);
          }}
        >
          {emoji}
        </button>
      ))}
      <button
        type="button"
        aria-label={words.moreReactions}
        onClick={() => {
          close();
          props.onAct("pick");
        }}
      >
        <SmilePlus aria-hidden="true" size={20} strokeWidth={1.75} />
      </button>
    </div>
  );
}

type Entry = [MenuAct, LucideIcon, string];

function entriesOf(
  message: MessageView,
  offers: Offers,
  { isSaved, isFollowed }: { isSaved: boolean; isFollowed: boolean },
  words: ActingWords,
): Entry[] {
  const stands = message.deleted_at === null;
  const entries: [boolean, ...Entry][] = [
    [offers.speak, "reply", Reply, words.reply],
    [offers.thread, "thread", MessageSquareText, message.replies ? words.toThread : words.thread],
    [offers.follow && !isFollowed, "follow", Bell, words.follow],
    [offers.follow && isFollowed, "unfollow", BellOff, words.unfollow],
    [offers.whisper, "whisper", Lock, words.whisper],
    [offers.edit, "edit", Pencil, words.edit],
    [true, "copyLink", Link2, words.copyLink],
    [stands && message.text !== "", "copyText", Copy, words.copyText],
    [offers.pin, "pin", message.pinned ? PinOff : Pin, message.pinned ? words.unpin : words.pin],
    [stands && !isSaved, "save", Bookmark, words.save],
    [isSaved, "unsave", BookmarkMinus, words.unsave],
    [offers.markUnread, "unread", Mail, words.unread],
    [stands && message.to === null && message.thread_id === null, "reads", Eye, words.reads],
    [message.reactions.length > 0, "who", Smile, words.whoReacted],
    [stands && message.edited_at !== null, "versions", History, words.versions],
    [offers.remove, "remove", Trash2, words.remove],
  ];
  return entries.filter(([offered]) => offered).map(([, ...entry]) => entry);
}

const known = new Map<number, boolean>();

/** Asked when the menu opens; what was known of it before stands until the answer is there. */
function useSaved(messageId: number): boolean {
  const { acts } = useLive();
  const [isSaved, setIsSaved] = useState(known.get(messageId) ?? false);
  useEffect(() => {
    acts.message.savedAmong({ messageIds: [messageId] }).then(
      (result) => {
        if (!result.ok) return;
        known.set(messageId, result.value.includes(messageId));
        setIsSaved(result.value.includes(messageId));
      },
      () => {},
    );
  }, [acts, messageId]);
  return isSaved;
}

/** As the room knows it; of a thread in which nobody has spoken yet it is asked for. */
function useFollowed({ id, room_id }: MessageView, isOffered: boolean): boolean {
  const place = useContext(ThreadPlacesContext).get(id);
  const [asked, setAsked] = useState(false);
  const isUnknown = isOffered && !place;
  useEffect(() => {
    if (!isUnknown) return;
    void fetchJson<{ items: ThreadPlace[] }>(`/api/v1/rooms/${room_id}/threads?roots=${id}`).then(
      (answer) => answer && setAsked(answer.items.some(({ following }) => following)),
    );
  }, [isUnknown, room_id, id]);
  return place?.following ?? asked;
}
