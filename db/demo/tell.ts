import { type PlantTime, plantTime, workdayFrom } from "./calendar";
import { between, pick, type Random } from "./random";
import type { Line } from "./script";

type Forms = Readonly<Record<string, string>>;
export type Vocabulary = {
  /** Words; one that is declined gives its forms, the plain one under "". */
  words: Readonly<Record<string, readonly (string | Forms)[]>>;
  /** Codes: `#` any digit, `^` a digit that is not 0, `@` a letter of number plates. */
  codes: Readonly<Record<string, string>>;
  plateLetters: string;
  /** Phrases drawn anew each time. */
  phrases: Readonly<Record<string, readonly string[]>>;
  day: (time: PlantTime) => Forms;
  month: (month: number) => Forms;
  decimalMark: string;
  plural: (count: number, forms: readonly string[]) => string;
};

export type Person = { username: string; name: string; gender: "f" | "m" };
/** What one conversation remembers while it is told. */
export type Scene = {
  random: Random;
  words: Vocabulary;
  cast: readonly Person[];
  start: number;
  said: Map<string, Forms>;
};

/** The text of a line as its speaker says it, no slot left. */
export function tell(scene: Scene, line: Line): string {
  let text = line.text;
  // Innermost braces first, so that a choice may hold words, and a phrase may hold forms.
  for (let slot = /\{([^{}]*)\}/.exec(text); slot; slot = /\{([^{}]*)\}/.exec(text)) {
    const filled = fill(scene, line.speaker, slot[1] ?? "");
    text = text.slice(0, slot.index) + filled + text.slice(slot.index + slot[0].length);
  }
  return text;
}

function fill(scene: Scene, speaker: number, slot: string): string {
  if (/^[A-D]$/.test(slot)) return personOf(scene, slot.charCodeAt(0) - 65).name;
  if (/^@[A-D]$/.test(slot)) return `@${personOf(scene, slot.charCodeAt(1) - 65).username}`;
  const choice = /^(\w*)\? ([\s\S]+)$/.exec(slot);
  if (choice) return choose(scene, choice[1] ?? "", (choice[2] ?? "").split(" / "));
  const counted = /^(n[\da-z-]+)#(.+)$/.exec(slot);
  if (counted) {
    const count = recall(scene, counted[1] ?? "", "");
    return `${count} ${scene.words.plural(Number(count), (counted[2] ?? "").split("|"))}`;
  }
  const gendered = /^(?:([A-D]):)?([^|]*)\|([^|]*)$/.exec(slot);
  if (gendered) {
    const person = personOf(scene, gendered[1] ? gendered[1].charCodeAt(0) - 65 : speaker);
    return (person.gender === "f" ? gendered[3] : gendered[2]) ?? "";
  }
  const phrases = scene.words.phrases[slot];
  if (phrases) return pick(scene.random, phrases);
  // Not a plain split: a decimal's bounds have points of their own.
  const word = /^(.*?)(?:\.([a-z]+))?$/.exec(slot);
  return recall(scene, word?.[1] ?? slot, word?.[2] ?? "");
}

function personOf(scene: Scene, index: number): Person {
  const person = scene.cast[index % scene.cast.length];
  if (!person) throw new RangeError("a conversation without people");
  return person;
}

function choose(scene: Scene, name: string, options: readonly string[]): string {
  const chosen = scene.said.get(name)?.[""] ?? pick(scene.random, options);
  if (name) scene.said.set(name, { "": chosen });
  return chosen;
}

function recall(scene: Scene, key: string, form: string): string {
  const forms = scene.said.get(key) ?? drawNew(scene, key);
  scene.said.set(key, forms);
  const text = forms[form];
  if (text === undefined) throw new RangeError(`no form "${form}" of "${key}"`);
  return text;
}

/** `gate2` differs from `gate`, `n5-40b` from `n5-40`. */
function drawNew(scene: Scene, key: string): Forms {
  const base = /^n\d/.test(key) ? key.replace(/[a-z]$/, "") : key.replace(/(?<=[a-z])\d$/, "");
  const taken = new Set([...scene.said].filter(([name]) => name.startsWith(base)).map(([, forms]) => forms[""]));
  let forms = draw(scene, base, key);
  for (let tries = 0; tries < 20 && taken.has(forms[""]); tries++) forms = draw(scene, base, key);
  return forms;
}

function draw(scene: Scene, base: string, key: string): Forms {
  const { random, words } = scene;
  const list = words.words[base];
  if (list) {
    const word = pick(random, list);
    return typeof word === "string" ? { "": word } : word;
  }
  const code = words.codes[base];
  if (code) return { "": drawCode(random, code, words.plateLetters) };
  const whole = /^n(\d+)-(\d+)$/.exec(base);
  if (whole) return { "": String(between(random, Number(whole[1]), Number(whole[2]))) };
  const decimal = /^d(\d+\.\d)-(\d+\.\d)$/.exec(base);
  if (decimal) {
    const tenths = between(random, Math.round(Number(decimal[1]) * 10), Math.round(Number(decimal[2]) * 10));
    return { "": (tenths / 10).toFixed(1).replace(".", words.decimalMark) };
  }
  return drawTime(scene, key);
}

const drawCode = (random: Random, pattern: string, letters: string) =>
  pattern.replace(/[#^@]/g, (mark) =>
    mark === "@" ? pick(random, [...letters]) : String(between(random, mark === "^" ? 1 : 0, 9)),
  );

function drawTime({ random, words, start }: Scene, key: string): Forms {
  const now = plantTime(start);
  switch (key) {
    case "today":
      return words.day(now);
    case "tomorrow":
      return words.day(plantTime(start + 86_400_000));
    case "soon":
      return words.day(plantTime(workdayFrom(start, between(random, 2, 3))));
    case "later":
      return words.day(plantTime(workdayFrom(start, between(random, 10, 35))));
    case "past":
      return words.day(plantTime(workdayFrom(start, -between(random, 4, 20))));
    case "month":
      return words.month(now.month);
    case "nextmonth":
      return words.month((now.month % 12) + 1);
    case "prevmonth":
      return words.month(((now.month + 10) % 12) + 1);
    case "year":
      return { "": String(now.year) };
    case "time":
      return clock(start + between(random, 4, 9) * 900_000, 15);
    case "time2":
      return clock(start + between(random, 10, 14) * 900_000, 15);
    case "ago":
      return clock(start - between(random, 15, 110) * 60_000, 1);
    default:
      throw new RangeError(`no such slot: ${key}`);
  }
}

function clock(at: number, step: number): Forms {
  const { hour, minute } = plantTime(at);
  return { "": `${String(hour).padStart(2, "0")}:${String(minute - (minute % step)).padStart(2, "0")}` };
}
