"use client";

import { useContext } from "react";
import { FormContext } from "@/components/ui/form";

/** A list that the form has just given, this once: to be read, copied, or saved as a file. */
export function MadeList(props: { words: { made: string; save: string }; fileName: string }) {
  const { state } = useContext(FormContext);
  const list = state.done;
  if (!list) return null;
  return (
    <div className="notice notice-good" role="status">
      <p>{props.words.made}</p>
      <textarea
        className="input mt-2 h-auto py-2 font-mono text-[12.5px] leading-5"
        readOnly
        rows={10}
        wrap="off"
        value={list}
        aria-label={props.words.made}
      />
      <a
        className="button mt-2.5"
        href={`data:text/csv;charset=utf-8,${encodeURIComponent(list)}`}
        download={props.fileName}
      >
        {props.words.save}
      </a>
    </div>
  );
}
