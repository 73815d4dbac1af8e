import type { CliDoctor } from "@/lib/i18n/cli-doctor";
import type { Params, Text } from "@/lib/i18n/say";
import type { Shell } from "../shell";

export type Check = keyof CliDoctor["checks"];
export type State = keyof CliDoctor["states"];

export interface Finding {
  check: Check;
  state: State;
  said: string;
  /** What is to be done about it. */
  mend?: string;
}

/** Writes findings in the language of whoever asked. */
export class Notes {
  readonly findings: Finding[] = [];

  constructor(
    private readonly shell: Shell,
    readonly words: CliDoctor,
  ) {}

  well(check: Check, text: Text, params?: Params): void {
    this.add(check, "well", text, params);
  }

  warn(check: Check, text: Text, params: Params | undefined, mend: Text, mendParams?: Params): void {
    this.add(check, "warning", text, params, this.shell.say(mend, mendParams));
  }

  broken(check: Check, text: Text, params: Params | undefined, mend: Text, mendParams?: Params): void {
    this.add(check, "broken", text, params, this.shell.say(mend, mendParams));
  }

  skip(check: Check, text: Text, params?: Params): void {
    this.add(check, "skipped", text, params);
  }

  count(text: Text, n: number): string {
    return this.shell.say(text, { n });
  }

  private add(check: Check, state: State, text: Text, params?: Params, mend?: string): void {
    this.findings.push({ check, state, said: this.shell.say(text, params), ...(mend !== undefined && { mend }) });
  }
}

/** A system's own word, such as ECONNREFUSED, else the first line of what was thrown. */
export function whyOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return whyOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError" || error.name === "AbortError") return "ETIMEDOUT";
  if (error.cause instanceof Error) return whyOf(error.cause);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return error.message.split("\n")[0] || code || error.name;
}
