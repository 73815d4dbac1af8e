"use client";

import { useSyncExternalStore } from "react";
import { useLive } from "@/components/live/provider";
import { SmilePlus } from "@/components/ui/icons";
import type { MessageView } from "@/lib/messages/schema";
import { withWanted } from "@/lib/messages/signs";
import { messagePage } from "./place";
import { wantedSigns } from "./wanted-signs";

/** The signs under a message; a press puts one's own or takes it away. Without scripts they lead to the message's page. */
export function Signs({ message }: { message: MessageView }) {
  const { words, say } = useLive();
  const wanted = useSyncExternalStore(
    wantedSigns.watch,
    () => wantedSigns.of(message.id),
    () => undefined,
  );
  const signs = withWanted(message.reactions, wanted);
  if (signs.length === 0) return null;
  const href = messagePage(message);
  return (
    <ul className="signs" aria-label={words.message.reactions}>
      {signs.map(({ emoji, count, mine }) => (
        <li key={emoji}>
          <a
            href={href}
            role="button"
            className="sign"
            aria-pressed={mine}
            data-act="sign"
            data-emoji={emoji}
            aria-label={say(mine ? words.message.reactedToo : words.message.reacted, { emoji, n: count })}
          >
            <span>{emoji}</span>
            <span>{count}</span>
          </a>
        </li>
      ))}
      <li>
        <a href={href} role="button" className="sign" data-act="pick" aria-label={words.message.addReaction}>
          <SmilePlus aria-hidden="true" size={15} strokeWidth={1.75} />
        </a>
      </li>
    </ul>
  );
}
