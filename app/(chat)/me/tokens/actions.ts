"use server";

import { revalidatePath } from "next/cache";
import { memberForm } from "@/lib/action";
import { mintToken, revokeToken } from "@/lib/auth/personal-tokens";
import { mintTokenForm, tokenForm } from "@/lib/auth/schema";
import { catalogue } from "@/lib/i18n";
import { visitorLocale } from "@/lib/visitor";

/** The sentence that comes back is the token itself: it is shown this once. */
export const mintTokenAction = memberForm(
  mintTokenForm,
  (actor, input) => mintToken(actor, input),
  async ({ token }) => {
    revalidatePath("/me/tokens");
    return token;
  },
);

export const revokeTokenAction = memberForm(
  tokenForm,
  (actor, input) => revokeToken(actor, input),
  async () => {
    revalidatePath("/me/tokens");
    return catalogue(await visitorLocale()).pages.tokens.revoked;
  },
);
