import { commandNames } from "@/lib/messages/commands";
import type { Input } from "./input";
import { ownCommands } from "./orders";

export interface Completed {
  input: Input;
  /** What it could become, where nothing says which. */
  choices: string[];
}

/** The rest of a command, or of a user name behind its @, as far as it is the same for all that begin so. */
export function completed(input: Input, startingWith: (start: string) => string[]): Completed {
  const before = input.text.slice(0, input.at);
  const [, command] = /^\s*\/(\p{L}*)$/u.exec(before) ?? [];
  const [, name] = /(?:^|\s)@([\w.-]*)$/.exec(before) ?? [];
  if (command !== undefined) return filled(input, "/", command, commandsFrom(command.toLowerCase()));
  return name === undefined ? { input, choices: [] } : filled(input, "@", name, startingWith(name));
}

const commandsFrom = (start: string): string[] =>
  [...commandNames, ...ownCommands].filter((name) => name.startsWith(start)).sort();

function filled(input: Input, sign: string, start: string, names: string[]): Completed {
  const { text, at } = input;
  const [first] = names;
  if (first === undefined) return { input, choices: [] };
  const shared = names.reduce(commonStart) + (names.length === 1 ? " " : "");
  const from = at - start.length;
  const next = { ...input, text: text.slice(0, from) + shared + text.slice(at), at: from + shared.length };
  return { input: next, choices: shared === start ? names.map((name) => sign + name) : [] };
}

function commonStart(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return one.slice(0, length);
}
