"use client";

import { Send } from "lucide-react";
import { type KeyboardEvent, useActionState, useEffect, useId, useRef } from "react";
import { Attach } from "@/components/files/attach";
import { UploadTray } from "@/components/files/upload-tray";
import { useSendWhenReady, useUploads } from "@/components/files/use-uploads";
import { useLive } from "@/components/live/provider";
import { blankForm } from "@/components/ui/form";
import type { FormState } from "@/lib/action";
import type { FileView } from "@/lib/files/schema";
import { messageCharsMax, typingEveryMs } from "@/lib/limits";
import type { PersonRef } from "@/lib/people/schema";
import { recipientOf, useHandling } from "./actions/handling";
import { useDraft } from "./use-draft";
import { useTyped } from "./use-typed";

interface Props {
  roomId: number;
  roomName: string;
  /** The thread in which it is said; none for the room itself. */
  thread?: { id: number; placeholder: string };
  /** The same send as a form's, for when no script runs. */
  formAction: (state: FormState, form: FormData) => Promise<FormState>;
  clientId: string;
  /** @param to to whom alone, where it is a whisper */
  onSend: (text: string, files: FileView[], to?: PersonRef) => void;
}

/** Enter sends on a keyboard; on a touch screen Enter breaks the line, and the button sends. */
export function Composer(props: Props) {
  const { viewer, words, say } = useLive();
  const { thread } = props;
  const hintId = useId();
  const [state, formAction] = useActionState(props.formAction, blankForm);
  const [text, setText] = useDraft(props.roomId, state.values.text ?? "", thread?.id);
  const input = useRef<HTMLTextAreaElement>(null);
  const handling = useHandling();
  const isPrivate = () => recipientOf(handling.now(), viewer.person.id) !== null;
  const tellTyping = useTyping(props.roomId);
  const excess = text.length - messageCharsMax;
  const placeholder = thread?.placeholder ?? say(words.composer.placeholder, { room: props.roomName });

  // With a keyboard at hand one writes at once; a touch screen would cover the talk with its own.
  useEffect(() => {
    if (matchMedia("(pointer: fine)").matches) input.current?.focus({ preventScroll: true });
  }, []);

  const uploads = useUploads(thread ? `${props.roomId} ${thread.id}` : props.roomId);
  const hasFiles = uploads.tray.items.length > 0;
  const typed = useTyped({
    roomId: props.roomId,
    formAction: props.formAction,
    onSay: (said, to) => {
      props.onSend(said, uploads.files, to);
      // What was typed on while a name was looked up stays.
      const now = input.current?.value ?? "";
      setText(now.startsWith(text) ? now.slice(text.length) : "");
      uploads.clear();
    },
    onDone: () => setText(""),
  });
  const sending = useSendWhenReady(uploads, () => {
    if ((text.trim() === "" && !hasFiles) || excess > 0) return;
    typed.run(text, hasFiles);
  });
  const send = () => {
    input.current?.focus();
    sending.ask();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    if (matchMedia("(pointer: coarse)").matches && !event.ctrlKey) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      action={formAction}
      className="compose"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <input type="hidden" name="roomId" value={props.roomId} />
      {thread && <input type="hidden" name="threadId" value={thread.id} />}
      <input type="hidden" name="clientId" value={props.clientId} suppressHydrationWarning />
      {(hasFiles || uploads.tray.leftOut > 0) && <UploadTray uploads={uploads} note={sending.note} />}
      <div className="flex items-end gap-2">
        <textarea
          ref={input}
          name="text"
          rows={1}
          value={text}
          required={!hasFiles}
          aria-label={thread?.placeholder ?? words.composer.label}
          aria-describedby={hintId}
          placeholder={placeholder}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setText(event.target.value);
            typed.forget();
            // What is typed to one person, or to none, is nobody's news; nor is it in a thread.
            if (!thread && !isPrivate() && !event.target.value.trimStart().startsWith("/")) tellTyping();
          }}
        />
        <Attach uploads={uploads} roomId={props.roomId} />
        <button
          type="submit"
          className="button button-main min-h-[34px] shrink-0 px-3.5 text-sm max-md:size-[44px] max-md:rounded-full max-md:p-0"
        >
          <Send aria-hidden="true" size={18} strokeWidth={1.75} />
          <span className="max-md:sr-only">{words.composer.send}</span>
        </button>
      </div>
      {state.problem && !typed.told && <p className="problem">{state.problem.message}</p>}
      {state.done && !typed.told && <p className="hint">{state.done}</p>}
      <div role="status" className={typed.told?.isBad ? "problem" : "hint"}>
        {typed.told?.text}
      </div>
      <p id={hintId} className={excess > 0 ? "problem" : "sr-only"} role={excess > 0 ? "alert" : undefined}>
        {excess > 0 ? say(words.composer.tooLong, { n: excess }) : words.composer.hint}
      </p>
    </form>
  );
}

function useTyping(roomId: number): () => void {
  const { socket } = useLive();
  const told = useRef(0);
  return () => {
    if (Date.now() - told.current < typingEveryMs) return;
    if (socket.send({ type: "typing", room_id: roomId })) told.current = Date.now();
  };
}
