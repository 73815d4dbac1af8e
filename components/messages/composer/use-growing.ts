import { type RefObject, useLayoutEffect } from "react";

/** Rows of the field, at most. Style sheets bound it by the height of the screen, too. */
const rowsMax = 16;

/** A field that is as high as its text, where the browser does not see to that by itself (`field-sizing`). */
export function useGrowing(input: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is the reason to measure again
  useLayoutEffect(() => {
    const field = input.current;
    if (!field || CSS.supports("field-sizing", "content")) return;
    const { lineHeight, paddingTop, paddingBottom } = getComputedStyle(field);
    field.rows = 1;
    const rows =
      (field.scrollHeight - Number.parseFloat(paddingTop) - Number.parseFloat(paddingBottom)) /
      Number.parseFloat(lineHeight);
    field.rows = Math.max(1, Math.min(rowsMax, Math.round(rows)));
  }, [text]);
}
