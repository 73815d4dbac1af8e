"use client";

import { type ReactNode, useEffect, useId, useRef } from "react";
import { X } from "./icons";

/** A dialog in the middle of the page, with its title and a button that closes it, as Esc does. */
export function Dialog(props: { title: string; close: string; onClose: () => void; children: ReactNode }) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={id} onClose={props.onClose}>
      <div className="mb-3 flex items-center">
        <h1 id={id} className="text-[17px] font-[650]">
          {props.title}
        </h1>
        <button type="button" className="tool ml-auto" aria-label={props.close} onClick={() => dialog.current?.close()}>
          <X aria-hidden="true" size={18} strokeWidth={1.75} />
        </button>
      </div>
      {props.children}
    </dialog>
  );
}
