"use client";

import { type ReactNode, useContext } from "react";
import { Field, FormContext, Submit } from "@/components/ui/form";
import type { PageWords } from "@/lib/i18n/en";

/**
 * The password, and once it has proved right, the code: the form comes back with a sealed challenge, by which the
 * second step is known to follow the first.
 */
export function SignInFields(props: {
  words: Pick<PageWords, "fields" | "signIn"> & { secondStep: PageWords["secondFactor"]["signIn"] };
  /** Other ways in, which stand under the first step. */
  children?: ReactNode;
}) {
  const { words } = props;
  const { state } = useContext(FormContext);
  const mayTryAgain = state.problem?.fields.otp !== undefined || state.problem?.code === "rate_limited";
  const challenge = state.done ?? (mayTryAgain ? state.values.challenge : undefined);
  const { fields, secondStep } = words;
  if (challenge)
    return (
      <div key="code">
        <input type="hidden" name="step" value="code" />
        <input type="hidden" name="challenge" value={challenge} />
        <p role="status" className="notice notice-good">
          {secondStep.lead}
        </p>
        <Field name="otp" label={secondStep.label} autoComplete="one-time-code" required autoFocus />
        <Submit className="button button-main mt-5 w-full">{secondStep.submit}</Submit>
        <p className="mt-4 text-center text-sm">
          <a className="link" href="/sign-in">
            {secondStep.restart}
          </a>
        </p>
      </div>
    );
  return (
    <div key="password">
      <input type="hidden" name="step" value="password" />
      <Field name="username" label={fields.usernameOrEmail} autoComplete="username" required autoFocus />
      <Field name="password" type="password" label={fields.password} autoComplete="current-password" required />
      <Submit className="button button-main mt-5 w-full">{words.signIn.submit}</Submit>
      {props.children}
    </div>
  );
}
