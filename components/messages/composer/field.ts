import { askedAt } from "./completion";
import { type Change, type Mark, marked } from "./marks";

/** Longer texts are put in at once: a browser that notes them letter by letter for its undo would stand still. */
const undoneCharsMax = 20_000;

/** Changes a field as if it were typed: it can be undone, and whoever hears the field hears it. */
export function put(field: HTMLTextAreaElement, { from, to, text, start, end }: Change): void {
  field.focus({ preventScroll: true });
  field.setSelectionRange(from, to);
  const isSmall = text.length <= undoneCharsMax;
  // Deprecated and kept by every browser: nothing else writes into their undo.
  const done =
    isSmall && (text === "" ? document.execCommand("delete") : document.execCommand("insertText", false, text));
  if (!done) {
    field.setRangeText(text, from, to);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.setSelectionRange(start, end);
}

export const mark = (field: HTMLTextAreaElement, name: Mark): void =>
  put(field, marked(name, field.value, field.selectionStart, field.selectionEnd));

/** Puts a text in place of what is selected, and the caret behind it. */
export function insert(field: HTMLTextAreaElement, text: string): void {
  const { selectionStart: from, selectionEnd: to } = field;
  put(field, { from, to, text, start: from + text.length, end: from + text.length });
}

/** A sign that opens a list does so at the beginning of a word only; what is selected stays, before it. */
export function insertSign(field: HTMLTextAreaElement, sign: "@"): void {
  field.setSelectionRange(field.selectionEnd, field.selectionEnd);
  const before = field.value.slice(0, field.selectionStart);
  insert(field, askedAt(before + sign, before.length + 1) ? sign : ` ${sign}`);
}
