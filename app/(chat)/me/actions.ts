"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { memberForm, unsecuredForm } from "@/lib/action";
import { endSession } from "@/lib/auth/closing";
import { changePassword, signOut, signOutEverywhere } from "@/lib/auth/mutations";
import { changePasswordInput, endSessionInput } from "@/lib/auth/schema";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { changeAvatar, editProfile, removeAvatar } from "@/lib/people/mutations";
import { editProfileInput } from "@/lib/people/schema";
import { dropSessionCookie, visitorLocale } from "@/lib/visitor";

const nothing = z.strictObject({});

const saved = async () => {
  revalidatePath("/", "layout");
  return catalogue(await visitorLocale()).pages.settings.saved;
};

const left = async () => {
  await dropSessionCookie();
  redirect("/sign-in?ended");
};

export const editProfileAction = memberForm(
  editProfileInput.pick({ display_name: true, status_text: true }),
  editProfile,
  saved,
);

/** Answers in the language that was just chosen: the page is drawn anew. */
export const editLookAction = memberForm(
  editProfileInput.pick({ locale: true, theme: true, time_zone: true }),
  editProfile,
  async (_user, form) => {
    revalidatePath("/", "layout");
    return catalogue(await visitorLocale(form.get("locale"))).pages.settings.saved;
  },
);

export const changeAvatarAction = memberForm(
  z.strictObject({ picture: z.instanceof(File) }),
  async (actor, { picture }) => changeAvatar(actor, new Uint8Array(await picture.arrayBuffer())),
  saved,
);

export const removeAvatarAction = memberForm(nothing, removeAvatar, saved);

export const changePasswordAction = memberForm(changePasswordInput, changePassword, async () => {
  revalidatePath("/me");
  return catalogue(await visitorLocale()).pages.settings.passwordChanged;
});

export const endSessionAction = memberForm(
  endSessionInput,
  (actor, input) => endSession(actor, input.id),
  async () => {
    revalidatePath("/me");
    const locale = await visitorLocale();
    return say(locale, catalogue(locale).pages.settings.devicesOut, { n: 1 });
  },
);

export const signOutAction = unsecuredForm(nothing, signOut, left);

export const signOutEverywhereAction = memberForm(nothing, signOutEverywhere, left);
