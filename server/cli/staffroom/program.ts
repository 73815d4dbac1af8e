import { Command } from "commander";
import { askSecret } from "./ask";
import { speak } from "./grammar";
import type { Everywhere, Shell } from "./shell";

export type CommandName = keyof Shell["help"]["commands"];

/** The whole program: its options everywhere, and the commands that each noun adds. */
export function programOf(shell: Shell, version: string): Command {
  const { help, words } = shell;
  const program = new Command("staffroom")
    .description(help.program)
    .version(version, "-V, --version", words.grammar.version);
  speak(program, shell);
  program
    .option("--json", help.everywhere.json)
    .option(`--url <${help.places.url}>`, help.everywhere.url)
    .option(`--token <${help.places.token}>`, help.everywhere.token)
    .option(`--lang <${help.places.language}>`, help.everywhere.lang)
    .showSuggestionAfterError()
    .addHelpText("after", `\n${help.after}`)
    .hook("preAction", async () => {
      const everywhere: Everywhere = program.opts();
      const token = everywhere.token === "-" ? (await askSecret(shell, help.places.token)).trim() : everywhere.token;
      shell.everywhere = { ...everywhere, token };
    });
  return program;
}

/** `add(program, shell, "groups create")`: under its parent, with the words of the help. */
export function add(parent: Command, shell: Shell, name: CommandName): Command {
  return parent.command(name.split(" ").at(-1) ?? name).description(shell.help.commands[name]);
}
