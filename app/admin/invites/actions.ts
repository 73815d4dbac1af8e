"use server";

import { revalidatePath } from "next/cache";
import { memberForm } from "@/lib/action";
import {
  createInvitation,
  createInvitationInput,
  revokeInvitation,
  revokeInvitationInput,
} from "@/lib/auth/invitations";
import { catalogue } from "@/lib/i18n";
import { visitorLocale, visitorOrigin } from "@/lib/visitor";
import { changeSettings } from "@/lib/workspace/mutations";
import { settingsInput } from "@/lib/workspace/schema";

/** The sentence that comes back is the link itself: it is shown this once. */
export const createInvitationAction = memberForm(createInvitationInput, createInvitation, async ({ token }) => {
  revalidatePath("/admin/invites");
  return `${await visitorOrigin()}/join/${token}`;
});

const saved = async () => {
  revalidatePath("/admin/invites");
  return catalogue(await visitorLocale()).pages.settings.saved;
};

export const revokeInvitationAction = memberForm(revokeInvitationInput, revokeInvitation, saved);
export const setRegistrationAction = memberForm(settingsInput.pick({ registration: true }), changeSettings, saved);
