import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, CommanderError } from "commander";
import { cliWords } from "@/lib/i18n/cli";
import { cliHelp } from "@/lib/i18n/cli-help";
import { isLocale, locales } from "@/lib/i18n/locale";
import { addAll } from "./commands";
import { exits, Stop } from "./exits";
import { misunderstanding } from "./grammar";
import { type Io, processIo } from "./io";
import { folderOf, Store } from "./kept";
import { localeOf, namedIn } from "./language";
import { plain, plainJson } from "./plain";
import { programOf } from "./program";
import { Shell } from "./shell";

/** What a run meets: its streams and its environment. */
export interface Surroundings {
  io: Io;
  env: NodeJS.ProcessEnv;
}

/**
 * The console client.
 * @param argv what stands behind the program's name
 * @param root the folder of the product's own files
 * @returns the exit code (`exits`)
 */
export async function run(argv: string[], root: string): Promise<number> {
  const io = processIo(process.env);
  process.once("SIGINT", () => process.exit(exits.interrupted));
  io.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever read it has heard enough, as `head` does.
    if (error.code === "EPIPE") process.exit(exits.done);
  });
  return perform(argv, root, { io, env: process.env });
}

/** The same, in surroundings of one's own. */
export async function perform(argv: string[], root: string, surroundings: Surroundings): Promise<number> {
  const shell = shellOf(argv, root, surroundings);
  const program = programOf(shell, versionOf(root));
  addAll(program, shell);
  try {
    await understand(program, shell, argv);
    return shell.exit;
  } catch (error) {
    return end(error, shell, program, argv);
  }
}

async function understand(program: Command, shell: Shell, argv: string[]): Promise<void> {
  const named = namedIn(argv);
  if (named !== undefined && !isLocale(named))
    throw shell.stop(exits.misunderstood, shell.words.grammar.badValue, {
      name: "--lang",
      value: named,
      why: shell.say(shell.words.grammar.pickOne, { list: locales.join(", ") }),
    });
  await program.parseAsync(argv, { from: "user" });
}

function shellOf(argv: string[], root: string, { io, env }: Surroundings): Shell {
  const folder = folderOf("config", env);
  const guess = localeOf(argv, undefined, env);
  const keptLanguage = languageIn(new Store(folder, cliWords[guess].errors));
  const locale = localeOf(argv, keptLanguage, env);
  const store = new Store(folder, cliWords[locale].errors);
  return new Shell({ io, env, locale, words: cliWords[locale], help: cliHelp[locale], store, root });
}

/** A damaged file is told of by whoever needs it. */
function languageIn(store: Store): string | undefined {
  try {
    return store.read().language;
  } catch {
    return undefined;
  }
}

const versionOf = (root: string): string => {
  const { version }: { version: string } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return version;
};

function end(error: unknown, shell: Shell, program: Command, argv: string[]): number {
  if (error instanceof CommanderError && error.exitCode === 0) return exits.done;
  // A command that has only further ones behind it shows its help.
  if (error instanceof CommanderError && error.code === "commander.help") return exits.misunderstood;
  const stop = asStop(error, shell, program, argv);
  const isJson = shell.json || argv.includes("--json");
  const line = isJson
    ? plainJson({ error: { exit: stop.exit, code: stop.code ?? null, detail: stop.message } })
    : shell.io.stderr.isTTY && shell.io.colours
      ? shell.paint("red", plain(stop.message))
      : plain(stop.message);
  shell.remark(line);
  return stop.exit;
}

function asStop(error: unknown, shell: Shell, program: Command, argv: string[]): Stop {
  if (error instanceof Stop) return error;
  if (error instanceof CommanderError) return misunderstanding(error, shell, pathOf(program, argv));
  if (shell.env.STAFFROOM_TRACE) console.error(error);
  const why = error instanceof Error ? error.message : String(error);
  return shell.stop(exits.failed, shell.words.errors.unforeseen, { why });
}

/** The command that was meant, as far as it was understood. */
function pathOf(program: Command, argv: string[]): string {
  const path = [program.name()];
  let command = program;
  for (const word of argv) {
    const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (!next) continue;
    path.push(next.name());
    command = next;
  }
  return path.join(" ");
}
