import { Argument, type Command } from "commander";
import { complete, scriptFor } from "../completion";
import { type ShellName, shellNames } from "../completion/scripts";
import { add } from "../program";
import type { Shell } from "../shell";

export function addCompletion(program: Command, shell: Shell): void {
  add(program, shell, "completion")
    .addArgument(new Argument(`<${shell.help.places.shell}>`).choices(shellNames))
    .action((name: ShellName) => void shell.io.stdout.write(scriptFor(name)));
  program
    .command("complete", { hidden: true })
    .addArgument(new Argument("<shell>").choices(shellNames))
    .argument("[words...]")
    .action((name: ShellName, words: string[]) => complete(program, shell, name, words));
}
