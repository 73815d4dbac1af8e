"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { memberForm } from "@/lib/action";
import { mintToken, revokeToken } from "@/lib/auth/personal-tokens";
import { mintTokenForm, tokenForm } from "@/lib/auth/schema";

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
  // The page of the question has nothing to ask about any more.
  async () => redirect("/me/tokens?revoked"),
);
