import { z } from "zod";
import { idSchema } from "@/lib/people/schema";

export type JobKind = "import" | "mail";

/** Why a job could not be done; each has its sentence in the catalogue (`admin.jobs.problems`). */
export const problemCodes = [
  "unconfigured",
  "unreachable",
  "slow",
  "untrusted",
  "login",
  "refused",
  "expired",
  "clash",
  "forbidden",
  "lost",
  "fault",
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** Work that this worker has taken, until its lease runs out. */
export interface TakenJob {
  id: number;
  kind: JobKind;
  payload: unknown;
  /** How often it was taken, this time included; it tells this worker's hold from a later one's. */
  attempt: number;
  createdBy: number | null;
  createdAt: Date;
}

/** Thrown by whoever carries a job out. A final problem is not worth another try. */
export class JobProblem extends Error {
  constructor(
    readonly problem: ProblemCode,
    /** Codes alone, such as a mail server's `550 5.1.1`: never a secret, never what people wrote. */
    readonly detail = "",
    readonly isFinal = false,
  ) {
    super(`${problem} ${detail}`.trim());
    this.name = "JobProblem";
  }
}

export const jobInput = z.strictObject({ id: z.coerce.number().pipe(idSchema) });

/** A job that was given up, as administrators see it. */
export interface FailedJobView {
  id: number;
  kind: JobKind;
  /** Whom the letter is to, or null for other work. */
  to: string | null;
  problem: ProblemCode;
  /** The mail server's code, or "". */
  detail: string;
  attempts: number;
  created_at: string;
  failed_at: string;
}
