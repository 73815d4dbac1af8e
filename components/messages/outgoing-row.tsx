"use client";

import type { MouseEvent } from "react";
import { MessageFiles } from "@/components/files/message-files";
import { useLive } from "@/components/live/provider";
import { Avatar } from "@/components/ui/avatar";
import type { Outgoing } from "@/lib/messages/outbox";
import { ForWhom } from "./message-row";
import { Quote } from "./quote";

/** What one has just written: there at once, dimmed until the server has it; refused, it says so with a way on. */
export function OutgoingRow({ message }: { message: Outgoing }) {
  const { viewer, words, outbox } = useLive();
  const failed = message.state === "failed";
  const discard = ({ currentTarget }: MouseEvent<HTMLElement>) => {
    // The button goes with its message: one writes on.
    currentTarget.closest("[data-stream]")?.querySelector<HTMLElement>("[data-composer] textarea")?.focus();
    outbox.discard(message.clientId);
  };
  return (
    <article
      data-row={message.clientId}
      className={`message is-pending ${message.to ? "is-whisper" : ""}`}
      aria-label={viewer.person.display_name}
    >
      <Avatar person={viewer.person} />
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-[630]">{viewer.person.display_name}</span>
          {message.to && <ForWhom to={message.to} />}
          {!failed && (
            <span className="stamp">
              {message.state === "waiting" ? words.composer.waiting : words.composer.pending}
            </span>
          )}
        </p>
        {message.replyTo && <Quote quote={message.replyTo} />}
        {message.text !== "" && <p className="body whitespace-pre-wrap">{message.text}</p>}
        {message.files && <MessageFiles files={message.files} />}
        {failed && (
          <p className="mt-1 flex flex-wrap items-center gap-x-3 text-sm text-danger" role="alert">
            <span>
              {words.composer.failed} {message.problem}
            </span>
            <button type="button" className="link min-h-6" onClick={() => outbox.retry(message.clientId)}>
              {words.composer.retry}
            </button>
            <button type="button" className="link min-h-6" onClick={discard}>
              {words.composer.discard}
            </button>
          </p>
        )}
      </div>
    </article>
  );
}
