"use client";

import { memo } from "react";
import { MessageFiles } from "@/components/files/message-files";
import { useLive, useNow } from "@/components/live/provider";
import { Avatar } from "@/components/ui/avatar";
import { fullMoment, timeOfDay, whenExactly } from "@/lib/i18n/time";
import { actionOf } from "@/lib/messages/commands";
import type { MessageView } from "@/lib/messages/schema";
import { MessageText } from "./message-text";

interface Props {
  message: MessageView;
  /** False where it continues a run by the same author. */
  leads: boolean;
  isTarget: boolean;
}

export const MessageRow = memo(function MessageRow({ message, leads, isTarget }: Props) {
  const { viewer, words } = useLive();
  const namesMe = message.mentions.includes(viewer.person.id);
  const isAction = actionOf(message.text) !== null;
  const state = [leads ? "" : "follows", namesMe ? "names-me" : "", isTarget ? "is-target" : ""].join(" ");
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
        {message.deleted_at ? (
          <p className="text-ink-3 italic">{words.room.deleted}</p>
        ) : (
          <>
            {message.html !== "" && <MessageText message={message} isTarget={isTarget} />}{" "}
            {leads && isAction && <Stamp message={message} />}
          </>
        )}
        {message.attachments.length > 0 && <MessageFiles files={message.attachments} />}
        {message.edited_at && !message.deleted_at && (
          <span className="text-[12.5px] text-ink-3">{words.room.edited}</span>
        )}
      </div>
    </article>
  );
});

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

function Quote({ quote }: { quote: NonNullable<MessageView["reply_to"]> }) {
  const { words } = useLive();
  return (
    <a
      href={`?m=${quote.id}`}
      className="my-0.5 flex gap-2 truncate border-l-[3px] border-line pl-2 text-[13.5px] text-ink-2 no-underline"
    >
      <b className="font-[620] text-ink">{quote.author.display_name}</b>
      <span className="truncate">{(actionOf(quote.text) ?? quote.text) || words.room.deleted}</span>
    </a>
  );
}
