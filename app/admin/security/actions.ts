"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { memberForm } from "@/lib/action";
import { changeProvider, removeProvider } from "@/lib/auth/provider";
import { providerForm } from "@/lib/auth/schema";
import { catalogue } from "@/lib/i18n";
import { visitorLocale } from "@/lib/visitor";
import { changeSettings } from "@/lib/workspace/mutations";
import { settingsForm } from "@/lib/workspace/schema";

const saved = async () => {
  revalidatePath("/admin/security");
  return catalogue(await visitorLocale()).admin.frame.saved;
};

export const changePasswordRuleAction = memberForm(
  settingsForm.pick({ password_chars_min: true }),
  changeSettings,
  saved,
);

export const changeSessionsAction = memberForm(
  settingsForm.pick({
    session_days: true,
    session_idle_days: true,
    admin_session_hours: true,
    admin_idle_minutes: true,
  }),
  changeSettings,
  saved,
);

export const changeFactorRuleAction = memberForm(settingsForm.pick({ second_factor: true }), changeSettings, saved);

export const changeRegistrationAction = memberForm(
  settingsForm.pick({ registration: true, registration_domains: true }),
  changeSettings,
  saved,
);

export const changeRoomRulesAction = memberForm(
  settingsForm.pick({ room_creation: true, membership: true }),
  changeSettings,
  saved,
);

export const changeProviderAction = memberForm(providerForm, changeProvider, saved);

export const removeProviderAction = memberForm(
  z.strictObject({}),
  (actor) => removeProvider(actor),
  async () => {
    revalidatePath("/admin/security");
    redirect("/admin/security?removed");
  },
);
