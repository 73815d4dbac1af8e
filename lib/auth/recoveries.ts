import { randomBytes } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import { database, type Transaction } from "@/db/client";
import { recoveryCodes } from "@/db/schema";
import { recoveryCodeChars, recoveryCodesMade } from "@/lib/limits";
import { hashSecret } from "./secrets";

/** Crockford's base32: no letter is taken for a digit. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** New codes in place of all old ones. @returns the codes, this once; their hashes alone are kept */
export async function replaceRecoveryCodes(tx: Transaction, personId: number): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodesMade }, newCode);
  await forgetRecoveryCodes(tx, personId);
  await tx.insert(recoveryCodes).values(codes.map((code) => ({ personId, codeHash: hashOf(code) })));
  return codes;
}

export async function forgetRecoveryCodes(tx: Transaction, personId: number): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.personId, personId));
}

/** Uses a code up, under its row's lock: of many at once one passes. The primary key serves it. */
export async function spendRecoveryCode(personId: number, code: string, now: Date): Promise<boolean> {
  const used = await database()
    .update(recoveryCodes)
    .set({ usedAt: now })
    .where(
      and(eq(recoveryCodes.personId, personId), eq(recoveryCodes.codeHash, hashOf(code)), isNull(recoveryCodes.usedAt)),
    )
    .returning({ personId: recoveryCodes.personId });
  return used.length === 1;
}

export const countRecoveryCodes = (personId: number): Promise<number> =>
  database().$count(recoveryCodes, and(eq(recoveryCodes.personId, personId), isNull(recoveryCodes.usedAt)));

/** 80 random bits, so that no fast search of the hashes finds one, in fours for the eye. */
function newCode(): string {
  const letters = [...randomBytes(recoveryCodeChars)].map((byte) => alphabet[byte % alphabet.length]).join("");
  return letters.replace(/(.{4})(?=.)/g, "$1-");
}

/** As it may be typed: in capitals, without dashes, with a letter for the digit that it looks like. */
const hashOf = (code: string): Buffer =>
  hashSecret(
    code
      .toLowerCase()
      .replace(/[^0-9a-z]/g, "")
      .replaceAll("o", "0")
      .replace(/[il]/g, "1"),
  );
