"use client";

import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import { keysWords } from "@/lib/i18n/keys";
import { KeysList } from "./keys-list";
import { useLive } from "./provider";

/** The list of keys over the page; loaded when it is asked for. */
export default function KeysDialog({ onClose }: { onClose: () => void }) {
  const { viewer } = useLive();
  const words = keysWords[viewer.locale];
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="keys-title" onClose={onClose}>
      <div className="mb-3 flex items-center">
        <h1 id="keys-title" className="text-[17px] font-[650]">
          {words.title}
        </h1>
        <button type="button" className="tool ml-auto" aria-label={words.close} onClick={() => dialog.current?.close()}>
          <X aria-hidden="true" size={18} strokeWidth={1.75} />
        </button>
      </div>
      <KeysList locale={viewer.locale} />
      <p className="hint mt-4">{words.lead}</p>
    </dialog>
  );
}
