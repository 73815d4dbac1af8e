import { brokenConstraint, sqlState, type Transaction } from "@/db/client";
import { persons } from "@/db/schema";
import type { Role } from "@/lib/access/actor";
import { fieldError } from "@/lib/errors";
import type { Locale } from "@/lib/i18n/locale";
import { usernameSkeleton } from "@/lib/text";

export interface NewAccount {
  username: string;
  email: string;
  displayName: string;
  role: Role;
  passwordHash: string | null;
  locale: Locale;
  timeZone: string;
}

/** @throws AppError `conflict` at `username` or `email` when the name, one that looks like it, or the address is taken */
export async function insertPerson(tx: Transaction, account: NewAccount): Promise<{ id: number; role: Role }> {
  try {
    const [row] = await tx
      .insert(persons)
      .values({ ...account, usernameSkeleton: usernameSkeleton(account.username) })
      .returning({ id: persons.id, role: persons.role });
    if (!row) throw new Error("a person was not written");
    return row;
  } catch (error) {
    if (sqlState(error) !== "23505") throw error;
    if (brokenConstraint(error) === "persons_email") throw fieldError("email", "emailTaken", "conflict");
    throw fieldError("username", "usernameTaken", "conflict");
  }
}
