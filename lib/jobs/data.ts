import { desc, eq } from "drizzle-orm";
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
