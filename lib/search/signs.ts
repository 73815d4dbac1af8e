import { letters, plainWord } from "./words";

/**
 * Signs that are looked for themselves, as `message_vector` of the database has them: the emoji of Unicode but for those
 * that are kept as letters or as signs of business (©, ™), and without colours of skin. Of a flag it is two letters.
 */
const emoji =
  "\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23fa\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u{1f000}-\u{1f3fa}\u{1f400}-\u{1faff}";

/** What a term holds besides its words. */
export interface Signs {
  /** Its emoji, as the index has them. */
  marks: string[];
  /** How the term stands in a plain text, for JavaScript and PostgreSQL alike. Null where its words tell all. */
  pattern: string | null;
  /** The index alone does not tell whether it is there. */
  exact: boolean;
}

interface Token {
  text: string;
  isEmoji: boolean;
  /** What stands between it and the one before. */
  gap: string;
  /** Of the gap, what belongs to the one before (`C++`, `C#`), and to this one (`#12`, `.net`). */
  after: string;
  before: string;
  /** Of a version or an address: three numbers and more with dots between. */
  dotted: boolean;
}

/** @param open whether the last word may go on */
export function signsOf(text: string, open: boolean): Signs {
  const tokens = tokensOf(plainWord(text));
  const marks = [...new Set(tokens.filter(({ isEmoji }) => isEmoji).map(({ text }) => markOf(text)))];
  const exact =
    (marks.length > 0 && tokens.length > 2) ||
    tokens.some(({ after, before, dotted }) => after !== "" || before !== "" || dotted);
  return { marks, exact, pattern: exact || marks.length > 0 ? patternOf(tokens, open) : null };
}

/** With or without the `v` before a version: the one of a pair that was not typed. Null for what is no version. */
export function otherVersion(words: readonly string[], { exact }: Signs): string | null {
  const [, v, number] = exact ? (/^(v?)(\d+)$/.exec(words[0] ?? "") ?? []) : [];
  if (number === undefined || words.length < 3 || !words.slice(1).every((word) => /^\d+$/.test(word))) return null;
  return v ? number : `v${number}`;
}

const markOf = (sign: string): string => `~e${sign.codePointAt(0)?.toString(16)}`;

const token = new RegExp(`([${letters}]+)|([${emoji}])|$`, "gu");

/** The words and emoji of a text; the last one is its end. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const { 0: found, 1: word, 2: sign, index } of text.matchAll(token)) {
    const gap = text.slice(end, index);
    const previous = tokens.at(-1);
    const after = previous && !previous.isEmoji ? signAfter(gap, word !== undefined) : "";
    const before = word === undefined ? "" : signBefore(gap.slice(after.length), word, previous !== undefined);
    tokens.push({ text: found, isEmoji: sign !== undefined, gap, after, before, dotted: false });
    end = index + found.length;
  }
  markDotted(tokens);
  return tokens;
}

/** `C++`, `C++17`, `C#`, but neither `a+b` nor `page#part`. */
function signAfter(gap: string, isBeforeWord: boolean): string {
  const sign = /^(\+\+?|#)/.exec(gap)?.[0] ?? "";
  return sign !== "++" && isBeforeWord && gap.length === 1 ? "" : sign;
}

/** `#12`, `.net`, but neither `page#part` nor `node.js`. */
function signBefore(gap: string, word: string, isWithin: boolean): string {
  const sign = /(?<![.#])[.#]$/.exec(gap)?.[0] ?? "";
  const isJoint = isWithin && gap.length === 1;
  return isJoint || (sign === "." && /^\d/.test(word)) ? "" : sign;
}

function markDotted(tokens: Token[]): void {
  const isNext = (at: number) => tokens[at]?.gap === "." && /^\d+$/.test(tokens[at]?.text ?? "");
  tokens.forEach((one, at) => {
    if (/^v?\d+$/.test(one.text) && isNext(at + 1) && isNext(at + 2)) one.dotted = true;
    if (isNext(at) && tokens[at - 1]?.dotted) one.dotted = true;
  });
}

/**
 * Words to which a sign belongs stand as they were typed; others begin with the same letter, since the index knows their
 * forms. Gaps and what follows them have nothing in common, so that no text takes long.
 */
function patternOf(tokens: readonly Token[], open: boolean): string {
  const parts = tokens.map((one, at) => {
    const [previous, next] = [tokens[at - 1], tokens[at + 1]];
    return gapOf(one, previous, next) + (next ? tokenOf(one, next, open && at === tokens.length - 2) : "");
  });
  return parts.join("");
}

function gapOf({ gap, after, before, dotted, isEmoji }: Token, previous?: Token, next?: Token): string {
  const sign = (one: string) => one.replace(/[+.]/g, "\\$&");
  if (!previous || !next) return sign(after) + sign(before);
  if (dotted && previous.dotted && gap === ".") return "\\.";
  const between = isEmoji || previous.isEmoji || after || before ? "*" : "+";
  return `${sign(after)}[^${letters}${emoji}]${between}${sign(before)}`;
}

function tokenOf({ text, isEmoji, before, dotted, gap }: Token, next: Token, isOpen: boolean): string {
  if (isEmoji) return text;
  const isFirstOfDotted = dotted && gap !== ".";
  const left = before || (dotted && !isFirstOfDotted) ? "" : `(?<![${letters}])`;
  const right = next.after || isOpen || (dotted && next.dotted) ? "" : `(?![${letters}])`;
  if (!before && !next.after && !dotted) return `${left}${text.slice(0, 1)}[${letters}]*`;
  return `${left}${isFirstOfDotted ? `v?${text.replace(/^v/, "")}` : text}${right}`;
}
