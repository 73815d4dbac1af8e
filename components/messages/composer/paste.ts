import { isInCode } from "./completion";
import { put } from "./field";
import { markdownOf } from "./markdown-of";
import { pastedOver } from "./marks";

/** Puts what was copied in place of what was selected when it was pasted: as Markdown, in code as it stands. */
export function paste(field: HTMLTextAreaElement, copied: { html: string; plain: string }, from: number, to: number) {
  const plain = copied.plain.replace(/\r\n?/g, "\n");
  const link = pastedOver(plain, field.value, from, to);
  if (link) return put(field, link);
  const text = isInCode(field.value.slice(0, from)) ? plain : markdownOf({ ...copied, plain });
  put(field, { from, to, text, start: from + text.length, end: from + text.length });
}
