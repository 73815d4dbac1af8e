"use server";

import { revalidatePath } from "next/cache";
import { memberForm } from "@/lib/action";
import { resetSecondFactor } from "@/lib/auth/factors";
import { catalogue } from "@/lib/i18n";
import { personInput } from "@/lib/people/schema";
import { visitorLocale } from "@/lib/visitor";

export const resetSecondFactorAction = memberForm(
  personInput,
  (actor, { personId }) => resetSecondFactor(actor, personId),
  async () => {
    revalidatePath("/admin/people", "layout");
    return catalogue(await visitorLocale()).admin.security.reset.done;
  },
);
