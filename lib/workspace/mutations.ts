import { eq } from "drizzle-orm";
import { z } from "zod";
import { inTransaction } from "@/db/client";
import { workspace } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { mayChangeWorkspace } from "@/lib/access/policy";
import { audit } from "@/lib/audit";
import { forbidden } from "@/lib/errors";

export const setRegistrationInput = z.strictObject({ registration: z.enum(["invited", "open"]) });

/** Whether strangers may make an account without an invitation. @throws AppError `forbidden` */
export async function setRegistration(actor: Actor, input: z.infer<typeof setRegistrationInput>): Promise<void> {
  if (!mayChangeWorkspace(actor)) throw forbidden();
  await inTransaction(async (tx) => {
    await tx.update(workspace).set({ registration: input.registration }).where(eq(workspace.id, 1));
    await audit(tx, actor, { action: "workspace.registration", after: input });
  });
}
