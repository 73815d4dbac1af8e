import type { Command } from "commander";
import type { Shell } from "../shell";
import { addLanguage } from "./language";
import { addSigning } from "./signing";

/** Every command, in the order in which help lists them. */
export function addAll(program: Command, shell: Shell): void {
  addSigning(program, shell);
  addLanguage(program, shell);
}
