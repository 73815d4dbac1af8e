"use client";

import { Pin } from "lucide-react";
import { lazy, memo, Suspense } from "react";
import { MessageFiles } from "@/components/files/message-files";
import { useLive, useNow } from "@/components/live/provider";
import { Avatar } from "@/components/ui/avatar";
import { fullMoment, timeOfDay, whenExactly } from "@/lib/i18n/time";
import { actionOf } from "@/lib/messages/commands";
import type { MessageView } from "@/lib/messages/schema";
import { messagePage } from "./actions/place";
import { Signs } from "./actions/signs";
import { MessageText } from "./message-text";
import { Quote } from "./quote";

const Editor = lazy(() => import("./actions/editor"));

interface Props {
  message: MessageView;
  /** False where it continues a run by the same author. */
  leads: boolean;
  isTarget: boolean;
  /** Its text is open for change. */
  isEdited?: boolean;
}

export const MessageRow = memo(function MessageRow({ message, leads, isTarget, isEdited = false }: Props) {
  const { viewer, words } = useLive();
  const namesMe = message.mentions.includes(viewer.person.id);
  const isAction = actionOf(message.text) !== null;
  const state = [
    leads ? "" : "follows",
    namesMe ? "names-me" : "",
    isTarget ? "is-target" : "",
    isEdited ? "is-edited" : "",
  ].join(" ");
  return (
    <article
      id={`m${message.id}`}
      data-row={message.client_id}
      data-seq={message.seq}
      data-id={message.id}
      className={`message ${state}`}
      aria-label={message.author.display_name}
    >
      {leads ? <Avatar person={message.author} /> : <Stamp message={message} />}
      <div className="min-w-0">
        {leads && !isAction && (
          <p className="flex flex-wrap items-baseline gap-x-2 text-[15px]">
            <span className="min-w-0 font-[630]">{message.author.display_name}</span>
            <Stamp message={message} />
          </p>
        )}
        {message.reply_to && <Quote quote={message.reply_to} />}
        {isEdited ? (
          <Suspense fallback={<MessageText message={message} isTarget={true} />}>
            <Editor message={message} />
          </Suspense>
        ) : (
          <>
            <Said message={message} isTarget={isTarget} /> {leads && isAction && <Stamp message={message} />}
          </>
        )}
        {!message.deleted_at && <Signs message={message} />}
      </div>
      <div className="acts">
        <span data-bar="" />
        <a href={messagePage(message)} role="button" data-act="menu" aria-label={words.message.menu}>
          <span>···</span>
        </a>
      </div>
    </article>
  );
});

/** What stands there, and what has become of it. */
function Said({ message, isTarget }: { message: MessageView; isTarget: boolean }) {
  const { words } = useLive();
  if (message.deleted_at) return <p className="text-ink-3 italic">{words.room.deleted}</p>;
  return (
    <>
      {message.html !== "" && <MessageText message={message} isTarget={isTarget} />}
      {message.attachments.length > 0 && <MessageFiles files={message.attachments} />}
      {(message.edited_at || message.pinned) && (
        <p className="flags">
          {message.edited_at && (
            <a href={`${messagePage(message)}#versions`} role="button" data-act="versions">
              {words.room.edited}
            </a>
          )}
          {message.pinned && (
            <span>
              <Pin aria-hidden="true" size={12} strokeWidth={2} />
              {words.message.pinned}
            </span>
          )}
        </p>
      )}
    </>
  );
}

/** The time, which is also the link to the message. */
function Stamp({ message }: { message: MessageView }) {
  const { clock, words, say } = useLive();
  const now = useNow();
  const at = new Date(message.created_at);
  return (
    <a
      className="stamp"
      href={`/rooms/${message.room_id}?m=${message.id}`}
      aria-label={say(words.room.permalink, { when: whenExactly(clock, at, now) })}
      onPointerEnter={(event) => {
        event.currentTarget.title = fullMoment(clock, at);
      }}
      suppressHydrationWarning
    >
      <time dateTime={message.created_at}>{timeOfDay(clock, at)}</time>
    </a>
  );
}
