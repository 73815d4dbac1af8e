"use client";

import {
  type KeyboardEvent,
  lazy,
  type ReactNode,
  Suspense,
  useActionState,
  useContext,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { Attach } from "@/components/files/attach";
import { UploadTray } from "@/components/files/upload-tray";
import { useSendWhenReady, useUploads } from "@/components/files/use-uploads";
import { useLive } from "@/components/live/provider";
import { blankForm } from "@/components/ui/blank-form";
import { Send, Type } from "@/components/ui/icons";
import type { FormState } from "@/lib/action";
import type { FileView } from "@/lib/files/schema";
import { messageCharsMax } from "@/lib/limits";
import type { MessageView } from "@/lib/messages/schema";
import type { PersonRef } from "@/lib/people/schema";
import { useGrowing } from "./composer/use-growing";
import { useRecipient } from "./composer/use-recipient";
import { mayBeCommand, useTyped } from "./composer/use-typed";
import { useTyping } from "./composer/use-typing";
import { useWriting } from "./composer/use-writing";
import { ToolbarContext } from "./composer/with-toolbar";
import { useDraft } from "./use-draft";

// What could not be loaded is done without: one can write all the same.
const Lists = lazy(() => import("./composer/lists").catch(nothing));
const ForWhom = lazy(() => import("./composer/for-whom").catch(nothing));
const EmojiPicker = lazy(() => import("./emoji-picker").then((part) => ({ default: part.EmojiPicker })));

interface Props {
  roomId: number;
  roomName: string;
  /** The thread in which it is said; none for the room itself. */
  thread?: { id: number; placeholder: string };
  /** The same send as a form's, for when no script runs. */
  formAction: (state: FormState, form: FormData) => Promise<FormState>;
  clientId: string;
  /** People whom the page shows. */
  people?: ReadonlyMap<number, PersonRef>;
  /** @param to to whom alone, where it is a whisper: then it is said in the room, whatever thread it was written in */
  onSend: (text: string, files: FileView[], to?: NonNullable<MessageView["to"]>) => void;
}

/** Enter sends on a keyboard; on a touch screen Enter breaks the line, and the button sends. */
export function Composer(props: Props) {
  const { roomId, thread } = props;
  const { words, say } = useLive();
  const id = useId();
  const [state, formAction] = useActionState(props.formAction, blankForm);
  const [kept, keep] = useDraft(roomId, state.values.text ?? "", thread?.id);
  const { recipient, text, setText } = useRecipient(kept, keep);
  const input = useRef<HTMLTextAreaElement>(null);
  const tellTyping = useTyping(roomId);
  const uploads = useUploads(thread ? `${roomId} ${thread.id}` : roomId);
  const hasFiles = uploads.tray.items.length > 0;
  const excess = text.length - messageCharsMax;
  const writing = useWriting(input);
  const toolbar = useContext(ToolbarContext);
  const [wantsLists, setWantsLists] = useState(false);
  const [toolsOpen, setToolsOpen] = useState(false);
  useGrowing(input, text);

  // With a keyboard at hand one writes at once; a touch screen would cover the talk with its own.
  useEffect(() => {
    if (matchMedia("(pointer: fine)").matches) input.current?.focus({ preventScroll: true });
  }, []);

  const typed = useTyped({
    roomId,
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
    void typed.run(text, hasFiles);
  });
  const send = () => {
    input.current?.focus();
    sending.ask();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing || writing.onKey(event)) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    if (matchMedia("(pointer: coarse)").matches && !event.ctrlKey) return;
    event.preventDefault();
    send();
  };
  const onChange = (now: string) => {
    setText(now);
    typed.tell(null);
    sending.forget();
    if (/[@#:/]/.test(now)) setWantsLists(true);
    // What is typed to one person, or to none, is nobody's news; nor is it in a thread.
    if (!thread && !recipient && !mayBeCommand(now)) tellTyping();
  };

  return (
    <form
      action={formAction}
      className="compose"
      data-tools={toolsOpen || undefined}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <input type="hidden" name="roomId" value={roomId} />
      <input type="hidden" name="clientId" value={props.clientId} suppressHydrationWarning />
      {thread && <input type="hidden" name="threadId" value={thread.id} />}
      {mayBeCommand(text) && (
        <Suspense fallback={null}>
          <ForWhom roomId={roomId} text={text} />
        </Suspense>
      )}
      {(hasFiles || uploads.tray.leftOut > 0) && <UploadTray uploads={uploads} note={sending.note} />}
      <div className="compose-row">
        <textarea
          ref={input}
          name="text"
          rows={1}
          value={text}
          required={!hasFiles}
          aria-label={thread?.placeholder ?? words.composer.label}
          aria-describedby={`${id}-hint`}
          placeholder={
            recipient
              ? say(words.thread.whisperNamed, { name: recipient.display_name })
              : (thread?.placeholder ?? say(words.composer.placeholder, { room: props.roomName }))
          }
          onKeyDown={onKeyDown}
          onPaste={writing.onPaste}
          onChange={(event) => onChange(event.target.value)}
        />
        <Attach uploads={uploads} roomId={roomId} />
        {toolbar && (
          <>
            <button
              type="button"
              className="tool tools-switch scripted"
              aria-label={words.composer.tools}
              aria-expanded={toolsOpen}
              onClick={() => setToolsOpen(!toolsOpen)}
            >
              <Type aria-hidden="true" size={18} strokeWidth={1.75} />
            </button>
            {/* biome-ignore lint/a11y/noStaticElementInteractions: the buttons within it are pressed; this one hears them */}
            <div className="contents" onClick={writing.onTool} onKeyDown={writing.onToolKey}>
              {toolbar}
            </div>
          </>
        )}
        <button
          type="submit"
          aria-disabled={typed.busy || undefined}
          className="button button-main send min-h-[34px] shrink-0 px-3.5 text-sm max-md:size-[44px] max-md:rounded-full max-md:p-0"
        >
          <Send aria-hidden="true" size={18} strokeWidth={1.75} />
          <span className="max-md:sr-only">{words.composer.send}</span>
        </button>
      </div>
      {wantsLists && (
        <Suspense fallback={null}>
          <Lists input={input} roomId={roomId} people={props.people} />
        </Suspense>
      )}
      {writing.pickerOpen && (
        <Suspense fallback={null}>
          <EmojiPicker className="compose-picker" onPick={writing.pickEmoji} onClose={writing.closePicker} />
        </Suspense>
      )}
      <Answer told={typed.told} state={state} />
      <p id={`${id}-hint`} className={excess > 0 ? "problem" : "sr-only"} role={excess > 0 ? "alert" : undefined}>
        {excess > 0 ? say(words.composer.tooLong, { n: excess }) : words.composer.hint}
      </p>
    </form>
  );
}

/** What came of the last try, with a script or without. */
function Answer({ told, state }: { told: ReturnType<typeof useTyped>["told"]; state: FormState }) {
  const text = told?.text ?? state.problem?.message ?? state.done;
  const isBad = told ? told.isBad : state.problem !== null;
  return (
    <div role="status" className={isBad ? "problem" : "hint"}>
      {text}
    </div>
  );
}

async function nothing(): Promise<{ default: () => ReactNode }> {
  return { default: () => null };
}
