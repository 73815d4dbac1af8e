"use client";

import { type ReactNode, useContext, useEffect, useRef } from "react";
import { FormContext } from "@/components/ui/form";

/** What a form asks, until it has been done. */
export function UntilDone(props: { children: ReactNode }) {
  const { state } = useContext(FormContext);
  return state.done === null ? props.children : null;
}

/** What was done, a line for each sentence, and where to go from there. The focus follows: the button that had it is gone. */
export function OnceDone(props: { isSaid: boolean; children: ReactNode }) {
  const { state } = useContext(FormContext);
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (state.done !== null) said.current?.focus();
  }, [state.done]);
  if (state.done === null) return null;
  return (
    <>
      {props.isSaid && (
        <p ref={said} tabIndex={-1} className="notice notice-good whitespace-pre-line">
          {state.done}
        </p>
      )}
      {props.children}
    </>
  );
}
