import { diedTooOften, failJob, releaseJob, renewJob, takeJob } from "@/lib/jobs/queue";
import { type JobKind, JobProblem, type TakenJob } from "@/lib/jobs/schema";
import { jobBeatMs, jobPollMs } from "@/lib/limits";
import { log } from "@/lib/log";

/** Does the work and says that it is done. It ends soon when the signal asks. @throws JobProblem */
export type Carrier = (job: TakenJob, signal: AbortSignal) => Promise<void>;

export interface Lane {
  /** Takes no further job and settles when the last one was finished, or put back into the queue. */
  stop(): Promise<void>;
}

/** Carries out jobs of one kind, one after the other, as they come. Several lanes work side by side. */
export function openLane(kind: JobKind, carry: Carrier, pollMs = jobPollMs): Lane {
  const stopping = new AbortController();
  const stopped = work(kind, carry, pollMs, stopping.signal);
  return {
    stop() {
      stopping.abort();
      return stopped;
    },
  };
}

async function work(kind: JobKind, carry: Carrier, pollMs: number, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    // A database that is away is no reason to end: the next look tries again.
    const worked = await next(kind, carry, stopping).catch((error: unknown) => {
      log.warn({ kind, err: error }, "jobs could not be taken");
      return false;
    });
    if (!worked) await pause(pollMs, stopping);
  }
}

async function next(kind: JobKind, carry: Carrier, stopping: AbortSignal): Promise<boolean> {
  const job = await takeJob(kind);
  if (!job) return false;
  const lost = new AbortController();
  const beat = setInterval(() => {
    renewJob(job).then(
      (isOurs) => isOurs || lost.abort(),
      () => {},
    );
  }, jobBeatMs);
  try {
    if (diedTooOften(job)) throw new JobProblem("lost");
    await carry(job, AbortSignal.any([stopping, lost.signal]));
  } catch (error) {
    if (stopping.aborted) await releaseJob(job);
    else await failJob(job, asProblem(job, error));
  } finally {
    clearInterval(beat);
  }
  return true;
}

function asProblem(job: TakenJob, error: unknown): JobProblem {
  if (error instanceof JobProblem) {
    log.warn({ job: job.id, kind: job.kind, attempt: job.attempt, problem: error.message }, "a job was not done");
    return error;
  }
  log.error({ job: job.id, kind: job.kind, attempt: job.attempt, err: error }, "a job failed");
  return new JobProblem("fault");
}

function pause(ms: number, stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      stopping.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    stopping.addEventListener("abort", end);
  });
}
