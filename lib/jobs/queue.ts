import { and, eq, type SQL, sql } from "drizzle-orm";
import { type Database, database, type Transaction } from "@/db/client";
import { jobs } from "@/db/schema";
import { importRetrySeconds, importTriesMax, jobLeaseSeconds, mailRetrySeconds, mailTriesMax } from "@/lib/limits";
import type { JobKind, JobProblem, TakenJob } from "./schema";

// Machines compare the times of this table, so all of them are the database's.

const seconds = (count: number): SQL => sql`now() + ${`${count} seconds`}::interval`;

/**
 * Takes the job of this kind that waits longest, or one whose worker gave no sign of life for `jobLeaseSeconds`.
 * Of many workers each takes another one; `jobs_waiting` serves it.
 */
export async function takeJob(kind: JobKind): Promise<TakenJob | null> {
  const [row] = await database().execute<{
    id: string;
    payload: unknown;
    attempts: number;
    created_by: string | null;
    created_at: string;
  }>(sql`
    update jobs set state = 'running', attempts = attempts + 1, run_at = ${seconds(jobLeaseSeconds)}
    where id = (
      select id from jobs where state in ('queued', 'running') and run_at <= now() and kind = ${kind}
      order by run_at limit 1 for update skip locked)
    returning id, payload, attempts, created_by, created_at`);
  return row
    ? {
        id: Number(row.id),
        kind,
        payload: row.payload,
        attempt: row.attempts,
        createdBy: row.created_by === null ? null : Number(row.created_by),
        createdAt: new Date(row.created_at),
      }
    : null;
}

/** A sign of life. @returns false where another worker has taken the job meanwhile */
export const renewJob = (job: TakenJob): Promise<boolean> => change(job, { runAt: seconds(jobLeaseSeconds) });

/** How much of it is done, for those who look on: written at once, whatever becomes of the work's own transaction. */
export const tellProgress = (job: TakenJob, doneCount: number): Promise<boolean> => change(job, { doneCount });

/**
 * Done. What the job was to do is forgotten, since it may hold links.
 * @returns false where another worker has taken the job meanwhile: then what was done must not be kept
 */
export const finishJob = (job: TakenJob, result: object | null = null, tx?: Transaction): Promise<boolean> =>
  change(job, { state: "done", payload: {}, result, problem: "", finishedAt: sql`now()` }, tx);

/** Back into the queue as if it had not been taken: its worker is stopping. */
export const releaseJob = (job: TakenJob): Promise<boolean> =>
  change(job, { state: "queued", attempts: job.attempt - 1, runAt: sql`now()` });

/** Puts it off, longer each time, or gives it up. */
export function failJob(job: TakenJob, { problem, detail, isFinal }: JobProblem, result?: object): Promise<boolean> {
  const { triesMax, waitSeconds } = retries[job.kind];
  const told = `${problem} ${detail}`.trim();
  return isFinal || job.attempt >= triesMax
    ? change(job, { state: "failed", problem: told, result, finishedAt: sql`now()` })
    : change(job, { state: "queued", problem: told, runAt: seconds(waitSeconds(job.attempt)) });
}

/** Whoever took it before has died of it, as often as failing is allowed. */
export const diedTooOften = (job: TakenJob): boolean => job.attempt > retries[job.kind].triesMax;

const retries: Record<JobKind, { triesMax: number; waitSeconds: (attempt: number) => number }> = {
  mail: { triesMax: mailTriesMax, waitSeconds: (attempt) => mailRetrySeconds * 3 ** (attempt - 1) },
  import: { triesMax: importTriesMax, waitSeconds: (attempt) => importRetrySeconds * attempt },
};

type Changes = Parameters<ReturnType<Database["update"]>["set"]>[0];

/** Only as long as the job is this worker's; the primary key serves it. */
async function change(job: TakenJob, changes: Changes, tx?: Transaction): Promise<boolean> {
  const changed = await (tx ?? database())
    .update(jobs)
    .set(changes)
    .where(and(eq(jobs.id, job.id), eq(jobs.state, "running"), eq(jobs.attempts, job.attempt)));
  return changed.count === 1;
}
