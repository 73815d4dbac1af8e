"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { memberForm, unsecuredForm } from "@/lib/action";
import { confirmFactor, removeFactor, renewRecoveryCodes } from "@/lib/auth/factors";
import { confirmFactorInput, removeFactorInput } from "@/lib/auth/schema";
import { catalogue } from "@/lib/i18n";
import { visitorLocale } from "@/lib/visitor";

/** One form before and after the first code, so that the recovery codes find it where they were asked for. */
const recoveryCodesInput = z.discriminatedUnion("step", [
  confirmFactorInput.extend({ step: z.literal("confirm") }),
  z.strictObject({ step: z.literal("renew") }),
]);

export const recoveryCodesAction = unsecuredForm(
  recoveryCodesInput,
  (actor, input) => (input.step === "confirm" ? confirmFactor(actor, { otp: input.otp }) : renewRecoveryCodes(actor)),
  async (codes) => {
    revalidatePath("/second-factor");
    return codes.join("\n");
  },
);

export const removeFactorAction = memberForm(removeFactorInput, removeFactor, async () => {
  revalidatePath("/second-factor");
  return catalogue(await visitorLocale()).pages.secondFactor.off;
});
