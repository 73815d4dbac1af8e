import { randomBytes } from "node:crypto";
import type { Transaction } from "@/db/client";
import { AppError } from "@/lib/errors";
import type { Locale } from "@/lib/i18n/locale";
import { displayNameCharsMax, usernameCharsMax, usernameTriesMax } from "@/lib/limits";
import { insertPerson } from "@/lib/people/accounts";
import { cleanLine, isBlank } from "@/lib/text";
import type { ProviderClaims } from "./schema";

type Newcomer = ProviderClaims & { email: string };

/** An account for somebody whom the provider knows; a taken user name gets a number behind it. */
export async function insertNewcomer(tx: Transaction, claims: Newcomer, locale: Locale) {
  const account = {
    email: claims.email,
    displayName: displayNameFrom(claims),
    role: "member",
    passwordHash: null,
    locale: localeFrom(claims.locale) ?? locale,
    timeZone: "UTC",
  } as const;
  for (const username of usernamesFrom(claims)) {
    try {
      // A savepoint: the name that is taken must not spoil the transaction.
      return await tx.transaction((attempt) => insertPerson(attempt, { ...account, username }));
    } catch (error) {
      if (!(error instanceof AppError) || error.reason !== "usernameTaken") throw error;
    }
  }
  throw new AppError("unavailable");
}

/** Wishes in their order: the name there, then with numbers, and one that nobody has. */
export function* usernamesFrom(claims: Pick<Newcomer, "preferred_username" | "email">): Generator<string> {
  const wished = claims.preferred_username?.split("@")[0];
  const base = usernameOf(wished ?? "") ?? usernameOf(claims.email.split("@")[0] ?? "") ?? "user";
  yield base;
  for (let number = 2; number <= usernameTriesMax; number += 1) yield `${base}${number}`;
  yield `${base}-${randomBytes(3).toString("hex")}`;
}

/** Room for what is put behind it. */
const baseCharsMax = usernameCharsMax - 8;

/** What of a name fits the rule of user names, or null for nothing. */
function usernameOf(name: string): string | null {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9._-]+/g, "-")
    .slice(0, baseCharsMax)
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "");
  return plain.length >= 2 ? plain : null;
}

function displayNameFrom(claims: Newcomer): string {
  const name = cleanLine(claims.name ?? "").slice(0, displayNameCharsMax);
  return isBlank(name) ? (claims.email.split("@")[0] ?? claims.email).slice(0, displayNameCharsMax) : name.trim();
}

const localeFrom = (tag: string | undefined): Locale | null =>
  tag?.startsWith("ru") ? "ru" : tag?.startsWith("en") ? "en" : null;
