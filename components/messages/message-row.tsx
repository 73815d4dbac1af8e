"use client";

import { lazy, memo, Suspense } from "react";
import { MessageFiles } from "@/components/files/message-files";
import { useLive, useNow } from "@/components/live/provider";
import { BotMark } from "@/components/people/bot-mark";
import { Avatar } from "@/components/ui/avatar";
import { Lock, Pin } from "@/components/ui/icons";
import { fullMoment, timeOfDay, whenExactly } from "@/lib/i18n/time";
import { actionOf } from "@/lib/messages/actions";
import type { MessageView } from "@/lib/messages/schema";
import { messagePage, placeOf } from "./actions/place";
import { Signs } from "./actions/signs";
import { MessageText } from "./message-text";
import { Quote } from "./quote";
import { ThreadLine } from "./thread-line";

const Editor = lazy(() => import("./actions/editor"));

interface Props {
  message: MessageView;
  /** False where it continues a run by the same author. */
  leads: boolean;
  isTarget: boolean;
  /** Its text is open for change. */
  isEdited?: boolean;
  /** It stands above its thread, and in the room beside that as well. */
  isRoot?: boolean;
}

export const MessageRow = memo(function MessageRow(props: Props) {
  const { message, leads, isTarget, isEdited = false, isRoot = false } = props;
  const { viewer, words, say } = useLive();
  const namesMe = message.mentions.includes(viewer.person.id);
  const isAction = actionOf(message.text) !== null;
  const state = [
    leads ? "" : "follows",
    namesMe ? "names-me" : "",
    isTarget ? "is-target" : "",
    isEdited ? "is-edited" : "",
    message.to ? "is-whisper" : "",
  ].join(" ");
  const name = message.author.display_name;
  // One that stands here twice is found at its own place.
  const place = isRoot ? {} : { id: `m${message.id}`, "data-row": message.client_id, "data-seq": message.seq };
  return (
    <article
      {...place}
      data-id={message.id}
      data-whisper={message.to ? (message.to.id === viewer.person.id ? "to-me" : "by-me") : undefined}
      className={`message ${state}`}
      aria-label={message.to ? say(words.thread.whisper, { name }) : name}
    >
      {leads ? <Avatar person={message.author} /> : <Stamp message={message} />}
      <div className="min-w-0">
        {leads && !isAction && (
          <p className="flex flex-wrap items-baseline gap-x-2 text-[15px]">
            <span className="min-w-0 font-[630]">{name}</span>
            <BotMark person={message.author} word={words.room.bot} />
            {message.to && <ForWhom to={message.to} />}
            <Stamp message={message} />
          </p>
        )}
        {message.to && leads && isAction && <ForWhom to={message.to} />}
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
        {!isRoot && <ThreadLine root={message} />}
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

/** Who sees a whisper: nobody is to wonder. */
export function ForWhom({ to }: { to: NonNullable<MessageView["to"]> }) {
  const { viewer, words, say } = useLive();
  return (
    <span className="private">
      <Lock aria-hidden="true" size={12} strokeWidth={2} />
      {to.id === viewer.person.id ? words.thread.toMe : say(words.thread.byMe, { name: to.display_name })}
    </span>
  );
}

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
      href={placeOf(message)}
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
