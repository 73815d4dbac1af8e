import { setTimeout as pause } from "node:timers/promises";
import { restartDelayMsMax, restartDelayMsMin, restartForgottenMs } from "./limits";
import type { Report } from "./report";

/** A process that runs, started here or found running. */
export interface Running {
  pid: number;
  /** Settles with the reason of its end, never rejects. */
  ended: Promise<string>;
  kill(signal: NodeJS.Signals): void;
}

export interface Kept {
  readonly pid: number | undefined;
  /** Asks it to end, forces it after `graceMs`, and starts it no more. */
  stop(graceMs: number): Promise<void>;
  /** Lets it run on its own from now on. */
  leave(): void;
}

export interface KeepOptions {
  name: string;
  launch: () => Running | Promise<Running>;
  report: Report;
  /** Called whenever it has ended by itself and is to be started again. */
  onRestart?: () => void;
  stopSignal?: NodeJS.Signals;
  forceSignal?: NodeJS.Signals;
  now?: () => number;
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Milliseconds to wait before the next start of a child that lived `livedMs`. */
export function nextDelayMs(previousMs: number, livedMs: number): number {
  if (previousMs === 0 || livedMs >= restartForgottenMs) return restartDelayMsMin;
  return Math.min(previousMs * 2, restartDelayMsMax);
}

/**
 * Keeps a process running: whenever it ends, it is started again, each time a little later.
 * @returns after its first start; rejects when that fails
 */
export async function keepRunning(options: KeepOptions): Promise<Kept> {
  const keeper = new Keeper(options);
  await keeper.begin();
  return keeper;
}

class Keeper implements Kept {
  private running: Running | undefined;
  private readonly stopping = new AbortController();
  private watching: Promise<void> = Promise.resolve();

  constructor(private readonly options: KeepOptions) {}

  get pid() {
    return this.running?.pid;
  }

  async begin() {
    this.running = await this.options.launch();
    this.watching = this.watch(this.running);
  }

  leave() {
    this.stopping.abort();
  }

  async stop(graceMs: number) {
    this.stopping.abort();
    const { running } = this;
    running?.kill(this.options.stopSignal ?? "SIGTERM");
    const force = setTimeout(() => this.running?.kill(this.options.forceSignal ?? "SIGKILL"), graceMs);
    await this.watching;
    clearTimeout(force);
  }

  private async watch(first: Running) {
    const { now = Date.now, wait = waitUnlessStopped } = this.options;
    let delayMs = 0;
    for (let running: Running | undefined = first; running; ) {
      const startedAt = now();
      const reason = await running.ended;
      this.running = undefined;
      if (this.stopping.signal.aborted) return;
      delayMs = nextDelayMs(delayMs, now() - startedAt);
      this.options.report(`${this.options.name} ended (${reason}); starting it again`);
      this.options.onRestart?.();
      await wait(delayMs, this.stopping.signal);
      running = await this.relaunch(delayMs, wait);
    }
  }

  private async relaunch(delayMs: number, wait: NonNullable<KeepOptions["wait"]>): Promise<Running | undefined> {
    for (let delay = delayMs; !this.stopping.signal.aborted; delay = nextDelayMs(delay, 0)) {
      try {
        this.running = await this.options.launch();
        if (this.stopping.signal.aborted) this.running.kill(this.options.stopSignal ?? "SIGTERM");
        return this.running;
      } catch (error) {
        this.options.report(`${this.options.name} did not start: ${error instanceof Error ? error.message : error}`);
        await wait(delay, this.stopping.signal);
      }
    }
    return undefined;
  }
}

function waitUnlessStopped(ms: number, stopping: AbortSignal): Promise<void> {
  return pause(ms, undefined, { signal: stopping }).catch(() => {});
}
