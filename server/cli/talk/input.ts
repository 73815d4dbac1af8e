import { signsIn, untabbed, widthIn } from "./wrap";

/** What is being typed. */
export interface Input {
  text: string;
  /** Before which UTF-16 unit the next sign goes. */
  at: number;
  /** What was sent before, the latest last, and which of it is shown. */
  past: readonly string[];
  shown: number | null;
  /** What was typed before one looked at the past. */
  aside: string;
  /** Between the marks of what is pasted a line break sends nothing. */
  pasting: boolean;
}

/** A key as Node tells it. */
export interface Key {
  name?: string | undefined;
  sequence?: string | undefined;
  ctrl?: boolean;
  meta?: boolean;
}

export type Act = "typed" | "enter" | "interrupt" | "end" | "complete" | "front" | "behind" | "none";

export const emptyInput: Input = { text: "", at: 0, past: [], shown: null, aside: "", pasting: false };

const pastMax = 100;

/** Every key. Pure: what the input becomes, and what is to be done about it. */
export function press(input: Input, sign: string | undefined, key: Key): { input: Input; act: Act } {
  if (key.name === "paste-start" || key.name === "paste-end")
    return { input: { ...input, pasting: key.name === "paste-start" }, act: "none" };
  if (key.sequence === "\u001b[I") return { input, act: "front" };
  if (key.sequence === "\u001b[O") return { input, act: "behind" };
  if (input.pasting) return typed(insert(input, pasted(sign ?? key.sequence ?? "")));
  if (key.name === "return" || key.name === "enter")
    return key.meta ? typed(insert(input, "\n")) : { input, act: "enter" };
  if (key.ctrl && key.name === "c") return { input, act: "interrupt" };
  if (key.ctrl && key.name === "d" && input.text === "") return { input, act: "end" };
  if (key.name === "tab") return { input, act: "complete" };
  const moved = edit(input, key);
  if (moved) return { input: moved, act: moved.text === input.text ? "none" : "typed" };
  if (key.ctrl || key.meta || sign === undefined || isSteering(sign)) return { input, act: "none" };
  return typed(insert(input, sign));
}

const typed = (input: Input) => ({ input, act: "typed" as const });

/** What was written is put among the past, and the line is empty. */
export function sent(input: Input): Input {
  const past = input.text === "" || input.past.at(-1) === input.text ? input.past : [...input.past, input.text];
  return { ...emptyInput, past: past.slice(-pastMax) };
}

export const insert = (input: Input, text: string): Input => ({
  ...input,
  text: input.text.slice(0, input.at) + text + input.text.slice(input.at),
  at: input.at + text.length,
});

export const withText = (input: Input, text: string): Input => ({ ...input, text, at: text.length });

function edit(input: Input, key: Key): Input | null {
  const name = key.ctrl ? `ctrl-${key.name}` : key.meta ? `meta-${key.name}` : (key.name ?? "");
  return edits[name]?.(input) ?? null;
}

const before = ({ text, at }: Input): number => at - (signsIn(text.slice(0, at)).at(-1)?.length ?? 0);
const after = ({ text, at }: Input): number => at + (signsIn(text.slice(at))[0]?.length ?? 0);
const wordBefore = ({ text, at }: Input): number => text.slice(0, at).search(/\S+\s*$/) + 0;
const lineStart = ({ text, at }: Input): number => text.lastIndexOf("\n", at - 1) + 1;
const lineEnd = ({ text, at }: Input): number => (text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at));

const to = (input: Input, at: number): Input => ({ ...input, at: Math.max(0, at) });
const without = (input: Input, from: number, until: number): Input => ({
  ...input,
  text: input.text.slice(0, Math.max(0, from)) + input.text.slice(until),
  at: Math.max(0, from),
});

const wordAfter = ({ text, at }: Input): number => at + (/^\s*\S*/.exec(text.slice(at))?.[0].length ?? 0);

const edits: Record<string, (input: Input) => Input> = {
  left: (input) => to(input, before(input)),
  "ctrl-b": (input) => to(input, before(input)),
  right: (input) => to(input, after(input)),
  "ctrl-f": (input) => to(input, after(input)),
  home: (input) => to(input, lineStart(input)),
  "ctrl-a": (input) => to(input, lineStart(input)),
  end: (input) => to(input, lineEnd(input)),
  "ctrl-e": (input) => to(input, lineEnd(input)),
  "ctrl-left": (input) => to(input, wordBefore(input)),
  "meta-b": (input) => to(input, wordBefore(input)),
  "ctrl-right": (input) => to(input, wordAfter(input)),
  "meta-f": (input) => to(input, wordAfter(input)),
  backspace: (input) => without(input, before(input), input.at),
  "ctrl-h": (input) => without(input, before(input), input.at),
  delete: (input) => without(input, input.at, after(input)),
  "ctrl-d": (input) => without(input, input.at, after(input)),
  "ctrl-w": (input) => without(input, wordBefore(input), input.at),
  "meta-backspace": (input) => without(input, wordBefore(input), input.at),
  "ctrl-u": (input) => without(input, lineStart(input), input.at),
  "ctrl-k": (input) => without(input, input.at, lineEnd(input)),
  up: (input) => look(input, -1),
  "ctrl-p": (input) => look(input, -1),
  down: (input) => look(input, 1),
  "ctrl-n": (input) => look(input, 1),
};

/** Back through what was sent, and forth to what was being typed. */
function look(input: Input, step: -1 | 1): Input {
  const from = input.shown ?? input.past.length;
  const shown = Math.min(input.past.length, Math.max(0, from + step));
  if (shown === from) return input;
  const aside = input.shown === null ? input.text : input.aside;
  const text = input.past[shown] ?? aside;
  return { ...withText(input, text), aside, shown: shown === input.past.length ? null : shown };
}

const pasted = (text: string): string => untabbed(text.replace(/\r\n?/g, "\n")).replace(steering, "");

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is not typed
const steering = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;
const isSteering = (sign: string): boolean => sign.replace(steering, "") !== sign || sign === "\n";

export interface Drawn {
  rows: string[];
  cursor: { row: number; column: number };
}

/**
 * The input as rows behind a prompt, and where the cursor stands in them.
 * @param rowsMax of more the rows around the cursor are shown
 */
export function drawInput({ text, at }: Input, prompt: string, columns: number, rowsMax: number): Drawn {
  const indent = " ".repeat(widthIn(prompt));
  const rows = [prompt];
  let cursor = { row: 0, column: widthIn(prompt) };
  let index = 0;
  for (const sign of [...signsIn(text), ""]) {
    const row = rows.at(-1) ?? "";
    const isFull = sign !== "" && sign !== "\n" && widthIn(row + sign) > columns;
    if (isFull) rows.push(indent);
    if (index === at) cursor = { row: rows.length - 1, column: widthIn(rows.at(-1) ?? "") };
    if (sign === "\n") rows.push(indent);
    else rows[rows.length - 1] += sign;
    index += sign.length;
  }
  const top = Math.max(0, Math.min(cursor.row - rowsMax + 1, rows.length - rowsMax));
  return { rows: rows.slice(top, top + rowsMax), cursor: { ...cursor, row: cursor.row - top } };
}
