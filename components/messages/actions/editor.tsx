"use client";

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useLinkState, useLive } from "@/components/live/provider";
import { acting } from "@/lib/i18n/acting";
import { messageCharsMax } from "@/lib/limits";
import type { MessageView } from "@/lib/messages/schema";
import { useHandling } from "./handling";

/** The text of one's message, open for change in its place. What is refused or has no line stays here, as typed. */
export default function Editor({ message }: { message: MessageView }) {
  const { viewer, say } = useLive();
  const handling = useHandling();
  const words = acting[viewer.locale].editing;
  const [text, setText] = useKept(message);
  const input = useRef<HTMLTextAreaElement>(null);
  const leave = () => {
    handling.put({ editing: null });
    focusComposer(input.current);
  };
  const { state, save } = useSaving(message, text, () => {
    setText(message.text);
    leave();
  });
  const excess = text.length - messageCharsMax;
  useEffect(() => {
    input.current?.focus();
    input.current?.setSelectionRange(input.current.value.length, input.current.value.length);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      setText(message.text);
      leave();
    }
    if (event.key !== "Enter" || event.shiftKey) return;
    if (matchMedia("(pointer: coarse)").matches && !event.ctrlKey) return;
    event.preventDefault();
    if (excess <= 0) void save();
  };
  const problem = excess > 0 ? say(words.tooLong, { n: excess }) : state.problem;
  return (
    <form
      className="my-1"
      onSubmit={(event) => {
        event.preventDefault();
        if (excess <= 0) void save();
      }}
    >
      <div className="compose">
        <textarea
          ref={input}
          rows={1}
          value={text}
          aria-label={words.label}
          aria-describedby={`edit-hint-${message.id}`}
          onKeyDown={onKeyDown}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <div aria-live="polite" className="empty:hidden">
        {problem && <p className="problem">{problem}</p>}
        {state.waits && <p className="hint">{words.waiting}</p>}
      </div>
      <div className="mt-1.5 flex flex-wrap items-center gap-2.5">
        <button type="submit" className="button button-main min-h-[34px] text-sm">
          {words.submit}
        </button>
        <button
          type="button"
          className="button min-h-[34px]"
          onClick={() => {
            setText(message.text);
            leave();
          }}
        >
          {acting[viewer.locale].cancel}
        </button>
        <span id={`edit-hint-${message.id}`} className="hint mt-0 max-md:sr-only">
          {words.hint}
        </span>
      </div>
    </form>
  );
}

/** Tried again when the line is back. A text that is not another one is no change. */
function useSaving(message: MessageView, text: string, done: () => void) {
  const { viewer, acts, outbox } = useLive();
  const handling = useHandling();
  const link = useLinkState();
  const [state, setState] = useState<{ problem: string | null; waits: boolean }>({ problem: null, waits: false });
  const isBusy = useRef(false);
  const save = async () => {
    if (isBusy.current) return;
    if (text === message.text) return done();
    isBusy.current = true;
    const result = await acts.message.edit({ messageId: message.id, text }).catch(() => null);
    isBusy.current = false;
    if (!result?.ok) return setState({ problem: result?.problem.message ?? null, waits: result === null });
    outbox.settle(result.value);
    handling.tell(acting[viewer.locale].did.edit);
    done();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the line is the reason to try again
  useEffect(() => {
    if (link === "open" && state.waits) void save();
  }, [link]);
  return { state, save };
}

/** What was not saved outlives the page: it is there again when the message is opened for change. */
function useKept(message: MessageView): [string, (text: string) => void] {
  const { viewer } = useLive();
  const key = `staffroom:edit:${viewer.person.id}:${message.id}`;
  const [text, setText] = useState(() => readKept(key) ?? message.text);
  return [
    text,
    (next) => {
      setText(next);
      keep(key, next === message.text ? null : next);
    },
  ];
}

function readKept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // Without storage the change lives as long as the page.
  }
}

/** With a keyboard at hand one goes on writing. */
function focusComposer(from: Element | null): void {
  if (!matchMedia("(pointer: fine)").matches) return;
  const field = from?.closest("[data-stream]")?.querySelector<HTMLElement>("[data-composer] textarea");
  field?.focus({ preventScroll: true });
}
