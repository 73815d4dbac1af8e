import { snippetChars, snippetLeadChars } from "@/lib/limits";
import type { Segment } from "./schema";
import type { Term } from "./typed";
import { type PlacedWord, placedWords } from "./words";

/** The stems of words, by word; a word may have several. */
export type Stems = ReadonlyMap<string, readonly string[]>;

/** What to mark: only words that are to be there. */
export const markedTerms = (terms: readonly Term[]): Term[] => terms.filter(({ without }) => !without);

/** Words of a text that may be a hit: those that begin as one of the words sought. Only their stems need be known. */
export function likelyWords(text: string, terms: readonly Term[]): string[] {
  const beginnings = new Set(terms.flatMap(({ words }) => words.map((word) => word[0])));
  return placedWords(text)
    .map(({ word }) => word)
    .filter((word) => beginnings.has(word[0]));
}

/** @returns where in the text what was sought stands, in order; each run of a phrase is one place */
export function hitsIn(text: string, terms: readonly Term[], stems: Stems): { start: number; end: number }[] {
  const words = placedWords(text);
  const wordy = terms.filter(({ pattern }) => pattern === null);
  const hits = words.flatMap((_, at) =>
    wordy
      .filter((term) => standsAt(words, at, term, stems))
      .map((term) => ({ start: words[at]?.start ?? 0, end: words[at + term.words.length - 1]?.end ?? 0 })),
  );
  for (const { pattern } of terms) if (pattern !== null) hits.push(...placesOf(text, pattern));
  return merged(hits.sort((a, b) => a.start - b.start || b.end - a.end));
}

/** Nowhere in a text whose plain form has other places: few have one. */
function placesOf(text: string, pattern: string): { start: number; end: number }[] {
  const plain = text.toLowerCase().replaceAll("ё", "е");
  if (plain.length !== text.length) return [];
  return [...plain.matchAll(new RegExp(pattern, "gu"))].map(({ 0: found, index }) => ({
    start: index,
    end: index + found.length,
  }));
}

const standsAt = (words: PlacedWord[], at: number, term: Term, stems: Stems): boolean =>
  term.words.every((sought, offset) => {
    const word = words[at + offset]?.word;
    if (word === undefined) return false;
    if (term.open && offset === term.words.length - 1 && word.startsWith(sought)) return true;
    return word === sought || (stems.get(sought) ?? []).some((stem) => stems.get(word)?.includes(stem));
  });

function merged(hits: { start: number; end: number }[]): { start: number; end: number }[] {
  const whole: { start: number; end: number }[] = [];
  for (const hit of hits) {
    const last = whole.at(-1);
    if (last && hit.start <= last.end) last.end = Math.max(last.end, hit.end);
    else whole.push({ ...hit });
  }
  return whole;
}

/** The part of a text around the first place of what was sought, with each place marked. */
export function snippetOf(text: string, hits: { start: number; end: number }[]): Segment[] {
  const from = beginning(text, hits[0]?.start ?? 0);
  const to = ending(text, from);
  const segments: Segment[] = [];
  let at = from;
  const add = (end: number, hit: boolean) => {
    if (end > at) segments.push({ text: text.slice(at, end), hit });
    at = Math.max(at, end);
  };
  for (const hit of hits.filter(({ start, end }) => start < to && end > from)) {
    add(hit.start, false);
    add(Math.min(hit.end, to), true);
  }
  add(to, false);
  if (from > 0) segments.unshift({ text: "…", hit: false });
  if (to < text.length) segments.push({ text: "…", hit: false });
  return segments;
}

/** At a word, a little before what is to be seen. */
function beginning(text: string, hit: number): number {
  if (hit <= snippetLeadChars) return 0;
  const blank = text.indexOf(" ", hit - snippetLeadChars);
  return blank >= 0 && blank < hit ? blank + 1 : hit;
}

function ending(text: string, from: number): number {
  if (text.length - from <= snippetChars) return text.length;
  const blank = text.lastIndexOf(" ", from + snippetChars);
  return blank > from + snippetChars / 2 ? blank : wholeCharacter(text, from + snippetChars);
}

const wholeCharacter = (text: string, at: number): number => (/[\udc00-\udfff]/.test(text[at] ?? "") ? at + 1 : at);

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

/** A snippet as HTML: all text escaped, and `<mark>` the one element in it. */
export const snippetHtml = (segments: readonly Segment[]): string =>
  segments.map(({ text, hit }) => (hit ? `<mark>${escaped(text)}</mark>` : escaped(text))).join("");
