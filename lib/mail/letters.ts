import { seal, unseal } from "@/lib/auth/sealing";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { momentInZone } from "@/lib/i18n/time";
import { cleanLine } from "@/lib/text";
import { type Letter, letterSchema, sealedLetter } from "./schema";

/** The link in it must be read again, but by nobody who gets hold of the table alone. */
export const sealLetter = (letter: Letter) => ({ to: letter.to, sealed: seal(purpose, JSON.stringify(letter)) });

/** @throws Error for what this installation did not seal */
export function openLetter(payload: unknown): Letter {
  const text = unseal(purpose, sealedLetter.parse(payload).sealed);
  if (text === null) throw new Error("a letter was sealed with another secret");
  return letterSchema.parse(JSON.parse(text));
}

const purpose = "letter";

export interface WrittenLetter {
  subject: string;
  text: string;
  html: string;
}

/** The letter in its reader's language; the link stands on a line of its own. */
export function writeLetter(letter: Letter, company: string): WrittenLetter {
  const { mail, live } = catalogue(letter.locale);
  const { url, expiresAt, timeZone = "UTC", ...names } = letter.params;
  const clock = { locale: letter.locale, timeZone, words: live.time };
  const params = { company, ...names, until: momentInZone(clock, new Date(expiresAt)) };
  const words = mail[letter.kind];
  const tell = (text: string) => cleanLine(say(letter.locale, text, params));
  const before = words.before.map(tell);
  const after = [...words.after.map(tell), mail.automatic];
  return {
    subject: tell(words.subject),
    text: `${[...before, url, ...after].join("\n\n")}\n`,
    html: `<!doctype html><html lang="${letter.locale}"><body>${[
      ...before.map(paragraph),
      `<p><a href="${escaped(url)}">${escaped(url)}</a></p>`,
      ...after.map(paragraph),
    ].join("")}</body></html>`,
  };
}

const paragraph = (text: string): string => `<p>${escaped(text)}</p>`;

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
