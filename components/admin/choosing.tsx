"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import type { Locale } from "@/lib/i18n/locale";
import { type Plural, say } from "@/lib/i18n/say";

interface Choice {
  chosen: number;
  all: number;
}

/** Chooses everybody in the form's list. Without scripts there is none: each line has its own box. */
export function ChooseAll(props: { label: string; className?: string; isNamed?: boolean }) {
  const box = useRef<HTMLInputElement>(null);
  const mark = useRef<HTMLSpanElement>(null);
  const choice = useChoice(mark);
  useEffect(() => {
    if (box.current && choice) box.current.indeterminate = choice.chosen > 0 && choice.chosen < choice.all;
  }, [choice]);
  return (
    <span ref={mark} className={props.className}>
      {choice && (
        <label className="flex min-h-9 min-w-9 items-center justify-center gap-2.5 max-md:min-h-11">
          <input
            ref={box}
            type="checkbox"
            className="size-[18px] accent-accent"
            checked={choice.chosen === choice.all && choice.all > 0}
            onChange={(event) => {
              for (const one of boxesOf(mark.current)) one.checked = event.target.checked;
              mark.current?.closest("form")?.dispatchEvent(new Event("change", { bubbles: true }));
            }}
          />
          <span className={props.isNamed ? "" : "sr-only"}>{props.label}</span>
        </label>
      )}
    </span>
  );
}

/** How many are chosen; said aloud as it changes. */
export function ChosenCount(props: { locale: Locale; words: Plural }) {
  const mark = useRef<HTMLSpanElement>(null);
  const choice = useChoice(mark);
  return (
    <span ref={mark} role="status" className="font-semibold">
      {choice && choice.chosen > 0 && say(props.locale, props.words, { n: choice.chosen })}
    </span>
  );
}

const boxesOf = (inside: Element | null): HTMLInputElement[] => [
  ...(inside?.closest("form")?.querySelectorAll<HTMLInputElement>("input[name=id]") ?? []),
];

function useChoice(mark: RefObject<Element | null>): Choice | null {
  const [choice, setChoice] = useState<Choice | null>(null);
  useEffect(() => {
    const form = mark.current?.closest("form");
    const count = () => {
      const boxes = boxesOf(mark.current);
      setChoice({ chosen: boxes.filter((box) => box.checked).length, all: boxes.length });
    };
    count();
    form?.addEventListener("change", count);
    return () => form?.removeEventListener("change", count);
  }, [mark]);
  return choice;
}
