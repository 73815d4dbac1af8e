"use client";

import { useContext } from "react";
import { useLive, useNow } from "@/components/live/provider";
import { Avatar } from "@/components/ui/avatar";
import { whenExactly } from "@/lib/i18n/time";
import type { MessageView } from "@/lib/messages/schema";
import { ThreadPlacesContext } from "./thread-places";

/** What hangs on a message: who spoke there last, how many replies, whether there are new ones. Leads to the thread. */
export function ThreadLine({ root }: { root: MessageView }) {
  const { clock, words, say } = useLive();
  const now = useNow();
  const place = useContext(ThreadPlacesContext).get(root.id);
  const { replies } = root;
  if (!replies || replies.count === 0) return null;
  const isUnread = place?.following === true && replies.last_seq > place.last_read_seq;
  const last = replies.last_at && whenExactly(clock, new Date(replies.last_at), now);
  return (
    <a href={threadPage(root)} className="thread-line" data-act="thread">
      {replies.people.map((person) => (
        <span key={person.id} title={person.display_name} className="thread-face">
          <Avatar person={person} size="s" />
        </span>
      ))}
      <b>{say(words.thread.replies, { n: replies.count })}</b>
      {isUnread && (
        <span className="thread-dot">
          <span className="sr-only">{words.thread.unread}</span>
        </span>
      )}
      {last && <span suppressHydrationWarning>{say(words.thread.last, { when: last })}</span>}
    </a>
  );
}

/** The room with the thread of a message beside it. */
export const threadPage = ({ id, room_id }: Pick<MessageView, "id" | "room_id">): string =>
  `/rooms/${room_id}?thread=${id}`;
