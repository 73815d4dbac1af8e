import { type ClipboardEvent, type KeyboardEvent, type MouseEvent, type RefObject, useRef, useState } from "react";
import { isKey } from "@/components/live/keys";
import type { Mark } from "./marks";

const marks = ["bold", "italic", "strike", "code", "codeBlock", "quote", "bullets", "numbers", "link"] as const;

/** What may be more than plain text: marks that are worth keeping, cells, an address for the words that are selected. */
const rich =
  /<(?:a|b|strong|i|em|s|del|strike|ul|ol|table|pre|code|blockquote|h[1-6])[\s>]|font-weight:\s*(?:bold|[6-9]00)/i;

/** Marks, tools and pasting in a field. What does the work is loaded when it is first used. */
export function useWriting(input: RefObject<HTMLTextAreaElement | null>) {
  const [pickerOpen, setPickerOpen] = useState(false);
  const asksForPlain = useRef(false);
  const withField = (work: (field: HTMLTextAreaElement, tools: typeof import("./field")) => void) => {
    const field = input.current;
    if (!field) return;
    void import("./field").then((tools) => work(field, tools)).catch(() => field.focus());
  };
  const mark = (name: Mark) => withField((field, tools) => tools.mark(field, name));

  /** @returns whether the key was one of these */
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    const { nativeEvent, currentTarget } = event;
    asksForPlain.current = nativeEvent.shiftKey && nativeEvent.code === "KeyV";
    const hasSelection = currentTarget.selectionStart !== currentTarget.selectionEnd;
    const name = marks.find((one) => isKey(one, nativeEvent)) ?? (hasSelection && isKey("find", nativeEvent) && "link");
    if (!name) return false;
    event.preventDefault();
    mark(name);
    return true;
  };

  const onTool = (event: MouseEvent) => {
    const tool = event.target instanceof Element && event.target.closest<HTMLElement>("[data-tool]")?.dataset.tool;
    if (tool === "emoji") setPickerOpen((open) => !open);
    else if (tool === "person") withField((field, tools) => tools.insertSign(field, "@"));
    else if (tool) mark(tool as Mark);
  };

  /** One stop for the tab key; arrows lead through the tools. */
  const onToolKey = ({ key, currentTarget }: KeyboardEvent) => {
    const by = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
    const tools = [...currentTarget.querySelectorAll<HTMLElement>("[data-tool]")];
    const at = tools.findIndex((tool) => tool.contains(document.activeElement));
    if (by !== 0 && at >= 0) tools[(at + by + tools.length) % tools.length]?.focus();
  };

  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const field = event.currentTarget;
    const [html, plain] = ["text/html", "text/plain"].map((type) => event.clipboardData.getData(type)) as [
      string,
      string,
    ];
    const isOver = field.selectionStart !== field.selectionEnd && /^\s*https?:\/\/\S+\s*$/i.test(plain);
    if (asksForPlain.current || !(isOver || rich.test(html) || plain.includes("\t"))) return;
    event.preventDefault();
    const [from, to] = [field.selectionStart, field.selectionEnd];
    import("./paste")
      .then(({ paste }) => paste(field, { html, plain }, from, to))
      .catch(() => withField((_, tools) => tools.insert(field, plain)));
  };

  const closePicker = () => {
    setPickerOpen(false);
    input.current?.focus({ preventScroll: true });
  };
  const pickEmoji = (emoji: string) => {
    closePicker();
    withField((field, tools) => tools.insert(field, emoji));
  };
  return { onKey, onTool, onToolKey, onPaste, pickerOpen, closePicker, pickEmoji };
}
