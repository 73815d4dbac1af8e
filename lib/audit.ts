import type { Transaction } from "@/db/client";
import { auditEntries } from "@/db/schema";

interface Entry {
  actorId: number | null;
  action: `${string}.${string}`;
  /** Ids and codes: never a message's text, never a secret. */
  subject?: string;
  address?: string;
}

/** Writes down who did what, in the transaction of the deed: either both stand or neither. */
export async function audit(tx: Transaction, entry: Entry): Promise<void> {
  await tx.insert(auditEntries).values(entry);
}
