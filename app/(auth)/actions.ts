"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { visitorForm } from "@/lib/action";
import { beginSignIn, finishSignIn, foundWorkspace, register } from "@/lib/auth/mutations";
import { setPasswordByLink } from "@/lib/auth/password-links";
import {
  type BegunSession,
  finishSignInInput,
  foundInput,
  registerInput,
  setPasswordInput,
  signInInput,
} from "@/lib/auth/schema";
import { localeSchema } from "@/lib/people/schema";
import { safePath, setSessionCookie, visitorDevice } from "@/lib/visitor";

const entered = async (session: BegunSession, form: FormData) => {
  await setSessionCookie(session);
  redirect(safePath(form.get("next")));
};

/** What the page adds to the fields of the verb. */
const pageFields = { next: z.string().max(500).optional(), locale: localeSchema.optional() };

export const foundAction = visitorForm(
  foundInput,
  async (input) => foundWorkspace(input, await visitorDevice()),
  entered,
);

export const registerAction = visitorForm(
  registerInput,
  async (input) => register(input, await visitorDevice()),
  entered,
);

const signInSteps = z.discriminatedUnion("step", [
  signInInput.omit({ otp: true }).extend({ step: z.literal("password"), ...pageFields }),
  finishSignInInput.extend({ step: z.literal("code"), ...pageFields }),
]);

/** What comes back after the first step, where a code is needed, is the challenge that the second step shows. */
export const signInAction = visitorForm(
  signInSteps,
  async (input) => {
    const device = await visitorDevice();
    if (input.step === "code") return finishSignIn({ challenge: input.challenge, otp: input.otp }, device);
    return beginSignIn({ username: input.username, password: input.password }, device);
  },
  async (begun, form) => ("challenge" in begun ? begun.challenge : entered(begun, form)),
);

/** Whoever has a second factor is asked for it before they are in. */
export const setPasswordAction = visitorForm(
  setPasswordInput.extend({ locale: localeSchema.optional() }),
  async ({ token, password }) => setPasswordByLink({ token, password }, await visitorDevice()),
  async (session, form) => (session ? entered(session, form) : redirect("/sign-in")),
);
