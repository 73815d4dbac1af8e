import type { Argument, Command, Option } from "commander";
import { defaultOf, placeOf } from "../grammar";

/** What may stand at the cursor: some of a few words, or names of something. */
export interface Wanted {
  options: Option[];
  commands: Command[];
  /** The place whose names or choices are meant. */
  place: Argument | Option | null;
  /** What stands before the value in the same word, as in `--to=`. */
  prefix: string;
  /** The value so far. */
  current: string;
}

export const isPath = (one: Argument | Option | null): boolean => one !== null && placeOf(one) === "path";

/** Follows the words to where the last one stands, as commander would. */
export function wantedAt(program: Command, words: string[]): Wanted {
  const current = words.at(-1) ?? "";
  let command = program;
  let position = 0;
  let awaiting: Option | undefined;
  let isPlain = false;
  for (const word of words.slice(words[0] === "help" && words.length > 1 ? 1 : 0, -1)) {
    if (awaiting) awaiting = awaiting.variadic ? awaiting : undefined;
    else if (!isPlain && word === "--") isPlain = true;
    else if (!isPlain && word.startsWith("-")) awaiting = takesNext(command, program, word);
    else {
      const next = position === 0 ? command.commands.find((one) => one.name() === word) : undefined;
      if (next) command = next;
      else position += 1;
    }
    if (awaiting?.variadic && word.startsWith("-") && !isNamed(awaiting, word))
      awaiting = takesNext(command, program, word);
  }
  return at(command, program, { position, awaiting, isPlain, current });
}

function at(
  command: Command,
  program: Command,
  now: { position: number; awaiting: Option | undefined; isPlain: boolean; current: string },
): Wanted {
  const { position, awaiting, isPlain, current } = now;
  const none = { options: [], commands: [], place: null, prefix: "", current };
  const [, flag = "", value = ""] = isPlain ? [] : (/^(--[^=]+)=(.*)$/s.exec(current) ?? []);
  if (flag) return { ...none, place: optionOf(command, program, flag) ?? null, prefix: `${flag}=`, current: value };
  if (awaiting && !current.startsWith("-")) return { ...none, place: awaiting };
  if (!isPlain && current.startsWith("-")) return { ...none, options: optionsOf(command, program) };
  const inner = defaultOf(command) ?? command;
  const places = inner.registeredArguments;
  const place = places[position] ?? (places.at(-1)?.variadic ? places.at(-1) : undefined) ?? null;
  const commands = position === 0 ? command.commands.filter((one) => !hidden.has(one.name())) : [];
  return { ...none, commands, place };
}

const hidden = new Set(["complete"]);

const optionsOf = (command: Command, program: Command): Option[] => {
  const own = [...command.options, ...(defaultOf(command)?.options ?? [])];
  return command === program ? own : [...own, ...program.options];
};

const optionOf = (command: Command, program: Command, flag: string): Option | undefined =>
  optionsOf(command, program).find((one) => isNamed(one, flag));

const isNamed = ({ long, short }: Option, flag: string): boolean => flag === long || flag === short;

function takesNext(command: Command, program: Command, word: string): Option | undefined {
  const option = optionOf(command, program, word);
  return option && (option.required || option.optional) ? option : undefined;
}
