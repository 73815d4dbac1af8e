import { hash, verify } from "@node-rs/argon2";
import { dictionary } from "@zxcvbn-ts/language-common";
import { AppError, fieldError } from "@/lib/errors";
import { passwordCharsMin, passwordHashesAtOnce, passwordHashesWaitingMax } from "@/lib/limits";

/** argon2id with the parameters of OWASP's password storage cheat sheet: 19 MiB, two passes, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** @throws AppError `unavailable` when too many wait already: memory is bounded, and a flood does not stop the rest */
export const hashPassword = (password: string): Promise<string> =>
  inTurn(() => hash(password.normalize("NFKC"), parameters));

/**
 * Takes the same time whether the person exists or not: without a hash, a hash of nothing is checked instead.
 * @returns whether the password is the one of `stored`
 */
export async function passwordMatches(password: string, stored: string | null): Promise<boolean> {
  const right = await inTurn(async () => verify(stored ?? (await hashOfNothing()), password.normalize("NFKC")));
  return right && stored !== null;
}

/** What the company says of passwords, and its own name, which makes none. */
export interface PasswordRule {
  name: string;
  password_chars_min: number;
}

/**
 * The rule of NIST SP 800-63B: the company's length, no composition rules, nothing that is on a list of common passwords
 * or made of the company's and the person's own names.
 * @throws AppError `invalid` at `path`
 */
export function requireGoodPassword(
  password: string,
  company: PasswordRule,
  ownWords: string[],
  path = "password",
): void {
  if ([...password].length < company.password_chars_min)
    throw fieldError(path, "passwordShort", "invalid", { n: company.password_chars_min });
  const folded = password.toLowerCase();
  if (commonPasswords().has(folded) || isRepetition(folded) || isMadeOf(folded, [...ownWords, company.name]))
    throw fieldError(path, "passwordCommon");
}

let common: Set<string> | undefined;
const commonPasswords = () => {
  const list = dictionary["passwords-common"];
  common ??= new Set(list.map(String).filter((word) => word.length >= passwordCharsMin));
  return common;
};

const isRepetition = (password: string) => /^(.{1,4})\1+.{0,3}$/.test(password) || isRun(password);

/** Keys or letters in a row, such as 123456789012 or abcdefghijkl. */
function isRun(password: string): boolean {
  const steps = [...password].slice(1).map((letter, at) => letter.charCodeAt(0) - password.charCodeAt(at));
  return steps.filter((step) => step === 1 || step === -1 || step === -9).length >= steps.length - 1;
}

/** What is left of the password without the words that anybody here would try first. */
function isMadeOf(password: string, words: string[]): boolean {
  const known = words.map((word) => word.toLowerCase()).filter((word) => word.length >= 3);
  const rest = known.reduce((left, word) => left.replaceAll(word, ""), password);
  return rest.length < password.length && rest.replace(/[\d\W_]/g, "").length < 4;
}

let nothing: Promise<string> | undefined;
const hashOfNothing = () => {
  nothing ??= hash("no such person", parameters);
  return nothing;
};

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= passwordHashesAtOnce) {
    if (waiting.length >= passwordHashesWaitingMax) throw new AppError("unavailable");
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
