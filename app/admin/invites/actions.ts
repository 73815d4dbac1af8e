"use server";

import { revalidatePath } from "next/cache";
import { memberForm } from "@/lib/action";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { createInvitation, inviteByMail, revokeInvitation } from "@/lib/invitations/mutations";
import { createInvitationForm, invitationInput, inviteByMailForm } from "@/lib/invitations/schema";
import { visitorLocale, visitorOrigin } from "@/lib/visitor";

/** The sentence that comes back is the link itself: it is shown this once. */
export const createInvitationAction = memberForm(
  createInvitationForm,
  async (actor, input) => createInvitation(actor, input, await visitorOrigin()),
  async ({ url }) => {
    revalidatePath("/admin/invites");
    return url;
  },
);

export const inviteByMailAction = memberForm(
  inviteByMailForm,
  async (actor, input) => inviteByMail(actor, input, await visitorOrigin()),
  async ({ count, taken, unreadable }) => {
    revalidatePath("/admin/invites");
    const locale = await visitorLocale();
    const { invites } = catalogue(locale).admin;
    return [
      say(locale, invites.sent, { n: count }),
      taken.length > 0 && say(locale, invites.taken, { emails: taken.join(", ") }),
      unreadable.length > 0 && say(locale, invites.unreadable, { words: unreadable.join(", ") }),
    ]
      .filter(Boolean)
      .join(" ");
  },
);

export const revokeInvitationAction = memberForm(invitationInput, revokeInvitation, async ({ uses }) => {
  revalidatePath("/admin/invites");
  const locale = await visitorLocale();
  const { revoked, revokedUnused } = catalogue(locale).admin.invites;
  return uses === 0 ? revokedUnused : say(locale, revoked, { n: uses });
});
