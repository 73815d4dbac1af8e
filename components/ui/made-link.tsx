"use client";

import { useContext, useState } from "react";
import { FormContext } from "./form";
import { QrCode } from "./qr-code";

/** The link or the token that the form has just made, to be copied or, where there is a word for it, photographed. */
export function MadeLink(props: {
  words: { made: string; copy: string; copied: string; qr?: string };
  /** What to do with it: lines for a terminal, in which `{link}` is it. */
  example?: { label: string; lines: string };
}) {
  const { state } = useContext(FormContext);
  const [copied, setCopied] = useState<string | null>(null);
  const link = state.done;
  const { words, example } = props;
  if (!link) return null;
  return (
    <div className="notice notice-good" role="status">
      <p>{words.made}</p>
      <p className="mt-1 flex flex-wrap items-center gap-2.5">
        <input
          className="input min-w-[200px] flex-1"
          readOnly
          value={link}
          aria-label={words.made}
          onFocus={(event) => event.target.select()}
        />
        {/* A page without TLS is given no clipboard; the field can be copied by hand. */}
        <button
          type="button"
          className="button"
          onClick={() => void navigator.clipboard?.writeText(link).then(() => setCopied(link))}
        >
          {copied === link ? words.copied : words.copy}
        </button>
      </p>
      {words.qr && (
        <div className="mt-3">
          <QrCode value={link} label={words.qr} />
        </div>
      )}
      {example && (
        <>
          <p className="mt-3">{example.label}</p>
          <pre className="mt-1 overflow-x-auto rounded-md bg-raised p-2.5 font-mono text-[13px] whitespace-pre-wrap [overflow-wrap:anywhere] select-all">
            {example.lines.replaceAll("{link}", link)}
          </pre>
        </>
      )}
    </div>
  );
}
