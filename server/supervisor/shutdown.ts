import type { Report } from "./report";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** Whatever hangs, the process is gone within 5 s of the signal. */
const exitMs = 4_900;

/** What has been started is ended in reverse, once, however often one presses Ctrl-C. */
export class Shutdown {
  private readonly steps: (() => unknown)[] = [];
  private ending: Promise<void> | undefined;

  constructor(private readonly report: Report) {
    for (const signal of signals) process.on(signal, () => void this.exit(0));
  }

  get begun() {
    return this.ending !== undefined;
  }

  add(step: () => unknown): void {
    this.steps.push(step);
  }

  async exit(code: number): Promise<void> {
    if (!this.ending && code === 0) this.report("Stopping …");
    setTimeout(() => process.exit(code), exitMs).unref();
    this.ending ??= this.run();
    await this.ending;
    process.exit(code);
  }

  private async run(): Promise<void> {
    for (const step of this.steps.reverse()) {
      try {
        await step();
      } catch (error) {
        this.report(`While stopping: ${error instanceof Error ? error.message : error}`);
      }
    }
  }
}
