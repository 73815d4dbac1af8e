import { commandNames } from "@/lib/messages/commands";
import { folded } from "@/lib/messages/emoji";
import type { PersonRef } from "@/lib/people/schema";

export type Sign = ":" | "@" | "#" | "/";

/** What stands before the caret and asks for a list: from its sign to the caret. */
export interface Asked {
  sign: Sign;
  from: number;
  to: number;
  query: string;
  /** The command to whose name the `@` belongs. */
  command?: "pm" | "invite";
}

/** One line of a list; picked, `text` takes the place of what asked for it. */
export interface Option {
  key: string;
  label: string;
  note?: string;
  text: string;
  person?: PersonRef;
  /** An emoji that stands before the label. */
  emoji?: string;
  /** What is drawn before a room. */
  icon?: "open" | "private";
}

const shapes: [Sign, RegExp][] = [
  ["/", /^\s*(\/)(\p{L}*)$/u],
  ["@", /(?:^|[^\p{L}\p{N}_@./])(@)([\p{L}\p{N}._-]*)$/u],
  ["#", /(?:^|[\s(])(#)((?:[\p{L}\p{N}][^\n#]{0,40})?)$/u],
  [":", /(?:^|[^\p{L}\p{N}:/])(:)([\p{L}+][\p{L}\p{N}_+-]{1,30})$/u],
];

/** The list that is asked for where the caret stands; none within code. */
export function askedAt(text: string, caret: number): Asked | null {
  const before = text.slice(0, caret);
  if (isInCode(before)) return null;
  for (const [sign, shape] of shapes) {
    const query = shape.exec(before)?.[2];
    if (query === undefined) continue;
    const command = sign === "@" ? commandAt(before) : undefined;
    return { sign, from: caret - query.length - 1, to: caret, query, ...(command ? { command } : {}) };
  }
  return null;
}

function commandAt(before: string): Asked["command"] {
  const name = /^\s*\/(pm|invite)\s+@\S*$/i.exec(before)?.[1]?.toLowerCase();
  return name === "pm" || name === "invite" ? name : undefined;
}

/** A fence that is open, or a backtick in the caret's own line. */
export function isInCode(before: string): boolean {
  const fences = before.match(/^ {0,3}```/gm)?.length ?? 0;
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return fences % 2 === 1 || (line.match(/`+/g)?.length ?? 0) % 2 === 1;
}

/** What fits the query, the beginnings of names before those of their later words; the given order between equals. */
export function fitting<T>(all: Iterable<T>, namesOf: (one: T) => string[], query: string, limit: number): T[] {
  const wanted = folded(query);
  const laterWord = new RegExp(`[^\\p{L}\\p{N}]${wanted.replace(/[^\p{L}\p{N}\s]/gu, "\\$&")}`, "u");
  const rankOf = (name: string) => (name.startsWith(wanted) ? 0 : laterWord.test(name) ? 1 : 2);
  const ranked = [...all].flatMap((one, order) => {
    const rank = Math.min(...namesOf(one).map((name) => rankOf(folded(name))));
    return rank < 2 ? [{ one, rank, order }] : [];
  });
  return ranked
    .sort((a, b) => a.rank - b.rank || a.order - b.order)
    .slice(0, limit)
    .map(({ one }) => one);
}

export const personOption = (person: PersonRef): Option => ({
  key: `p${person.id}`,
  label: person.display_name,
  note: `@${person.username}`,
  text: `@${person.username} `,
  person,
});

export const roomOption = ({
  id,
  name,
  visibility,
}: {
  id: number;
  name: string;
  visibility: "open" | "private";
}): Option => ({
  key: `r${id}`,
  label: name,
  icon: visibility,
  text: `[#${name.replace(/[\\[\]]/g, "\\$&")}](/rooms/${id}) `,
});

/** Those who are called by one word; the reader's own language first. */
export function callOptions(locale: "en" | "ru", query: string, notes: { all: string; here: string }): Option[] {
  const own = { en: ["all", "here"], ru: ["все", "здесь"] } as const;
  const [first, second] = locale === "ru" ? [own.ru, own.en] : [own.en, own.ru];
  return (["all", "here"] as const).flatMap((kind, at) => {
    const word = [first[at], second[at]].find((one) => one?.startsWith(folded(query)));
    return word ? [{ key: kind, label: `@${word}`, note: notes[kind], text: `@${word} ` }] : [];
  });
}

export const commandOptions = (query: string, notes: Record<(typeof commandNames)[number], string>): Option[] =>
  commandNames
    .filter((name) => name.startsWith(query.toLowerCase()))
    .map((name) => ({
      key: name,
      label: `/${name}`,
      note: notes[name],
      text: name === "pm" || name === "invite" ? `/${name} @` : name === "leave" ? "/leave" : `/${name} `,
    }));

/** What is typed out already needs no list: Enter is to send it. */
export const isTypedOut = (asked: Asked, options: readonly Option[]): boolean =>
  options.length === 1 && options[0]?.text.trim().toLowerCase() === `${asked.sign}${asked.query}`.toLowerCase();
