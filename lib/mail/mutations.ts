import type { Transaction } from "@/db/client";
import { env } from "@/lib/env";
import { enqueue } from "@/lib/jobs/mutations";
import { sealLetter } from "./letters";
import type { Letter } from "./schema";

/** Whether letters can be sent at all; where not, links are shown to be handed over. */
export const mailIsConfigured = (): boolean => env().SMTP_URL !== undefined;

/** Letters go out after the commit, by the worker, and are tried again for 18 hours where the server does not take them. */
export const queueMail = (tx: Transaction, ...letters: Letter[]): Promise<void> =>
  enqueue(tx, "mail", letters.map(sealLetter));
