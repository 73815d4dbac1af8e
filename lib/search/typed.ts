import { searchPrefixCharsMin, searchTermsMax } from "@/lib/limits";
import { type SearchKind, searchKinds } from "./schema";
import { type Signs, signsOf } from "./signs";
import { wordsIn } from "./words";

/** Words that stand one after the other; one word mostly, and none where it is an emoji. */
export interface Term extends Signs {
  words: string[];
  /** They are not to be there. */
  without: boolean;
  /** The last word may go on: it is being typed. */
  open: boolean;
}

/** What was typed into the field, taken apart. */
export interface Typed {
  terms: Term[];
  from: string[];
  to: string[];
  in: string[];
  has: SearchKind[];
  after: string[];
  before: string[];
}

interface Piece {
  text: string;
  without: boolean;
}

const fields = named<Exclude<keyof Typed, "terms">>({
  ...{ from: "from", от: "from", to: "to", кому: "to", in: "in", в: "in", has: "has", есть: "has" },
  ...{ after: "after", после: "after", с: "after", since: "after", before: "before", до: "before", по: "before" },
});
const kinds = named<SearchKind>({
  ...{ file: "file", files: "file", файл: "file", файлы: "file" },
  ...{ link: "link", links: "link", ссылка: "link", ссылки: "link" },
});

/** Whoever types `constructor:` means no part of an object. */
function named<T>(words: Record<string, T>): ReadonlyMap<string, T> {
  return new Map(Object.entries(words));
}

const quoted = `"[^"]*"?|«[^»]*»?|“[^”]*”?|„[^“”]*[“”]?`;
const piece = new RegExp(`(-(?=[^-\\s]))?(?:(\\p{L}+):(?=\\S))?(${quoted}|\\S+)`, "gu");
const isQuoted = /^["«“„]/;

/** Takes apart what was typed. Never fails: what is no field and no phrase is words. */
export function takeApart(q: string): Typed {
  const typed: Typed = { terms: [], from: [], to: [], in: [], has: [], after: [], before: [] };
  const pieces: Piece[] = [];
  const text = q.replaceAll("№", " ").normalize("NFKC");
  for (const [whole, minus = "", key = "", value = ""] of text.matchAll(piece)) {
    const field = fields.get(key.toLowerCase());
    const kind = kinds.get(value.toLowerCase());
    if (field === "has" && kind) typed.has.push(kind);
    else if (field && field !== "has" && !minus) typed[field].push(bare(value));
    else pieces.push({ text: minus ? whole.slice(1) : whole, without: minus !== "" });
  }
  const said = pieces.map((one, at) => termOf(one, at === pieces.length - 1 && isBeingTyped(one, text)));
  typed.terms = said.filter(({ words, marks }) => words.length + marks.length > 0).slice(0, searchTermsMax);
  return typed;
}

/** Without the quotation marks, `@` and `#` that one puts before names. */
const bare = (value: string): string =>
  value
    .replace(/^["«“„]|["»”“]$/g, "")
    .replace(/^[@#]/, "")
    .trim();

function termOf({ text, without }: Piece, open: boolean): Term {
  const words = wordsIn(text).slice(0, searchTermsMax);
  return { words, without, open, ...signsOf(text, open) };
}

/** A quoted word is whole, and so is one after which a blank was typed. */
function isBeingTyped({ text, without }: Piece, typed: string): boolean {
  const tail = typed.match(/\S+$/)?.[0] ?? "";
  const words = wordsIn(tail);
  const word = words.at(-1) ?? "";
  const isOfOpenQuote = /["«“„][^"»”“]*$/.test(typed);
  if (without || /["»”“]$/.test(typed) || isQuoted.test(tail) || isOfOpenQuote) return false;
  if (word === "" || word !== wordsIn(text).at(-1)) return false;
  // The end of a name that has begun, but for the numbers of a version, may be shorter.
  const isOfName = words.length > 1 && word.length > 1 && !/\.\d+$/.test(tail);
  return isOfName || word.length >= searchPrefixCharsMin;
}

export const isSearchKind = (value: unknown): value is SearchKind => searchKinds.some((kind) => kind === value);
