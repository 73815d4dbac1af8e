"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { visitorForm } from "@/lib/action";
import { foundWorkspace, register, signIn } from "@/lib/auth/mutations";
import { type BegunSession, foundInput, registerInput, signInInput } from "@/lib/auth/schema";
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

export const signInAction = visitorForm(
  signInInput.extend(pageFields),
  async ({ username, password }) => signIn({ username, password }, await visitorDevice()),
  entered,
);
