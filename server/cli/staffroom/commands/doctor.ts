import type { Command } from "commander";
import { option } from "../grammar";
import { add } from "../program";
import type { Shell } from "../shell";

export function addDoctor(program: Command, shell: Shell): void {
  add(program, shell, "doctor")
    .addOption(option(shell, "--local", "local"))
    .addOption(option(shell, "--remote", "remote").conflicts("local"))
    .action(async (options) => (await import("../doctor")).examine(shell, options));
}
