import widthOf from "fast-string-width";

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** What the eye takes for one sign: an emoji of several parts, a letter with its accents. */
export const signsIn = (text: string): string[] => [...segmenter.segment(text)].map(({ segment }) => segment);

/** Columns of a terminal. */
export const widthIn = (text: string): number => widthOf(text);

/** Tabs have no width of their own. */
export const untabbed = (text: string): string => text.replaceAll("\t", "    ");

/**
 * Breaks a text into rows, between words where that is possible.
 * @param first columns of the first row, where something stands before it
 */
export function wrap(text: string, columns: number, first = columns): string[] {
  const rows: string[] = [];
  const widthNow = () => Math.max(1, rows.length === 0 ? first : columns);
  for (const line of untabbed(text).split("\n")) {
    let row = "";
    for (const piece of line.match(/\s+|\S+/g) ?? []) {
      if (widthIn(row + piece) <= widthNow()) {
        row += piece;
        continue;
      }
      // White space at which a row ends is not drawn.
      if (piece.trim() === "") {
        rows.push(row);
        row = "";
        continue;
      }
      if (row.trim() !== "") rows.push(row.trimEnd());
      row = "";
      for (const sign of signsIn(piece)) {
        if (row !== "" && widthIn(row + sign) > widthNow()) {
          rows.push(row);
          row = "";
        }
        row += sign;
      }
    }
    rows.push(row.trimEnd());
  }
  return rows;
}

/** One row, with … where something is left out. */
export function cut(text: string, columns: number): string {
  if (widthIn(text) <= columns) return text;
  let row = "";
  for (const sign of signsIn(text)) {
    if (widthIn(row + sign) > columns - 1) break;
    row += sign;
  }
  return `${row}…`;
}
