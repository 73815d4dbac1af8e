import { eq, or, type SQL, sql } from "drizzle-orm";
import { database, type Transaction } from "@/db/client";
import { persons } from "@/db/schema";
import type { Role } from "@/lib/access/actor";

/** What a sign-in is decided by. Never leaves this folder. */
export interface Credentials {
  id: number;
  username: string;
  role: Role;
  active: boolean;
  passwordHash: string | null;
  /** A second factor that was confirmed. */
  hasFactor: boolean;
}

/** By user name or e-mail, whose unique indexes serve this; both compare without regard to case. */
export const credentialsByName = (name: string): Promise<Credentials | undefined> =>
  readCredentials(or(eq(persons.username, name), eq(persons.email, name)));

export const credentialsOf = (personId: number): Promise<Credentials | undefined> =>
  readCredentials(eq(persons.id, personId));

async function readCredentials(who: SQL | undefined): Promise<Credentials | undefined> {
  const [row] = await database()
    .select({
      id: persons.id,
      username: persons.username,
      role: persons.role,
      active: persons.active,
      passwordHash: persons.passwordHash,
      hasFactor: sql<boolean>`exists (
        select 1 from second_factors f where f.person_id = persons.id and f.confirmed_at is not null)`,
    })
    .from(persons)
    .where(who)
    .limit(1);
  return row;
}

/**
 * Locks the person until a session has been begun: whether they are still active, by the password that was proved.
 * Whoever changes either locks the same row and closes the sessions that are there.
 */
export async function standsAsRead(
  tx: Transaction,
  person: { id: number; passwordHash?: string | null },
): Promise<boolean> {
  const [row] = await tx
    .select({ active: persons.active, passwordHash: persons.passwordHash })
    .from(persons)
    .where(eq(persons.id, person.id))
    .for("no key update")
    .limit(1);
  return row?.active === true && (person.passwordHash === undefined || row.passwordHash === person.passwordHash);
}
