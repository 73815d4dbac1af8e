"use client";

import { useRouter } from "next/navigation";
import { type MouseEvent, useRef } from "react";
import { actionOf } from "@/lib/messages/actions";
import { isLong } from "@/lib/messages/rows";
import type { MessageView } from "@/lib/messages/schema";
import { Fold } from "./fold";
import { useCopyButtons } from "./use-copy-buttons";

/** What a message says. Long texts are folded unless one came for this very one; of `/me` the name stands first. */
export function MessageText({ message, isTarget }: { message: MessageView; isTarget: boolean }) {
  const text = <Html html={message.html} />;
  if (isLong(message.text))
    return (
      <Fold id={`fold-${message.id}`} isOpen={isTarget}>
        {text}
      </Fold>
    );
  if (actionOf(message.text) === null) return text;
  return (
    <div className="action">
      <span className="font-[630]">{message.author.display_name}</span> {text}
    </div>
  );
}

/** The one place where HTML goes into a page: the server has made it, and `renderMarkdown` answers for it. */
export function Html({ html }: { html: string }) {
  const body = useRef<HTMLDivElement>(null);
  const router = useRouter();
  useCopyButtons(body, html);
  /** A room of the chat opens without the page being read anew; a key held down means what it means of any link. */
  const onClick = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest("a.room-link") : null;
    const href = link?.getAttribute("href");
    if (!href || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    router.push(href);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: links within it are what is pressed
    // biome-ignore lint/a11y/useKeyWithClickEvents: a link's own Enter arrives as a click
    <div
      ref={body}
      className="body"
      onClick={onClick}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: made on the server from Markdown without raw HTML
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
