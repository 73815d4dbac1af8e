import { clientAnswerMs, clientPatienceMs, clientRetryMsMax, clientRetryMsMin } from "@/lib/limits";
import type { Credential } from "./credential";
import { backoffMs, pause } from "./pause";
import { noAnswer, problemOf, StaffroomError } from "./problem";

export interface CallOptions {
  /** What stands behind the `?`; what is undefined is left out. */
  query?: Record<string, string | number | boolean | undefined>;
  /** How long it is tried again where there is no answer, or one that says "later". */
  patienceMs?: number;
  signal?: AbortSignal;
  /** Doing it twice is doing it once, although it is a POST. */
  isRepeatable?: boolean;
  /** How long one try may take; null for as long as it needs. */
  answerMs?: number | null;
}

interface Question extends CallOptions {
  method: string;
  url: URL;
  body?: unknown;
}

/** The calls of the REST API. */
export class Rest {
  constructor(
    private readonly base: URL,
    private readonly credential: Credential | null,
    private readonly language: string,
    /** How the list of one's devices is to name this one. */
    private readonly agent?: string,
  ) {}

  /**
   * @param path below `/api/v1`, such as `rooms/5`
   * @param body is sent as JSON, a form as a form
   * @throws StaffroomError
   */
  async call<T>(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<T> {
    const response = await this.fetch(method, path, body, options);
    if (response.status === 204) return undefined as T;
    return (await response.json().catch((error: unknown) => {
      throw noAnswer(error);
    })) as T;
  }

  /** The answer as it comes, for files and streams. @throws StaffroomError */
  async fetch(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Response> {
    const question = { ...options, method: method.toUpperCase(), url: this.#address(path, options), body };
    const until = performance.now() + (options.patienceMs ?? clientPatienceMs);
    for (let attempt = 0; ; attempt++) {
      const answer = await this.#try(question).catch((error: unknown) => error);
      if (answer instanceof Response) return answer;
      const waitMs = this.#waitBefore(answer, question, attempt);
      if (waitMs === null || performance.now() + waitMs > until) throw answer;
      await pause(waitMs, options.signal);
      if (options.signal?.aborted) throw answer;
    }
  }

  #address(path: string, { query = {} }: CallOptions): URL {
    const url = new URL(`api/v1/${path.replace(/^\/?(api\/v1\/)?/, "")}`, this.base);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    return url;
  }

  async #try(question: Question): Promise<Response> {
    const token = await this.credential?.token();
    const answer = await this.#ask(question, token);
    if (answer.status !== 401 || token === undefined || !this.credential) return heard(answer);
    await answer.body?.cancel();
    return heard(await this.#ask(question, await this.credential.renew(token)));
  }

  async #ask({ method, url, body, signal, answerMs = clientAnswerMs }: Question, token?: string): Promise<Response> {
    const isForm = body instanceof FormData;
    const headers = {
      accept: "application/json",
      "accept-language": this.language,
      ...(this.agent !== undefined && { "user-agent": this.agent }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && !isForm && { "content-type": "application/json" }),
    };
    const ends = [signal, answerMs === null ? undefined : AbortSignal.timeout(answerMs)].filter(
      (one) => one !== undefined,
    );
    const content = body === undefined ? null : isForm ? body : JSON.stringify(body);
    try {
      return await fetch(url, { method, headers, body: content, signal: AbortSignal.any(ends) });
    } catch (error) {
      throw noAnswer(error);
    }
  }

  /** Milliseconds until the next try; null where another one is no use, or would do it twice. */
  #waitBefore(error: unknown, { method, isRepeatable }: Question, attempt: number): number | null {
    if (!(error instanceof StaffroomError)) return null;
    const waitMs = backoffMs(attempt, { min: clientRetryMsMin, max: clientRetryMsMax });
    const afterMs = Math.max(waitMs, (error.retryAfterSeconds ?? 0) * 1_000);
    if (error.code === "rate_limited") return afterMs;
    if (error.code !== "unavailable") return null;
    const mayBeRepeated = isRepeatable || ["GET", "HEAD", "PUT", "DELETE"].includes(method) || wasNotReached(error);
    return mayBeRepeated ? afterMs : null;
  }
}

async function heard(answer: Response): Promise<Response> {
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}

/** There was nobody to do it. */
const wasNotReached = ({ cause }: StaffroomError): boolean =>
  cause instanceof Error &&
  cause.cause instanceof Error &&
  "code" in cause.cause &&
  ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"].includes(String(cause.cause.code));
