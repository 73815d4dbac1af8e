import { Pin } from "lucide-react";
import { MessageFiles } from "@/components/files/message-files";
import { BotMark } from "@/components/people/bot-mark";
import { Avatar } from "@/components/ui/avatar";
import { catalogue } from "@/lib/i18n";
import { acting } from "@/lib/i18n/acting";
import { say } from "@/lib/i18n/say";
import { type Clock, fullMoment, whenExactly } from "@/lib/i18n/time";
import { actionOf } from "@/lib/messages/actions";
import type { MessageView } from "@/lib/messages/schema";
import { messagePage } from "./actions/place";
import { Html } from "./message-text";

/** A message away from its room: who said it, when, to whom, and what. */
export function MessageCard({ message, clock, now }: { message: MessageView; clock: Clock; now: Date }) {
  const words = acting[clock.locale];
  const { author, to, reply_to: quote } = message;
  const at = new Date(message.created_at);
  return (
    <div className="flex gap-3">
      <Avatar person={author} />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2 text-[15px]">
          <span className="min-w-0 font-[630] [overflow-wrap:anywhere]">{author.display_name}</span>
          <BotMark person={author} word={catalogue(clock.locale).live.room.bot} />
          <time
            className="text-[12.5px] text-ink-3"
            dateTime={message.created_at}
            title={fullMoment(clock, at)}
            suppressHydrationWarning
          >
            {whenExactly(clock, at, now)}
          </time>
        </p>
        {to && (
          <p className="text-[12.5px] leading-[17px] text-ink-3">
            {say(clock.locale, words.page.whisper, { one: author.display_name, other: to.display_name })}
          </p>
        )}
        {quote && (
          <blockquote className="my-1 border-l-[3px] border-line pl-2 text-[13.5px] text-ink-2 [overflow-wrap:anywhere]">
            <a className="text-ink-2" href={messagePage({ id: quote.id, room_id: message.room_id })}>
              {say(clock.locale, words.page.quoted, { name: quote.author.display_name })}
            </a>{" "}
            {actionOf(quote.text) ?? quote.text}
          </blockquote>
        )}
        <Said message={message} clock={clock} />
      </div>
    </div>
  );
}

function Said({ message, clock }: { message: MessageView; clock: Clock }) {
  const { room, message: words } = catalogue(clock.locale).live;
  if (message.deleted_at) return <p className="text-ink-3 italic">{room.deleted}</p>;
  return (
    <>
      {message.html !== "" && <Html html={message.html} />}
      {message.attachments.length > 0 && <MessageFiles files={message.attachments} />}
      {(message.edited_at || message.pinned) && (
        <p className="flags">
          {message.edited_at && <a href={`${messagePage(message)}#versions`}>{room.edited}</a>}
          {message.pinned && (
            <span>
              <Pin aria-hidden="true" size={12} strokeWidth={2} />
              {words.pinned}
            </span>
          )}
        </p>
      )}
    </>
  );
}
