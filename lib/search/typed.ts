import { searchPrefixCharsMin, searchTermsMax } from "@/lib/limits";
import { type SearchKind, searchKinds } from "./schema";

/** Words that stand one after the other; one word mostly. */
export interface Term {
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
  const text = q.normalize("NFKC");
  for (const [whole, minus = "", key = "", value = ""] of text.matchAll(piece)) {
    const field = fields.get(key.toLowerCase());
    const kind = kinds.get(value.toLowerCase());
    if (field === "has" && kind) typed.has.push(kind);
    else if (field && field !== "has" && !minus) typed[field].push(bare(value));
    else addTerm(typed.terms, minus ? whole.slice(1) : whole, minus !== "");
  }
  openLast(typed.terms, text);
  return typed;
}

/** Without the quotation marks, `@` and `#` that one puts before names. */
const bare = (value: string): string =>
  value
    .replace(/^["«“„]|["»”“]$/g, "")
    .replace(/^[@#]/, "")
    .trim();

function addTerm(terms: Term[], text: string, without: boolean): void {
  const words = wordsIn(text);
  if (words.length > 0 && terms.length < searchTermsMax)
    terms.push({ words: words.slice(0, searchTermsMax), without, open: false });
}

/** A quoted word is whole, and so is one after which a blank was typed. */
function openLast(terms: Term[], text: string): void {
  const last = terms.at(-1);
  const word = last?.words.at(-1);
  if (!last || !word || last.without || /[\s"»”“]$/.test(text)) return;
  const tail = text.match(/\S+$/)?.[0] ?? "";
  const isOfOpenQuote = /["«“„][^"»”“]*$/.test(text);
  last.open =
    !isQuoted.test(tail) && !isOfOpenQuote && wordsIn(tail).at(-1) === word && word.length >= searchPrefixCharsMin;
}

/** As `bare_words` of the database has it: what is neither letter nor digit parts words. */
const apart =
  /[^0-9A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff\ufe70-\ufefe\uff10-\uffdc\u{10000}-\u{1efff}\u{20000}-\u{3ffff}]+/gu;

/** The words of a text as they are kept: in lower case, with «е» for «ё». */
export const wordsIn = (text: string): string[] => plainWord(text.normalize("NFKC")).split(apart).filter(Boolean);

/** A word as it is kept. */
export const plainWord = (word: string): string => word.normalize("NFKC").toLowerCase().replaceAll("ё", "е");

export const isSearchKind = (value: unknown): value is SearchKind => searchKinds.some((kind) => kind === value);

/** A word of a text with its place. */
export interface PlacedWord {
  word: string;
  start: number;
  end: number;
}

/** The words of a text that stands in its composed form (NFC), with their places in it. */
export function placedWords(text: string): PlacedWord[] {
  const placed: PlacedWord[] = [];
  let at = 0;
  for (const gap of text.matchAll(apart)) {
    if (gap.index > at) placed.push(placedWord(text, at, gap.index));
    at = gap.index + gap[0].length;
  }
  if (at < text.length) placed.push(placedWord(text, at, text.length));
  return placed;
}

const placedWord = (text: string, start: number, end: number): PlacedWord => ({
  word: plainWord(text.slice(start, end)),
  start,
  end,
});
