"use client";

import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";

interface Props {
  label: string;
  /** The element at which it opens on a desk; left out, it stands in the middle. On a phone it comes from below. */
  at?: Element | null;
  onClose: () => void;
  className?: string;
  children: (close: () => void) => ReactNode;
}

/** A dialog over the page: Esc or a press beside it closes it, and the focus goes back to where it was. */
export function Sheet({ label, at, onClose, className = "", children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it opens once, where it was asked for
  useEffect(() => {
    const own = dialog.current;
    if (!own) return;
    own.showModal();
    // Under a thumb nothing of it is chosen beforehand.
    if (matchMedia("(pointer: coarse)").matches) own.focus();
    if (at && matchMedia("(min-width: 768px)").matches) placeAt(own, at.getBoundingClientRect());
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`sheet ${at ? "sheet-at" : ""} ${className}`}
      aria-label={label}
      tabIndex={-1}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
      onKeyDown={walk}
    >
      <div className="sheet-body">{children(() => dialog.current?.close())}</div>
    </dialog>
  );
}

/** Under the element, or over it where there is more room, from its nearer side on; never over an edge of the window. */
function placeAt(dialog: HTMLDialogElement, place: DOMRect): void {
  const { width, height } = dialog.getBoundingClientRect();
  const under = place.bottom + 4;
  const top =
    under + height <= innerHeight - 8 ? under : Math.max(8, Math.min(place.top - 4, innerHeight - 8) - height);
  dialog.style.top = `${top}px`;
  const left = place.left < innerWidth / 2 ? place.left : place.right - width;
  dialog.style.left = `${Math.max(8, Math.min(left, innerWidth - 8 - width))}px`;
}

const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 };

/** Arrows go from one entry to the next, within the list or the row of them that has the focus. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const focused = document.activeElement;
  const step = steps[event.key];
  const list = focused?.closest("[data-walk]");
  if (step === undefined || !list || !(focused instanceof HTMLElement)) return;
  const entries = [...list.querySelectorAll<HTMLElement>("button, a[href]")];
  entries.at((entries.indexOf(focused) + step) % entries.length)?.focus();
  event.preventDefault();
}
