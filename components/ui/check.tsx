"use client";

import { useContext, useId } from "react";
import { FormContext } from "./form";

/** A box to tick, which stays as it was ticked when the form comes back with a mistake. */
export function Check(props: { name: string; label: string; hint?: string; checked: boolean }) {
  const { state } = useContext(FormContext);
  const id = useId();
  const checked = state.problem ? state.values[props.name] !== undefined : props.checked;
  return (
    <div className="mt-3.5">
      <label htmlFor={id} className="flex min-h-11 items-center gap-2.5">
        <input
          key={String(checked)}
          id={id}
          type="checkbox"
          name={props.name}
          defaultChecked={checked}
          aria-describedby={props.hint ? `${id}-hint` : undefined}
          className="size-[18px] flex-none"
        />
        {props.label}
      </label>
      {props.hint && (
        <p id={`${id}-hint`} className="hint">
          {props.hint}
        </p>
      )}
    </div>
  );
}
