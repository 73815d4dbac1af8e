import type { Colour } from "../staffroom/io";
import { plain } from "../staffroom/plain";
import type { Look } from "./rows";
import { breaksIn, edgesIn, untabbed, widthIn } from "./wrap";

/** A piece of text that looks the same throughout. Nothing in it steers a terminal. */
export interface Run {
  text: string;
  style: readonly Colour[];
  /** Where a click on it leads. */
  href?: string;
}

/** A line as it is meant, before it is broken at the edge. */
export interface Line {
  /** Stands before its first row, and before those that follow. */
  first: Run[];
  next: Run[];
  runs: Run[];
  /** Broken anywhere: each space counts. */
  isCode: boolean;
  /** Belongs to what has a shape of its own: it stands below the head, not beside it. */
  isShaped?: boolean;
}

/** What others wrote becomes a run only here. */
export const runOf = (text: string, style: readonly Colour[] = [], href?: string): Run => ({
  text: untabbed(plain(text)),
  style,
  ...(href !== undefined && { href }),
});

export const textOf = (runs: Run[]): string => runs.map(({ text }) => text).join("");

/** A line as rows. @param first columns of the first row, where something stands before it */
export function rowsOf(line: Line, columns: number, first = columns): Run[][] {
  const [head, rest] = [fitting(line.first, columns), fitting(line.next, columns)];
  const text = textOf(line.runs);
  const room = Math.max(1, columns - widthIn(textOf(rest)));
  const breaks = line.isCode ? edgesIn(text, room) : breaksIn(text, room, Math.min(first, room));
  return breaks.map(([from, until], at) => [...(at === 0 ? head : rest), ...slice(line.runs, from, until)]);
}

/** What is deep within lists and quotes leaves room for itself. */
function fitting(before: Run[], columns: number): Run[] {
  let from = 0;
  while (from < before.length && widthIn(textOf(before.slice(from))) > columns / 2) from++;
  return before.slice(from);
}

function slice(runs: Run[], from: number, until: number): Run[] {
  let at = 0;
  return runs.flatMap((run) => {
    const text = run.text.slice(Math.max(0, from - at), Math.max(0, until - at));
    at += run.text.length;
    return text === "" ? [] : [{ ...run, text }];
  });
}

export const painted = (look: Pick<Look, "paint" | "isLinked">, runs: Run[]): string =>
  runs
    .map(({ text, style, href }) => {
      const coloured = style.reduce((inner, colour) => look.paint(colour, inner), text);
      return look.isLinked && href !== undefined && isSafe(href) ? linked(coloured, href) : coloured;
    })
    .join("");

/** https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda: nothing but printable ASCII goes into it. */
const isSafe = (href: string): boolean => /^(?:https?:\/\/|mailto:)[\x21-\x7e]{1,2000}$/.test(href);

const linked = (text: string, href: string): string => `\u001b]8;;${href}\u001b\\${text}\u001b]8;;\u001b\\`;
