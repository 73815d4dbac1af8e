import { log } from "@/lib/log";
import { causeOf } from "./cause";

export interface Repeated {
  /** Runs no more; resolves when the last run is over. */
  stop(): Promise<void>;
}

/** Runs a job again and again, never twice at one time. Its failures are logged once, until it succeeds again. */
export function every(ms: number, name: string, job: () => Promise<void> | void): Repeated {
  let stopped = false;
  let failing = false;
  let running: Promise<void> = Promise.resolve();
  let timer = setTimeout(run, ms).unref();

  function run() {
    running = attempt().then(() => {
      if (!stopped) timer = setTimeout(run, ms).unref();
    });
  }

  async function attempt() {
    try {
      await job();
      if (failing) log.info({ job: name }, "works again");
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ job: name, err: causeOf(error) }, "failed");
      failing = true;
    }
  }

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
