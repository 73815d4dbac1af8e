import { Argument, type Command, type CommanderError, type Help, InvalidArgumentError, Option } from "commander";
import { exits, Stop } from "./exits";
import type { Shell } from "./shell";

/** What is named at a place of the command line: completion offers such names. */
export type Place = "room" | "person" | "path";

const places = new WeakMap<Argument | Option, Place>();
export const placeOf = (one: Argument | Option): Place | undefined => places.get(one);

/** An argument that names something: `argument(shell, "<room>")`, `"[people...]"`. */
export function argument(shell: Shell, shape: string): Argument {
  const { name, shown, kind } = translated(shell, shape);
  const made = new Argument(shape.replace(name, shown));
  if (kind) places.set(made, kind);
  return made;
}

/** `option(shell, "--limit <number>", "limit")` */
export function option(shell: Shell, flags: string, words: keyof Shell["help"]["options"]): Option {
  const hit = /[<[]([a-z]+)(\.\.\.)?[>\]]/.exec(flags);
  const { name, shown, kind } = hit ? translated(shell, hit[0]) : { name: "", shown: "", kind: undefined };
  const made = new Option(name ? flags.replace(/([<[])[a-z]+/, `$1${shown}`) : flags, shell.help.options[words]);
  if (kind) places.set(made, kind);
  return made;
}

function translated({ help }: Shell, shape: string): { name: string; shown: string; kind: Place | undefined } {
  const name = /[a-z]+/.exec(shape)?.[0] ?? "";
  const kinds: Record<string, Place> = { room: "room", person: "person", people: "person", path: "path" };
  return { name, shown: help.places[name as keyof Shell["help"]["places"]], kind: kinds[name] };
}

/** A parser of whole numbers. */
export const wholeNumber =
  (shell: Shell, min: number, max: number) =>
  (text: string): number => {
    const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw new InvalidArgumentError(shell.say(shell.words.grammar.wholeNumber, { min, max }));
  };

/** The number of a thing, with or without a number sign. */
export const idOf =
  (shell: Shell) =>
  (text: string): number => {
    if (/^#?\d{1,16}$/.test(text)) return Number(text.replace("#", ""));
    throw new InvalidArgumentError(shell.words.grammar.idWanted);
  };

export const idsOf =
  (shell: Shell) =>
  (text: string, before: number[] = []): number[] => [...before, idOf(shell)(text)];

export const dayOf =
  (shell: Shell) =>
  (text: string): string => {
    if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text))) return text;
    throw new InvalidArgumentError(shell.words.grammar.dayWanted);
  };

/** For options that may be given again. */
export const collected = (text: string, before: string[] = []): string[] => [...before, text];

/** The frame of commander, in the language of whoever reads it. */
export function speak(program: Command, shell: Shell): void {
  const { grammar } = shell.words;
  const titles: Record<string, string> = {
    "Usage:": grammar.usage,
    "Options:": grammar.options,
    "Global Options:": grammar.globalOptions,
    "Arguments:": grammar.arguments,
    "Commands:": grammar.commands,
  };
  program.configureHelp({
    showGlobalOptions: true,
    helpWidth: Math.min(shell.io.columns, 100),
    styleTitle: (title) => shell.paint("bold", titles[title] ?? title),
    commandUsage: (command) => usageOf(command, grammar),
    subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(shapeOf)].join(" "),
    optionDescription: (one) => described(one, grammar),
    argumentDescription: (one) => described(one, grammar),
  } satisfies Partial<Help>);
  program.helpOption("-h, --help", grammar.help);
  program.helpCommand(`help [${shell.help.places.command}]`, grammar.helpCommand);
  program.exitOverride();
  program.configureOutput({
    writeOut: (text) => shell.io.stdout.write(text),
    writeErr: (text) => shell.io.stderr.write(text),
    outputError: () => {},
    getOutHasColors: () => shell.io.colours,
  });
}

function usageOf(command: Command, grammar: Shell["words"]["grammar"]): string {
  const names: string[] = [];
  for (let one: Command | null = command; one; one = one.parent) names.unshift(one.name());
  const parts = command.registeredArguments.map(shapeOf);
  if (command.options.length > 0) parts.unshift(grammar.usageOptions);
  if (command.commands.length > 0) parts.push(grammar.usageCommand);
  const inner = defaultOf(command);
  if (inner) parts.push("|", ...inner.registeredArguments.map(shapeOf));
  return [...names, ...parts].join(" ");
}

/** What `people denis` means: `people list denis`. */
export const defaultOf = (command: Command): Command | undefined =>
  command.name() === "people" ? command.commands.find((one) => one.name() === "list") : undefined;

const shapeOf = (one: Argument): string => {
  const name = one.name() + (one.variadic ? "..." : "");
  return one.required ? `<${name}>` : `[${name}]`;
};

function described(one: Option | Argument, grammar: Shell["words"]["grammar"]): string {
  const choices = one.argChoices && grammar.choices.replace("{list}", one.argChoices.join(", "));
  const value = typeof one.defaultValue === "string" || typeof one.defaultValue === "number" ? one.defaultValue : null;
  const byDefault = value === null ? undefined : grammar.byDefault.replace("{value}", String(value));
  const more = [choices, byDefault].filter(Boolean).join("; ");
  if (!more) return one.description;
  return one.description ? `${one.description} (${more})` : more;
}

/** What commander found amiss, said anew: it knows English alone. Its codes and what it quotes are what is relied on. */
export function misunderstanding(error: CommanderError, shell: Shell, path: string): Stop {
  const { grammar } = shell.words;
  const quoted = [...error.message.matchAll(/'([^']*)'/g)].map(([, text]) => text ?? "");
  const [name = "", value = ""] = quoted;
  const own = / is invalid(?: for argument '[^']*')?\. (.+)$/s.exec(error.message)?.[1];
  const why = own === undefined ? "" : choicesIn(own, grammar);
  const sentences: Record<string, string> = {
    "commander.unknownOption": grammar.unknownOption,
    "commander.unknownCommand": grammar.unknownCommand,
    "commander.missingArgument": grammar.missingArgument,
    "commander.optionMissingArgument": grammar.optionMissingArgument,
    "commander.excessArguments": grammar.excessArguments,
    "commander.invalidArgument": grammar.badValue,
    "commander.conflictingOption": grammar.conflictingOption,
  };
  const isArgument = error.message.includes("command-argument value");
  const slots = isArgument ? { name: `<${value}>`, value: name, why } : { name, value, why };
  const sentence = shell.say(sentences[error.code] ?? grammar.misunderstood, slots);
  const meant = /\(Did you mean (?:one of )?(.+?)\?\)/.exec(error.message)?.[1];
  const lines = [sentence, meant && shell.say(grammar.didYouMean, { name: meant })];
  lines.push(shell.say(grammar.seeHelp, { command: path }));
  return new Stop(exits.misunderstood, lines.filter(Boolean).join("\n"), "usage");
}

function choicesIn(why: string, grammar: Shell["words"]["grammar"]): string {
  const list = /^Allowed choices are (.+)\.$/.exec(why)?.[1];
  return list === undefined ? why : grammar.pickOne.replace("{list}", list);
}
