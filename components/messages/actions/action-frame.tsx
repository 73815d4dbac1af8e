"use client";

import { lazy, type ReactNode, type RefObject, Suspense, useCallback, useEffect, useState } from "react";
import { useLive } from "@/components/live/provider";
import { useKey } from "@/components/live/use-key";
import type { MessageView } from "@/lib/messages/schema";
import type { RoomView } from "@/lib/rooms/schema";
import { type Handling, HandlingContext, useDoing, type Wish } from "./handling";
import { useLongPress } from "./use-long-press";

const Deeds = lazy(() => import("./deeds"));

export interface Stream {
  room: RoomView;
  messages: readonly MessageView[];
  /** The scroller in which the messages stand as articles with `data-id`. */
  log: RefObject<HTMLElement | null>;
  /** Leads to the place of a message, and remembers from which one. */
  onJump: (messageId: number, fromId: number) => void;
  /** Opens the thread of a message; null within a thread. */
  onThread: ((rootId: number) => void) | null;
}

/**
 * What one does with the messages of a stream: bar, menu, sheet, signs, keys. Rows bear plain links with `data-act`, which
 * work without scripts; one listener for all of them takes over. The rest is loaded when somebody comes near a message.
 */
export function ActionFrame(props: { stream: Stream; handling: Handling; children: ReactNode }) {
  const { stream, handling, children } = props;
  const { log, onJump, onThread } = stream;
  const [isNear, setIsNear] = useState(false);
  const { wish, note } = useDoing(handling);
  const ask = useCallback((wanted: Wish) => handling.put({ wish: wanted }), [handling]);

  useEffect(() => {
    const frame = log.current;
    if (!frame) return;
    const near = (event: Event) => event.target !== frame && setIsNear(true);
    const onClick = (event: MouseEvent) => {
      const wanted = wishAt(event.target);
      if (!wanted || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if ("threadOf" in wanted) onThread?.(wanted.threadOf);
      else if ("to" in wanted) onJump(wanted.to, wanted.from);
      else ask(wanted);
    };
    // A link that acts as a button is pressed with the space bar, too.
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== " " || !(event.target instanceof HTMLElement) || !event.target.matches("a[data-act][role]"))
        return;
      event.preventDefault();
      event.target.click();
    };
    frame.addEventListener("pointerover", near);
    frame.addEventListener("focusin", near);
    frame.addEventListener("click", onClick);
    frame.addEventListener("keydown", onKeyDown);
    return () => {
      frame.removeEventListener("pointerover", near);
      frame.removeEventListener("focusin", near);
      frame.removeEventListener("click", onClick);
      frame.removeEventListener("keydown", onKeyDown);
    };
  }, [log, onJump, onThread, ask]);
  useLongPress(
    log,
    useCallback((target) => asHeld(target, ask), [ask]),
  );
  useActionKeys(stream, handling, ask);

  return (
    <HandlingContext value={handling}>
      {children}
      {(isNear || wish || note) && (
        <Suspense fallback={null}>
          <Deeds stream={stream} handling={handling} />
        </Suspense>
      )}
    </HandlingContext>
  );
}

/** What is pressed in a row: a wish about its message, or the way to another one. */
function wishAt(target: EventTarget | null): Wish | { to: number; from: number } | { threadOf: number } | null {
  const at = target instanceof Element ? target.closest<HTMLElement>("[data-act]") : null;
  const messageId = messageOf(at);
  if (!at || messageId === null) return null;
  const { act, emoji, to } = at.dataset;
  if (act === "thread") return { threadOf: messageId };
  if (act === "quote") return { to: Number(to), from: messageId };
  return { act: act as Wish["act"], messageId, emoji, at };
}

/** A finger that rests on a sign asks who put it, one on a message asks what to do with it. */
function asHeld(target: Element, ask: (wish: Wish) => void): void {
  const messageId = messageOf(target);
  if (messageId === null) return;
  const emoji = target.closest<HTMLElement>("[data-emoji]")?.dataset.emoji;
  navigator.vibrate?.(10);
  ask(emoji ? { act: "who", messageId, emoji } : { act: "menu", messageId });
}

function messageOf(element: Element | null): number | null {
  const row = element?.closest<HTMLElement>("article[data-id]");
  return row ? Number(row.dataset.id) : null;
}

/** Keys are about the message that has the focus, else about the one under the pointer. */
function useActionKeys({ log, messages }: Stream, handling: Handling, ask: (wish: Wish) => void): void {
  const { viewer } = useLive();
  const meant = () => {
    const row = (state: string) => log.current?.querySelector(`article[data-id]:${state}`) ?? null;
    const id = messageOf(row("focus-within") ?? row("hover"));
    return messages.find((message) => message.id === id && message.deleted_at === null);
  };
  useKey("reply", () => {
    const message = meant();
    if (!message) return false;
    ask({ act: "reply", messageId: message.id });
  });
  useKey("edit", () => {
    const message = meant();
    if (message?.author.id !== viewer.person.id) return false;
    handling.put({ editing: message.id });
  });
  useKey("addSign", () => {
    const message = meant();
    if (!message) return false;
    ask({ act: "pick", messageId: message.id });
  });
}
