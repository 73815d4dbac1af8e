/** A change of a field: what stands from `from` to `to` becomes `text`, then `start` to `end` is selected. */
export interface Change {
  from: number;
  to: number;
  text: string;
  start: number;
  end: number;
}

const inline = { bold: "**", italic: "_", strike: "~~", code: "`" } as const;
const lines = { quote: "> ", bullets: "- ", numbers: "1. " } as const;
type InlineMark = keyof typeof inline;
type LineMark = keyof typeof lines;
export type Mark = InlineMark | LineMark | "codeBlock" | "link";

/** What is selected gets the mark, or loses it where it has it; without a selection one writes on within it. */
export function marked(mark: Mark, text: string, start: number, end: number): Change {
  if (mark === "link") return linked(text, start, end);
  if (mark === "codeBlock") return fenced(text, start, end);
  if (mark in lines) return lined(mark as LineMark, text, start, end);
  if (mark === "code" && text.slice(start, end).includes("\n")) return fenced(text, start, end);
  return wrapped(mark as InlineMark, text, start, end);
}

/** An address over selected words makes a link of them; null where the two make none. */
export function pastedOver(address: string, text: string, start: number, end: number): Change | null {
  const words = text.slice(start, end);
  if (words.trim() === "" || words.includes("\n") || !isAddress(address.trim()) || isAddress(words.trim())) return null;
  const made = `[${escaped(words)}](${address.trim().replaceAll(")", "%29")})`;
  return { from: start, to: end, text: made, start: start + made.length, end: start + made.length };
}

export const isAddress = (text: string): boolean => /^https?:\/\/[^\s<>]+$/i.test(text);

const escaped = (words: string): string => words.replace(/[\\[\]]/g, "\\$&");

/** White space at the edges stays outside: no mark takes hold of it. Each of several lines is marked by itself. */
function wrapped(mark: InlineMark, text: string, start: number, end: number): Change {
  const sign = signAt(mark, text, start, end);
  const selected = text.slice(start, end);
  const before = selected.length - selected.trimStart().length;
  const [from, to] = selected.trim() === "" ? [start, end] : [start + before, start + selected.trimEnd().length];
  const inner = text.slice(from, to);
  if (inner === "") return { from, to, text: sign + sign, start: from + sign.length, end: from + sign.length };
  if (isWrapped(inner, sign)) {
    const bare = inner.slice(sign.length, -sign.length);
    return { from, to, text: bare, start: from, end: from + bare.length };
  }
  if (text.slice(0, from).endsWith(sign) && text.slice(to).startsWith(sign)) {
    const [outer, after] = [from - sign.length, to + sign.length];
    return { from: outer, to: after, text: inner, start: outer, end: outer + inner.length };
  }
  const made = inner.replace(/[^\n]*\S[^\n]*/g, (line) => `${sign}${line}${sign}`);
  const own = inner.includes("\n") ? 0 : sign.length;
  return { from, to, text: made, start: from + own, end: from + made.length - own };
}

/** Within a word an underscore is an underscore, and code that holds a backtick is put between two. */
function signAt(mark: InlineMark, text: string, start: number, end: number): string {
  const touches = /[\p{L}\p{N}]/u;
  if (mark === "italic" && (touches.test(text[start - 1] ?? "") || touches.test(text[end] ?? ""))) return "*";
  if (mark === "code" && text.slice(start, end).replace(/^`|`$/g, "").includes("`")) return "``";
  return inline[mark];
}

const isWrapped = (inner: string, sign: string): boolean =>
  inner.length > 2 * sign.length && inner.startsWith(sign) && inner.endsWith(sign) && !inner.includes("\n");

/** A block stands on lines of its own, between fences that are longer than any in it. */
function fenced(text: string, start: number, end: number): Change {
  const inner = text.slice(start, end).replace(/^\n+|\n+$/g, "");
  const bare = /^(`{3,})[^\n]*\n([\s\S]*)\n\1$/.exec(inner)?.[2];
  if (bare !== undefined) return { from: start, to: end, text: bare, start, end: start + bare.length };
  const longest = Math.max(2, ...[...inner.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const before = start === 0 || text[start - 1] === "\n" ? "" : "\n";
  const after = end === text.length || text[end] === "\n" ? "" : "\n";
  const own = start + before.length + fence.length + 1;
  const made = `${before}${fence}\n${inner}\n${fence}${after}`;
  return { from: start, to: end, text: made, start: own, end: own + inner.length };
}

const anyListSign = /^(?:- |\d+\. )/;

/** Whole lines, however little of them is selected. */
function lined(mark: LineMark, text: string, start: number, end: number): Change {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const next = text.indexOf("\n", Math.max(start, end > start && text[end - 1] === "\n" ? end - 1 : end));
  const to = next === -1 ? text.length : next;
  const all = text.slice(from, to).split("\n");
  const isOurs = (line: string) => (mark === "numbers" ? /^\d+\. /.test(line) : line.startsWith(lines[mark]));
  const filled = all.filter((line) => line.trim() !== "");
  const takesOff = filled.length > 0 && filled.every(isOurs);
  let number = 0;
  const made = all
    .map((line) => {
      if (line.trim() === "" && all.length > 1 && mark !== "quote") return line;
      if (takesOff) return mark === "numbers" ? line.replace(/^\d+\. /, "") : line.slice(lines[mark].length);
      if (mark === "quote") return `> ${line}`;
      number += 1;
      return `${mark === "numbers" ? `${number}. ` : lines[mark]}${line.replace(anyListSign, "")}`;
    })
    .join("\n");
  const caret = from + made.length;
  return { from, to, text: made, start: start === end ? caret : from, end: caret };
}

const addressBegin = "https://";

/** Of words the address is asked for, of an address the words. */
function linked(text: string, start: number, end: number): Change {
  const selected = text.slice(start, end);
  if (isAddress(selected.trim())) {
    const made = `[](${selected.trim()})`;
    return { from: start, to: end, text: made, start: start + 1, end: start + 1 };
  }
  const words = escaped(selected.replace(/\s*\n\s*/g, " "));
  const made = `[${words}](${addressBegin})`;
  if (selected === "") return { from: start, to: end, text: made, start: start + 1, end: start + 1 };
  const address = start + words.length + 3;
  return { from: start, to: end, text: made, start: address, end: address + addressBegin.length };
}
