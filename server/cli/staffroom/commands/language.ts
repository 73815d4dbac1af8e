import { Argument, type Command } from "commander";
import { cliWords } from "@/lib/i18n/cli";
import { isLocale } from "@/lib/i18n/locale";
import { systemLocale } from "../language";
import { add } from "../program";
import type { Shell } from "../shell";

export function addLanguage(program: Command, shell: Shell): void {
  add(program, shell, "language")
    .addArgument(new Argument(`[${shell.help.places.language}]`).choices(["en", "ru", "system"]))
    .action((chosen: string | undefined) => language(shell, chosen));
}

async function language(shell: Shell, chosen: string | undefined): Promise<void> {
  if (chosen === undefined)
    return shell.tell({ language: shell.locale }, shell.words.done.language, { language: shell.locale });
  await shell.store.change((kept) => {
    if (isLocale(chosen)) kept.language = chosen;
    else delete kept.language;
  });
  const now = isLocale(chosen) ? chosen : systemLocale(shell.env);
  const { done } = cliWords[now];
  shell.tell({ language: now }, isLocale(chosen) ? done.languageKept : done.languageForgotten);
}
