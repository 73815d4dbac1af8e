"use client";

import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { isKey } from "@/components/live/keys";
import { useLive } from "@/components/live/provider";
import { Lock, X } from "@/components/ui/icons";
import { namesOf } from "@/lib/files/schema";
import { quoteCharsMax } from "@/lib/limits";
import { plainText } from "@/lib/messages/rows";
import type { MessageView } from "@/lib/messages/schema";
import { recipientOf, useDoing, useHandling } from "./handling";

/** Around a composer: whom one answers, whom alone one speaks to, and the keys that leave that or change one's last message. */
export function ReplyFrame({ messages, children }: { messages: readonly MessageView[]; children: ReactNode }) {
  const { viewer, words, say } = useLive();
  const handling = useHandling();
  const doing = useDoing(handling);
  const { replyTo } = doing;
  const to = recipientOf(doing, viewer.person.id);
  const toId = to?.id;
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (replyTo || toId) frame.current?.querySelector("textarea")?.focus({ preventScroll: true });
  }, [replyTo, toId]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.nativeEvent.isComposing) return;
    if ((replyTo || to) && event.key === "Escape") {
      event.preventDefault();
      handling.put({ replyTo: null, whisperTo: null });
    }
    const own = messages.findLast(({ author, deleted_at }) => author.id === viewer.person.id && deleted_at === null);
    const isEmpty = event.target instanceof HTMLTextAreaElement && event.target.value === "";
    if (!own || !isEmpty || !isKey("editLast", event.nativeEvent)) return;
    event.preventDefault();
    handling.put({ editing: own.id });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears the keys of the field within it
    <div ref={frame} data-composer="" data-whispering={to ? "" : undefined} onKeyDown={onKeyDown}>
      {to && (
        <div className="reply-strip whisper-strip" role="status">
          <Lock aria-hidden="true" size={14} strokeWidth={2} className="flex-none" />
          <span className="whisper-promise">{say(words.thread.whisperTo, { name: to.display_name })}</span>
          {!replyTo && (
            <button
              type="button"
              className="tool -my-1"
              aria-label={words.thread.noWhisper}
              onClick={() => handling.put({ whisperTo: null })}
            >
              <X aria-hidden="true" size={16} strokeWidth={1.75} />
            </button>
          )}
        </div>
      )}
      {replyTo && (
        <div className="reply-strip">
          <span className="min-w-0 flex-1 truncate">
            <b className="font-[620] text-ink">{say(words.message.replyTo, { name: replyTo.author.display_name })}</b>
            {` ${plainText(replyTo.text, quoteCharsMax) || namesOf(replyTo.attachments)}`}
          </span>
          <button
            type="button"
            className="tool -my-1"
            aria-label={words.message.noReply}
            onClick={() => handling.put({ replyTo: null })}
          >
            <X aria-hidden="true" size={16} strokeWidth={1.75} />
          </button>
        </div>
      )}
      {children}
    </div>
  );
}
