"use client";

import { useLive } from "@/components/live/provider";
import { BotMark } from "@/components/people/bot-mark";
import { quoteCharsMax } from "@/lib/limits";
import { plainText } from "@/lib/messages/rows";
import type { MessageView } from "@/lib/messages/schema";

/** The beginning of what is answered; a press leads to its place. */
export function Quote({ quote }: { quote: NonNullable<MessageView["reply_to"]> }) {
  const { words } = useLive();
  return (
    <a
      href={`?m=${quote.id}`}
      data-act="quote"
      data-to={quote.id}
      className="my-0.5 flex gap-2 truncate border-l-[3px] border-line pl-2 text-[13.5px] text-ink-2 no-underline"
    >
      <b className="max-w-[55%] flex-none truncate font-[620] text-ink">{quote.author.display_name}</b>
      <BotMark person={quote.author} word={words.room.bot} />
      <span className="truncate">{plainText(quote.text, quoteCharsMax) || quote.text || words.room.deleted}</span>
    </a>
  );
}
