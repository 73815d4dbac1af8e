import type { Argument, Command, Option } from "commander";
import { placeOf } from "../grammar";
import { plainLine } from "../plain";
import type { Shell } from "../shell";
import { isPath, type Wanted, wantedAt } from "./candidates";
import { knownNames, type Name } from "./known";
import { filesLine, type ShellName, scripts } from "./scripts";
import { asBashWord, wordsIn } from "./words";

/** What a shell reads to complete this program's words; it asks this very program. */
export function scriptFor(name: ShellName): string {
  const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;
  return scripts[name]([process.execPath, process.argv[1] ?? "staffroom"].map(quoted).join(" "));
}

/**
 * Prints what may stand at the cursor, a line each; for zsh and fish with what it is, after a tab.
 * @param given of bash the line up to the cursor and its word breaks, of the others the words
 */
export async function complete(program: Command, shell: Shell, name: ShellName, given: string[]): Promise<void> {
  const line = name === "bash" ? wordsIn(given[0] ?? "") : null;
  const words = line ? line.words.slice(1) : given;
  const wanted = wantedAt(program, words);
  if (isPath(wanted.place)) return shell.print(filesLine);
  const found = (await namesFor(shell, wanted)).filter(({ value }) => begins(value, wanted.current));
  for (const { value, about } of found) {
    const whole = wanted.prefix + value;
    if (line) shell.print(asBashWord(whole, line, given[1] ?? ""));
    else shell.print(about ? `${whole}\t${plainLine(about)}` : whole);
  }
}

const begins = (value: string, current: string): boolean => value.toLowerCase().startsWith(current.toLowerCase());

async function namesFor(shell: Shell, wanted: Wanted): Promise<Name[]> {
  const options = wanted.options
    .filter(({ hidden: isHidden }) => !isHidden)
    .map(({ long, short, description }) => ({ value: long ?? short ?? "", about: description }));
  if (options.length > 0) options.push({ value: "--help", about: shell.words.grammar.help });
  const commands = wanted.commands.map((one) => ({ value: one.name(), about: one.description() }));
  return [...options, ...commands, ...(await namesAt(shell, wanted.place, wanted.current))];
}

async function namesAt(shell: Shell, place: Argument | Option | null, current: string): Promise<Name[]> {
  if (!place) return [];
  if (place.argChoices) return place.argChoices.map((value) => ({ value, about: "" }));
  const kind = placeOf(place);
  if (kind !== "room" && kind !== "person") return [];
  const known = await knownNames(shell, current);
  if (kind === "person") return known.people;
  // The direct rooms, by whom they are with: they are many, and come when an @ is typed.
  return current.startsWith("@") ? known.people : known.rooms;
}
