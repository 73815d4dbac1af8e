import type { FileView } from "./schema";

/** Pixels of the page. */
const aloneMax = { width: 420, height: 320 };
const sideMin = 56;
const tileSide = 148;

/** How large a picture stands in a message: alone in its proportions, beside others as a tile. Whole numbers. */
export function shownSize(
  { width, height }: Pick<FileView, "width" | "height">,
  isAlone: boolean,
): { width: number; height: number } {
  if (!isAlone || !width || !height) return { width: tileSide, height: tileSide };
  const scale = Math.min(1, aloneMax.width / width, aloneMax.height / height);
  const side = (pixels: number) => Math.max(sideMin, Math.round(pixels * scale));
  return { width: side(width), height: side(height) };
}
