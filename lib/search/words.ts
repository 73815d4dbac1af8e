/** What a word may hold, as characters and ranges of them within brackets, for JavaScript and PostgreSQL alike. */
export const letters =
  "0-9A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff\ufe70-\ufefe\uff10-\uffdc\u{10000}-\u{1efff}\u{20000}-\u{3ffff}";

/** As `bare_words` of the database has it: what is neither letter nor digit parts words. */
const apart = new RegExp(`[^${letters}]+`, "gu");

/** The words of a text as they are kept: in lower case, with «е» for «ё». */
export const wordsIn = (text: string): string[] => plainWord(text).split(apart).filter(Boolean);

/** A word, or a text, as it is kept: №7 is 7. */
export const plainWord = (word: string): string =>
  word.replaceAll("№", " ").normalize("NFKC").toLowerCase().replaceAll("ё", "е");

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
