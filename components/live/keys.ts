/** Whether a key is left to the field in which one types: always, unless the field is empty, or never. */
type WhileTyping = "left" | "if-empty" | "taken";

export interface Key {
  group: "rooms" | "reading" | "writing" | "messages";
  /**
   * Any of these. A letter by its place on the keyboard (`KeyK`), so that it is the same in every layout; a sign by what
   * it writes (`?`). `Mod` is Ctrl, and ⌘ on a Mac.
   */
  strokes: readonly string[];
  whileTyping: WhileTyping;
}

/** Every key that there is, in one place: what is listed under `?` is what works. */
export const keys = {
  find: { group: "rooms", strokes: ["Mod+KeyK"], whileTyping: "taken" },
  nextUnread: { group: "rooms", strokes: ["Alt+Shift+ArrowDown"], whileTyping: "taken" },
  previousUnread: { group: "rooms", strokes: ["Alt+Shift+ArrowUp"], whileTyping: "taken" },
  firstUnread: { group: "reading", strokes: ["Alt+Shift+KeyJ"], whileTyping: "taken" },
  readRoom: { group: "reading", strokes: ["Escape"], whileTyping: "if-empty" },
  readAll: { group: "reading", strokes: ["Shift+Escape"], whileTyping: "taken" },
  undoReadAll: { group: "reading", strokes: ["Alt+Shift+KeyZ"], whileTyping: "taken" },
  send: { group: "writing", strokes: ["Enter"], whileTyping: "taken" },
  newLine: { group: "writing", strokes: ["Shift+Enter"], whileTyping: "taken" },
  bold: { group: "writing", strokes: ["Mod+KeyB"], whileTyping: "taken" },
  italic: { group: "writing", strokes: ["Mod+KeyI"], whileTyping: "taken" },
  strike: { group: "writing", strokes: ["Mod+Shift+KeyX"], whileTyping: "taken" },
  code: { group: "writing", strokes: ["Mod+KeyE"], whileTyping: "taken" },
  codeBlock: { group: "writing", strokes: ["Mod+Alt+KeyC"], whileTyping: "taken" },
  quote: { group: "writing", strokes: ["Mod+Shift+Digit9"], whileTyping: "taken" },
  bullets: { group: "writing", strokes: ["Mod+Shift+Digit8"], whileTyping: "taken" },
  numbers: { group: "writing", strokes: ["Mod+Shift+Digit7"], whileTyping: "taken" },
  link: { group: "writing", strokes: ["Mod+Shift+KeyL"], whileTyping: "taken" },
  editLast: { group: "writing", strokes: ["ArrowUp"], whileTyping: "if-empty" },
  reply: { group: "messages", strokes: ["KeyR"], whileTyping: "left" },
  edit: { group: "messages", strokes: ["KeyE"], whileTyping: "left" },
  addSign: { group: "messages", strokes: ["+"], whileTyping: "left" },
  listKeys: { group: "rooms", strokes: ["?", "Mod+Slash"], whileTyping: "left" },
} as const satisfies Record<string, Key>;

export type KeyName = keyof typeof keys;
type Pressed = Pick<KeyboardEvent, "key" | "code" | "altKey" | "shiftKey" | "ctrlKey" | "metaKey">;

/** Whether what was pressed is the key of that name. */
export const isKey = (name: KeyName, event: Pressed): boolean =>
  keys[name].strokes.some((stroke) => isStroke(stroke, event));

/** The plus, which parts the others, is a key by itself, too. */
const partsOf = (stroke: string): string[] => (stroke === "+" ? [stroke] : stroke.split("+"));

/** A sign that is written has its Shift in itself. */
function isStroke(stroke: string, event: Pressed): boolean {
  const parts = partsOf(stroke);
  const last = parts.pop() ?? "";
  const isSign = last.length === 1;
  return (
    (isSign ? event.key === last : event.code === last) &&
    event.altKey === parts.includes("Alt") &&
    (event.ctrlKey || event.metaKey) === parts.includes("Mod") &&
    (isSign || event.shiftKey === parts.includes("Shift"))
  );
}

/** Whether the field that has the focus keeps the key for itself. */
export function isLeftToField(name: KeyName, focused: Element | null): boolean {
  const { whileTyping } = keys[name];
  const value = typedIn(focused);
  return value !== null && (whileTyping === "left" || (whileTyping === "if-empty" && value !== ""));
}

/** What stands in a field that takes text; null for whatever is none. */
function typedIn(element: Element | null): string | null {
  if (element instanceof HTMLTextAreaElement) return element.value;
  if (element instanceof HTMLInputElement)
    return /^(checkbox|radio|button|submit|reset|range|color|file)$/.test(element.type) ? null : element.value;
  if (element instanceof HTMLSelectElement) return element.value;
  return element instanceof HTMLElement && element.isContentEditable ? (element.textContent ?? "") : null;
}

const written: Record<string, string> = {
  Mod: "Ctrl",
  Escape: "Esc",
  ArrowDown: "↓",
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowRight: "→",
  Slash: "/",
};

/** How a stroke is written on the keys, one part a key. */
export const writtenStroke = (stroke: string): string[] =>
  partsOf(stroke).map((part) => written[part] ?? part.replace(/^(Key|Digit)/, ""));
