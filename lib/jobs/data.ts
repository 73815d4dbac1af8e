import { desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import { jobs } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { mayAdminister } from "@/lib/access/policy";
import { forbidden } from "@/lib/errors";
import { failedJobsListed } from "@/lib/limits";
import { type FailedJobView, type ProblemCode, problemCodes } from "./schema";

/** Jobs that were given up, the last first, at most `failedJobsListed`; `jobs_failed` serves it. */
export async function listFailedJobs(actor: Actor): Promise<FailedJobView[]> {
  if (!mayAdminister(actor)) throw forbidden();
  const rows = await database()
    .select({
      id: jobs.id,
      kind: jobs.kind,
      payload: jobs.payload,
      problem: jobs.problem,
      attempts: jobs.attempts,
      createdAt: jobs.createdAt,
      finishedAt: jobs.finishedAt,
    })
    .from(jobs)
    .where(eq(jobs.state, "failed"))
    .orderBy(desc(jobs.finishedAt))
    .limit(failedJobsListed);
  return rows.map(presentFailed);
}

/** How many jobs were given up; `jobs_failed` serves it. */
export async function countFailedJobs(actor: Actor): Promise<number> {
  if (!mayAdminister(actor)) throw forbidden();
  return database().$count(jobs, eq(jobs.state, "failed"));
}

/** How many jobs wait, run and were given up, and for how long the oldest that is due has waited. */
export async function measureJobs(
  now = new Date(),
): Promise<Record<"queued" | "running" | "failed" | "oldestSeconds", number>> {
  const at = now.toISOString();
  const [row] = await database().execute<Record<"queued" | "running" | "failed" | "oldest", string | null>>(sql`
    select count(*) filter (where state = 'queued') as queued, count(*) filter (where state = 'running') as running,
      (select count(*) from jobs where state = 'failed') as failed,
      extract(epoch from ${at}::timestamptz - min(run_at) filter (where state = 'queued' and run_at <= ${at}::timestamptz)) as oldest
    from jobs where state in ('queued', 'running')`);
  const number = (value: string | null | undefined) => Math.max(0, Number(value ?? 0));
  return {
    queued: number(row?.queued),
    running: number(row?.running),
    failed: number(row?.failed),
    oldestSeconds: number(row?.oldest),
  };
}

type FailedRow = Pick<
  typeof jobs.$inferSelect,
  "id" | "kind" | "payload" | "problem" | "attempts" | "createdAt" | "finishedAt"
>;

/** Of what the job was to do only whom it was for: the rest may hold links. */
function presentFailed(row: FailedRow): FailedJobView {
  const [problem = "", ...detail] = row.problem.split(" ");
  return {
    id: row.id,
    kind: row.kind,
    to: addressed.safeParse(row.payload).data?.to ?? null,
    problem: isProblemCode(problem) ? problem : "fault",
    detail: detail.join(" "),
    attempts: row.attempts,
    created_at: row.createdAt.toISOString(),
    failed_at: (row.finishedAt ?? row.createdAt).toISOString(),
  };
}

const addressed = z.object({ to: z.string() });
const isProblemCode = (value: string): value is ProblemCode => problemCodes.some((code) => code === value);
