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
export const wrap = (text: string, columns: number, first = columns): string[] => {
  const whole = untabbed(text);
  return breaksIn(whole, columns, first).map(([from, until]) => whole.slice(from, until));
};

/**
 * Where the rows of a text begin and end. White space at which a row ends is in none.
 * @param text without tabs
 */
export function breaksIn(text: string, columns: number, first = columns): [from: number, until: number][] {
  const rows: [number, number][] = [];
  let from = 0;
  let at = 0;
  const row = () => text.slice(from, at);
  const room = () => Math.max(1, rows.length === 0 ? first : columns);
  const end = (until: number) => {
    rows.push([from, until]);
    from = at;
  };
  const endTrimmed = () => end(from + row().trimEnd().length);
  for (const line of text.split("\n")) {
    from = at;
    for (const piece of line.match(/\s+|\S+/g) ?? []) {
      if (widthIn(row() + piece) <= room()) {
        at += piece.length;
        continue;
      }
      if (piece.trim() === "") {
        end(at);
        at += piece.length;
        from = at;
        continue;
      }
      if (row().trim() !== "") endTrimmed();
      from = at;
      let width = 0;
      for (const sign of signsIn(piece)) {
        const signWidth = widthIn(sign);
        if (at > from && width + signWidth > room()) {
          end(at);
          width = 0;
        }
        at += sign.length;
        width += signWidth;
      }
    }
    endTrimmed();
    at += 1;
  }
  return rows;
}

/** The same between any two signs: of code nothing is left out. */
export function edgesIn(text: string, columns: number): [from: number, until: number][] {
  const rows: [number, number][] = [];
  let from = 0;
  let at = 0;
  let width = 0;
  for (const sign of signsIn(text)) {
    const signWidth = widthIn(sign);
    if (at > from && width + signWidth > columns) {
      rows.push([from, at]);
      [from, width] = [at, 0];
    }
    at += sign.length;
    width += signWidth;
  }
  return [...rows, [from, at]];
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
