import { fullPurse, highlight } from "@/lib/messages/highlighting";

/** A run of code and the class of its kind; "" for what has none. */
export type Piece = readonly [kind: string, text: string];

/** Code in pieces, so that a page can show it without HTML of its own. */
export function coloured(code: string, language: "bash" | "javascript" | "json" | "typescript"): Piece[] {
  const html = highlight(code, language, fullPurse());
  return html === "" ? [["", code]] : piecesOf(html);
}

/** What the highlighter writes: text with five escaped signs, in spans that may stand in each other. */
function piecesOf(html: string): Piece[] {
  const kinds: string[] = [];
  const pieces: Piece[] = [];
  for (const part of html.split(/(<[^>]*>)/)) {
    const opened = /^<span class="([^"]*)">$/.exec(part)?.[1];
    if (opened !== undefined) kinds.push(opened);
    else if (part === "</span>") kinds.pop();
    else if (part !== "") pieces.push([kinds.at(-1) ?? "", plain(part)]);
  }
  return pieces;
}

const signs: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#39": "'" };

const plain = (text: string) => text.replace(/&(#?\w+);/g, (whole, name: string) => signs[name] ?? whole);
