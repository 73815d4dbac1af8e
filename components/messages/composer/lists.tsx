"use client";

import { Hash, Lock } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from "react";
import { useLive } from "@/components/live/provider";
import { Avatar } from "@/components/ui/avatar";
import { composing } from "@/lib/i18n/composing";
import type { PersonRef } from "@/lib/people/schema";
import { type Asked, askedAt, isTypedOut, type Option } from "./completion";
import { put } from "./field";
import { useOptions } from "./use-options";

interface Props {
  input: RefObject<HTMLTextAreaElement | null>;
  roomId: number;
  /** People whom the page shows already: they are offered before the whole list is there. */
  people?: ReadonlyMap<number, PersonRef>;
}

const noOptions: Option[] = [];

/**
 * The list of what fits what is being typed, above the field. The focus stays in the field, which names the chosen line
 * by `aria-activedescendant`; how many there are is said once.
 */
export default function Lists({ input, roomId, people }: Props): ReactNode {
  const { viewer, say } = useLive();
  const words = composing[viewer.locale];
  const id = useId();
  const { asked, close } = useAsked(input);
  const all = useOptions(asked, roomId, people);
  const options = asked && !isTypedOut(asked, all) ? all : noOptions;
  const [chosen, setChosen] = useState({ at: 0, of: "" });
  const place = asked ? `${asked.from}${asked.query}` : "";
  const active = chosen.of === place ? Math.min(chosen.at, options.length - 1) : 0;
  const take = (option: Option | undefined) => {
    const field = input.current;
    if (!field || !asked || !option) return;
    const text = field.value[asked.to] === " " ? option.text.trimEnd() : option.text;
    const end = asked.from + text.length;
    put(field, { from: asked.from, to: asked.to, text, start: end, end });
  };
  const isOpen = options.length > 0;
  useFieldOf(input, isOpen, id, active);
  useKeys(input, isOpen, {
    move: (by) => setChosen({ at: (active + by + options.length) % options.length, of: place }),
    take: () => take(options[active]),
    close,
  });

  return (
    <>
      {isOpen && asked && (
        <ListBox id={id} label={words.lists[asked.sign]} options={options} active={active} onTake={take} />
      )}
      <span className="sr-only" role="status">
        {isOpen && say(words.found, { n: options.length })}
      </span>
    </>
  );
}

function ListBox(props: {
  id: string;
  label: string;
  options: Option[];
  active: number;
  onTake: (option: Option) => void;
}) {
  const { id, label, options, active, onTake } = props;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div ref={list} id={id} role="listbox" aria-label={label} className="choices">
      {options.map((option, at) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard in the field, which keeps the focus
        <div
          key={option.key}
          id={`${id}-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === active}
          className="choice"
          // A press must not take the focus from the field, or a phone would put its keyboard away.
          onPointerDown={(event) => event.preventDefault()}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(option)}
        >
          {option.person && <Avatar person={option.person} size="s" />}
          {option.emoji && (
            <span aria-hidden="true" className="w-6 flex-none text-center text-[17px] leading-6">
              {option.emoji}
            </span>
          )}
          {option.icon === "open" && <Hash aria-hidden="true" size={18} strokeWidth={1.75} className="flex-none" />}
          {option.icon === "private" && <Lock aria-hidden="true" size={18} strokeWidth={1.75} className="flex-none" />}
          <span className="min-w-0 truncate">{option.label}</span>
          {option.note && <span className="min-w-0 flex-1 truncate text-[13.5px] text-ink-3">{option.note}</span>}
        </div>
      ))}
    </div>
  );
}

/** What is asked for at the caret, until it is closed there. */
function useAsked(input: RefObject<HTMLTextAreaElement | null>): { asked: Asked | null; close: () => void } {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [closed, setClosed] = useState<string | null>(null);
  useEffect(() => {
    const field = input.current;
    if (!field) return;
    const look = () => {
      const isHere = document.activeElement === field && field.selectionStart === field.selectionEnd;
      const next = isHere ? askedAt(field.value, field.selectionStart) : null;
      setAsked((now) => (JSON.stringify(now) === JSON.stringify(next) ? now : next));
      if (!next) setClosed(null);
    };
    look();
    const away = () => setAsked(null);
    // Behind React, which hears the document: what it drew before its own turn would put the last typed letter back.
    window.addEventListener("input", look);
    field.addEventListener("blur", away);
    document.addEventListener("selectionchange", look);
    return () => {
      window.removeEventListener("input", look);
      field.removeEventListener("blur", away);
      document.removeEventListener("selectionchange", look);
    };
  }, [input]);
  const place = asked && `${asked.sign}${asked.from}`;
  return { asked: place === closed ? null : asked, close: () => setClosed(place) };
}

/** The field says what list it has, and which line of it is chosen. */
function useFieldOf(input: RefObject<HTMLTextAreaElement | null>, isOpen: boolean, id: string, active: number): void {
  useEffect(() => {
    const field = input.current;
    if (!field || !isOpen) return;
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", id);
    field.setAttribute("aria-activedescendant", `${id}-${active}`);
    return () => {
      for (const name of ["aria-autocomplete", "aria-controls", "aria-activedescendant"]) field.removeAttribute(name);
    };
  }, [input, isOpen, id, active]);
}

/** While the list is open these keys are its own: the field and the page hear nothing of them. */
function useKeys(
  input: RefObject<HTMLTextAreaElement | null>,
  isOpen: boolean,
  acts: { move: (by: number) => void; take: () => void; close: () => void },
): void {
  useEffect(() => {
    const field = input.current;
    if (!field || !isOpen) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.key === "ArrowDown") acts.move(1);
      else if (event.key === "ArrowUp") acts.move(-1);
      else if (event.key === "Enter" || event.key === "Tab") acts.take();
      else if (event.key === "Escape") acts.close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    field.addEventListener("keydown", onKey);
    return () => field.removeEventListener("keydown", onKey);
  });
}
