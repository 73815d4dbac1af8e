import type { Drawn } from "./input";
import { widthIn } from "./wrap";

/** What a screen is drawn on. */
export interface Terminal {
  write: (text: string) => unknown;
  columns: number;
  rows: number;
}

const noArea: Drawn = { rows: [], cursor: { row: 0, column: 0 } };

/** The end of a terminal: what is said goes up and stays, and below it stands an area that is drawn anew each time. */
export class Screen {
  #area = noArea;

  constructor(private readonly terminal: Terminal) {}

  get columns(): number {
    // The last column is left free: a sign there makes terminals disagree about where the cursor is.
    return Math.max(10, (this.terminal.columns || 80) - 1);
  }

  get rows(): number {
    return Math.max(4, this.terminal.rows || 24);
  }

  draw(said: string[], area: Drawn): void {
    this.terminal.write(repaint(this.#area, said, area, this.terminal.columns || 80));
    this.#area = area;
  }

  /** Leaves what was said, and nothing below it. */
  clear(said: string[] = []): void {
    this.draw(said, noArea);
  }
}

/**
 * What takes one area off a terminal, writes rows where it was and draws the next one below.
 * @param columns of the terminal now; one that became narrower has broken the rows of the area anew
 */
export function repaint(before: Drawn, said: string[], next: Drawn, columns: number): string {
  const up = rowsAbove(before, columns);
  const wipe = `\r${up > 0 ? `\u001b[${up}A` : ""}\u001b[J`;
  const above = said.map((row) => `${row}\r\n`).join("");
  const back = next.rows.length - 1 - next.cursor.row;
  const place = `${back > 0 ? `\u001b[${back}A` : ""}\r${next.cursor.column > 0 ? `\u001b[${next.cursor.column}C` : ""}`;
  return `\u001b[?25l${wipe}${above}${next.rows.join("\r\n")}${place}\u001b[?25h`;
}

/** How many rows of the terminal lie between the first of an area and its cursor. */
function rowsAbove({ rows, cursor }: Drawn, columns: number): number {
  const broken = rows.slice(0, cursor.row).map((row) => Math.max(1, Math.ceil(widthIn(row) / columns)));
  return broken.reduce((total, one) => total + one, 0) + Math.floor(cursor.column / columns);
}
