"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { unsecuredForm } from "@/lib/action";
import { prove } from "@/lib/auth/proofs";
import { proveInput } from "@/lib/auth/schema";
import { safePath } from "@/lib/visitor";

export const proveAction = unsecuredForm(
  proveInput.extend({ next: z.string().max(2_000).optional() }),
  (actor, { current }) => prove(actor, { current }),
  async (_proved, form) => redirect(safePath(form.get("next"))),
);
