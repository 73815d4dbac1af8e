"use client";

import { createContext, type ReactNode, startTransition, useActionState, useContext, useId } from "react";
import type { FormState } from "@/lib/action";
import { blankForm } from "./blank-form";

export const FormContext = createContext<{ state: FormState; pending: boolean }>({ state: blankForm, pending: false });

/**
 * A form that is a real form: without scripts it posts and comes back with what was typed.
 * With them it is sent without the reset that would empty the password on a mistake.
 */
export function Form(props: {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  className?: string;
  /** False where a child shows what was done in a way of its own. */
  saysDone?: boolean;
  children: ReactNode;
}) {
  const [state, dispatch, pending] = useActionState(props.action, blankForm);
  return (
    <form
      action={dispatch}
      className={props.className}
      onSubmit={(event) => {
        event.preventDefault();
        const submitter = event.nativeEvent instanceof SubmitEvent ? event.nativeEvent.submitter : null;
        const form = new FormData(event.currentTarget, submitter);
        startTransition(() => dispatch(form));
      }}
    >
      <FormContext value={{ state, pending }}>
        {props.children}
        <FormMessage saysDone={props.saysDone ?? true} />
      </FormContext>
    </form>
  );
}

function FormMessage(props: { saysDone: boolean }) {
  const { state } = useContext(FormContext);
  const general = state.problem && Object.keys(state.problem.fields).length === 0 ? state.problem.message : null;
  return (
    <div aria-live="polite" className="empty:hidden">
      {general && (
        <p className="notice notice-bad">
          {general}
          {state.problem?.remedy && (
            <>
              {" "}
              <a className="link" href={state.problem.remedy.href}>
                {state.problem.remedy.label}
              </a>
            </>
          )}
        </p>
      )}
      {state.done && props.saysDone && <p className="notice notice-good">{state.done}</p>}
    </div>
  );
}

/** A labelled input that keeps what was typed and says what is wrong with it. */
export function Field(props: {
  name: string;
  label: string;
  hint?: string;
  type?: "text" | "password" | "email" | "file" | "date";
  autoComplete?: string;
  defaultValue?: string;
  required?: boolean;
  minLength?: number;
  maxLength?: number;
  autoFocus?: boolean;
  accept?: string;
  inputMode?: "text" | "numeric" | "url";
}) {
  const { state } = useContext(FormContext);
  const id = useId();
  const problem = state.problem?.fields[props.name];
  const { label, hint, type = "text", defaultValue, ...rest } = props;
  const identifies = /^(username|email|.*password|current|otp|issuer|client_id)$/.test(props.name);
  return (
    <div>
      <label htmlFor={id} className="label">
        {label}
      </label>
      <input
        {...rest}
        id={id}
        type={type}
        className="input"
        defaultValue={type === "password" || type === "file" ? undefined : (state.values[props.name] ?? defaultValue)}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? `${id}-problem` : hint ? `${id}-hint` : undefined}
        autoCapitalize={identifies ? "none" : undefined}
        spellCheck={identifies ? false : undefined}
      />
      {problem ? (
        <p id={`${id}-problem`} className="problem" role="alert">
          {problem}
        </p>
      ) : (
        hint && (
          <p id={`${id}-hint`} className="hint">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

export function Submit(props: { children: ReactNode; className?: string; name?: string; value?: string }) {
  const { pending } = useContext(FormContext);
  return (
    <button
      type="submit"
      name={props.name}
      value={props.value}
      className={props.className ?? "button button-main w-full"}
      aria-disabled={pending || undefined}
      onClick={(event) => pending && event.preventDefault()}
    >
      {props.children}
    </button>
  );
}
