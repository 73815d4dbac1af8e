"use client";

import { useContext, useState } from "react";
import { FormContext } from "@/components/ui/form";
import { QrCode } from "@/components/ui/qr-code";

/** The link that the form has just made, to be copied or photographed. */
export function MadeLink(props: { words: { made: string; copy: string; copied: string; qr: string } }) {
  const { state } = useContext(FormContext);
  const [copied, setCopied] = useState<string | null>(null);
  const link = state.done;
  if (!link) return null;
  return (
    <div className="notice notice-good" role="status">
      <p>{props.words.made}</p>
      <p className="mt-1 flex flex-wrap items-center gap-2.5">
        <input
          className="input min-w-[200px] flex-1"
          readOnly
          value={link}
          aria-label={props.words.made}
          onFocus={(event) => event.target.select()}
        />
        {/* A page without TLS is given no clipboard; the field can be copied by hand. */}
        <button
          type="button"
          className="button"
          onClick={() => void navigator.clipboard?.writeText(link).then(() => setCopied(link))}
        >
          {copied === link ? props.words.copied : props.words.copy}
        </button>
      </p>
      <div className="mt-3">
        <QrCode value={link} label={props.words.qr} />
      </div>
    </div>
  );
}
