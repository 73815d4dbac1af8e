"use client";

import { useLive } from "@/components/live/provider";
import { Sheet } from "@/components/ui/sheet";
import { acting } from "@/lib/i18n/acting";
import { quoteCharsMax } from "@/lib/limits";
import type { MessageView } from "@/lib/messages/schema";

/** Asks before a message goes: which one, whose, and what remains of it. */
export function DeleteDialog(props: { message: MessageView; onDelete: () => void; onClose: () => void }) {
  const { viewer, say } = useLive();
  const { message } = props;
  const words = acting[viewer.locale];
  const isOwn = message.author.id === viewer.person.id;
  const title = isOwn ? words.removing.title : say(words.removing.titleOf, { name: message.author.display_name });
  const carried = message.attachments.map((file) => file.name).join(", ");
  return (
    <Sheet label={title} onClose={props.onClose} className="sheet-ask">
      {(close) => (
        <>
          <h1 className="text-[17px] leading-6 font-[650]">{title}</h1>
          <blockquote className="my-3 line-clamp-4 border-l-[3px] border-line pl-3 text-ink-2 [overflow-wrap:anywhere]">
            {message.text.slice(0, quoteCharsMax) || carried}
          </blockquote>
          <p>{words.removing.effect}</p>
          {!isOwn && <p className="mt-2">{words.removing.journal}</p>}
          <div className="mt-5 flex flex-wrap justify-end gap-2.5">
            {/* biome-ignore lint/a11y/noAutofocus: what a dialog that takes something away offers first is to leave it */}
            <button type="button" className="button" autoFocus onClick={close}>
              {words.cancel}
            </button>
            <button
              type="button"
              className="button button-danger"
              onClick={() => {
                close();
                props.onDelete();
              }}
            >
              {words.removing.submit}
            </button>
          </div>
        </>
      )}
    </Sheet>
  );
}
