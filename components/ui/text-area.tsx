"use client";

import { useContext, useId } from "react";
import { FormContext } from "./form";

/** A labelled field of many lines that keeps what was typed and says what is wrong with it. */
export function TextArea(props: {
  name: string;
  label: string;
  hint?: string;
  rows?: number;
  required?: boolean;
  defaultValue?: string;
}) {
  const { state } = useContext(FormContext);
  const id = useId();
  const problem = state.problem?.fields[props.name];
  return (
    <div>
      <label htmlFor={id} className="label">
        {props.label}
      </label>
      <textarea
        id={id}
        name={props.name}
        rows={props.rows ?? 4}
        required={props.required}
        spellCheck={false}
        className="input h-auto py-2"
        defaultValue={state.values[props.name] ?? props.defaultValue}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? `${id}-problem` : props.hint ? `${id}-hint` : undefined}
      />
      {problem ? (
        <p id={`${id}-problem`} className="problem" role="alert">
          {problem}
        </p>
      ) : (
        props.hint && (
          <p id={`${id}-hint`} className="hint">
            {props.hint}
          </p>
        )
      )}
    </div>
  );
}
