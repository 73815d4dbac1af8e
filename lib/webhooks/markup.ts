/** Markdown out of what others wrote: a title of theirs is a title, whatever signs are in it. */

const signs = /[\\`*_~[\]<>#|@]/g;

/** A text on one line that means nothing but itself: no format, no link, and it calls nobody. */
export const plain = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .trim()
    .replace(signs, (sign) => `\\${sign}`);

export const bold = (text: string): string => (text === "" ? "" : `**${text}**`);

/** In backquotes, as many as it takes (CommonMark 0.31, 6.1). */
export function code(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line === "") return "";
  const longest = (line.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 0);
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}

/** @param label Markdown already; without an address that can be linked to it stands alone */
export function link(label: string, url: string): string {
  const target = url.trim().replace(/[<>\s\\]/g, (sign) => encodeURIComponent(sign));
  if (!/^(https?:\/\/|mailto:)/i.test(target)) return label;
  return label === "" ? `<${target}>` : `[${label}](<${target}>)`;
}

export const quoted = (text: string): string =>
  text
    .trim()
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");

/** What is longer ends with dots. */
export const cut = (text: string, chars: number): string =>
  text.length <= chars
    ? text
    : `${text
        .slice(0, chars - 1)
        .toWellFormed()
        .replace(/\ufffd$/, "")}…`;

export const lines = (...parts: string[]): string => parts.filter((part) => part !== "").join("\n");
export const paragraphs = (...parts: string[]): string => parts.filter((part) => part !== "").join("\n\n");
