import { type ErrorCode, type Place, statusOfCode } from "@/lib/errors";
import type { ServerFrame } from "@/lib/events/schema";

/** What a refusal says beside its code. */
export interface ProblemFacts {
  /** The HTTP status; 0 where there was no answer. */
  status: number;
  detail: string;
  /** What was wrong with which field of what was sent. */
  errors?: Place[];
  retryAfterSeconds?: number | undefined;
  cause?: unknown;
}

/**
 * What the server refused, by the codes of the contract. `unavailable` with status 0 is no refusal: nobody answered in
 * time, and whether it was done is unknown.
 */
export class StaffroomError extends Error {
  override readonly name = "StaffroomError";
  readonly status: number;
  /** A sentence for people. */
  readonly detail: string;
  readonly errors: Place[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ErrorCode,
    { status, detail, errors = [], retryAfterSeconds, cause }: ProblemFacts,
  ) {
    super(`${code}: ${detail}`, { cause });
    this.status = status;
    this.detail = detail;
    this.errors = errors;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** Whether it is known that nothing was done. */
  get isRefusal(): boolean {
    return this.status !== 0 && this.code !== "unavailable";
  }
}

/** Nobody answered. */
export const noAnswer = (cause: unknown): StaffroomError =>
  new StaffroomError("unavailable", { status: 0, detail: sentenceOf(cause), cause });

function sentenceOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "The server did not answer.";
  // `fetch` hides what happened behind "fetch failed".
  const inner = cause.cause instanceof Error ? cause.cause : cause;
  return `The server did not answer: ${inner.message || inner.name}`;
}

const codeOfStatus: Record<number, ErrorCode> = {
  400: "invalid",
  401: "unauthenticated",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  413: "too_large",
  415: "unsupported_media_type",
  422: "invalid",
  429: "rate_limited",
};

/** Reads a problem document (RFC 9457), or whatever a proxy said in its place. */
export async function problemOf(response: Response): Promise<StaffroomError> {
  const body: unknown = await response.json().catch(() => null);
  const facts = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const { status } = response;
  const code = codeOfStatus[status] ?? "unavailable";
  const after = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new StaffroomError(isCode(facts.code) ? facts.code : code, {
    status,
    detail: typeof facts.detail === "string" ? facts.detail : `The server answered ${status}.`,
    errors: Array.isArray(facts.errors) ? facts.errors.filter(isFieldProblem) : [],
    retryAfterSeconds: Number.isFinite(after) ? after : undefined,
  });
}

/** What the server refused over the line, as it refuses a call. */
export const refusalIn = (frame: Extract<ServerFrame, { type: "error" }>): StaffroomError => {
  const { code, detail, errors = [], retry_after: retryAfterSeconds } = frame;
  return new StaffroomError(code, { status: statusOfCode[code], detail, errors, retryAfterSeconds });
};

const isCode = (value: unknown): value is ErrorCode =>
  typeof value === "string" && (value === "unavailable" || Object.values(codeOfStatus).some((code) => code === value));

const isFieldProblem = (value: unknown): value is Place =>
  typeof value === "object" &&
  value !== null &&
  "path" in value &&
  typeof value.path === "string" &&
  "message" in value &&
  typeof value.message === "string";
