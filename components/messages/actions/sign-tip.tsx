"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import { fetchList } from "@/components/live/fetch-json";
import { useLive } from "@/components/live/provider";
import { acting } from "@/lib/i18n/acting";
import { signTipNames } from "@/lib/limits";
import type { ReactionPeople } from "@/lib/messages/schema";
import type { Stream } from "./action-frame";

interface Asked {
  messageId: number;
  emoji: string;
  at: HTMLElement;
}

/** Who put a sign, over the sign that has the pointer or the focus; read when it is asked for. */
export function SignTip({ log, messages }: Pick<Stream, "log" | "messages">) {
  const { viewer, say } = useLive();
  const words = acting[viewer.locale];
  const asked = useAsked(log);
  const tip = useRef<HTMLDivElement>(null);
  const [told, setTold] = useState<{ asked: Asked; names: string[] } | null>(null);
  const names = told && told.asked === asked ? told.names : null;
  const signs = messages.find(({ id }) => id === asked?.messageId)?.reactions;
  const count = signs?.find(({ emoji }) => emoji === asked?.emoji)?.count;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another count is a reason to read who it is again
  useEffect(() => {
    if (!asked) return;
    const timer = setTimeout(() => {
      void fetchList<ReactionPeople>(`/api/v1/messages/${asked.messageId}/reactions`).then((signs) => {
        const people = signs?.find(({ emoji }) => emoji === asked.emoji)?.people ?? [];
        setTold({ asked, names: people.map((person) => person.display_name) });
      });
    }, 150);
    return () => clearTimeout(timer);
  }, [asked, count]);
  useEffect(() => {
    if (!asked || !names || !tip.current) return;
    asked.at.setAttribute("aria-describedby", "sign-tip");
    placeOver(tip.current, asked.at.getBoundingClientRect());
    return () => asked.at.removeAttribute("aria-describedby");
  }, [asked, names]);

  if (!names || names.length === 0) return null;
  const shown = names.slice(0, signTipNames).join(", ");
  const more = names.length - signTipNames;
  return (
    <div ref={tip} id="sign-tip" role="tooltip" className="sign-tip">
      {more > 0 ? say(words.andMore, { names: shown, n: more }) : shown}
    </div>
  );
}

function useAsked(log: RefObject<HTMLElement | null>): Asked | null {
  const [asked, setAsked] = useState<Asked | null>(null);
  useEffect(() => {
    const frame = log.current;
    if (!frame) return;
    const come = (event: Event) => {
      if (event instanceof PointerEvent && event.pointerType !== "mouse") return;
      const at = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-emoji]") : null;
      const messageId = Number(at?.closest<HTMLElement>("article[data-id]")?.dataset.id);
      const emoji = at?.dataset.emoji;
      setAsked((before) => (before?.at === at ? before : at && emoji ? { at, emoji, messageId } : null));
    };
    const leave = () => setAsked(null);
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && leave();
    // It may have been loaded by the very pointer that rests on a sign.
    const under = frame.querySelector("[data-emoji]:hover, [data-emoji]:focus-visible");
    if (under) come({ target: under } as unknown as Event);
    frame.addEventListener("pointerover", come);
    frame.addEventListener("focusin", come);
    for (const name of ["pointerleave", "focusout", "scroll"]) frame.addEventListener(name, leave);
    frame.addEventListener("keydown", onKey);
    return () => {
      frame.removeEventListener("pointerover", come);
      frame.removeEventListener("focusin", come);
      for (const name of ["pointerleave", "focusout", "scroll"]) frame.removeEventListener(name, leave);
      frame.removeEventListener("keydown", onKey);
    };
  }, [log]);
  return asked;
}

function placeOver(tip: HTMLElement, place: DOMRect): void {
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(place.left, innerWidth - width - 8))}px`;
  tip.style.top = `${place.top - height - 6 > 0 ? place.top - height - 6 : place.bottom + 6}px`;
}
