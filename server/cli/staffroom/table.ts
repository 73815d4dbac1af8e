import stringWidth from "fast-string-width";
import { type Io, paint } from "./io";
import { plainLine } from "./plain";

export interface Column {
  title: string;
  right?: boolean;
}

const gap = 2;
const shrunkMin = 8;

/** Rows under their titles, made to fit the terminal; elsewhere each cell is whole. */
export function table(io: Pick<Io, "columns" | "colours">, columns: Column[], rows: (string | number)[][]): string {
  const cells = rows.map((row) => row.map((cell) => plainLine(String(cell))));
  const wanted = columns.map(({ title }, at) => Math.max(...[title, ...cells.map((row) => row[at] ?? "")].map(width)));
  const widths = narrowed(wanted, io.columns - gap * (columns.length - 1));
  const line = (row: string[]) =>
    columns
      .map(({ right }, at) => pad(row[at] ?? "", widths[at] ?? 0, right ?? false))
      .join(" ".repeat(gap))
      .trimEnd();
  const head = line(columns.map(({ title }) => title));
  return [paint(io, "dim", head), ...cells.map(line)].join("\n");
}

/** The widest columns give way first. */
function narrowed(wanted: number[], room: number): number[] {
  const widths = [...wanted];
  for (let over = sum(widths) - room; over > 0; over = sum(widths) - room) {
    const widest = widths.indexOf(Math.max(...widths));
    const next = Math.max(...widths.filter((_, at) => at !== widest), shrunkMin);
    const width = widths[widest] ?? 0;
    if (width <= shrunkMin) break;
    widths[widest] = Math.max(shrunkMin, Math.min(width - 1, Math.max(width - over, next)));
  }
  return widths;
}

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);

function pad(text: string, wide: number, right: boolean): string {
  const shown = cut(text, wide);
  const space = " ".repeat(Math.max(0, wide - width(shown)));
  return right ? space + shown : shown + space;
}

/** By what the eye takes for one sign; a wide one is not halved. */
export function cut(text: string, wide: number): string {
  if (width(text) <= wide) return text;
  let shown = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (width(shown) + width(segment) > wide - 1) break;
    shown += segment;
  }
  return `${shown}…`;
}

export const width = (text: string): number => stringWidth(text);
