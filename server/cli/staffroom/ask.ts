import { exits, Stop } from "./exits";
import { pipedLines } from "./io";
import type { Shell } from "./shell";

/** A secret: typed unseen at a terminal, else the next line of what is piped in. It is never part of the command. */
export async function askSecret(shell: Shell, message: string): Promise<string> {
  if (!shell.io.isAsked) {
    shell.piped ??= pipedLines(shell.io);
    const line = (await shell.piped).shift();
    if (!line) throw shell.stop(exits.misunderstood, shell.words.errors.passwordWanted);
    return line;
  }
  const { password } = await import("@clack/prompts");
  return answered<string>(shell, await password({ message, ...streams(shell) }));
}

/** @param how the option that answers without a terminal */
export async function askText(shell: Shell, message: string, how: string, initial?: string): Promise<string> {
  if (!shell.io.isAsked) throw shell.stop(exits.misunderstood, shell.words.errors.noTerminal, { how });
  const { text } = await import("@clack/prompts");
  const validate = (value: string | undefined) => (value?.trim() ? undefined : shell.words.asks.empty);
  return answered<string>(shell, await text({ message, initialValue: initial, validate, ...streams(shell) })).trim();
}

/** @throws Stop unless the answer is yes */
export async function confirm(shell: Shell, message: string, yes: boolean | undefined): Promise<void> {
  if (yes) return;
  if (!shell.io.isAsked) throw shell.stop(exits.misunderstood, shell.words.errors.refusedYes);
  const { confirm: ask } = await import("@clack/prompts");
  const { asks } = shell.words;
  const answer = await ask({
    message,
    active: asks.yes,
    inactive: asks.no,
    initialValue: false,
    ...streams(shell),
  });
  if (!answered<boolean>(shell, answer)) throw shell.stop(exits.failed, shell.words.errors.refusedYes);
}

/** Questions go beside the answer of the command, which may be piped on. */
const streams = ({ io }: Shell) => ({ input: io.stdin, output: io.stderr });

function answered<T>(shell: Shell, answer: T | symbol): T {
  if (typeof answer === "symbol") throw new Stop(exits.interrupted, shell.words.errors.interrupted);
  return answer;
}
