import { exitOf, exits, Stop } from "./exits";
import type { Shell } from "./shell";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Asked {
  query?: Record<string, string | number | boolean | undefined>;
  /** Sent as JSON. */
  body?: unknown;
  form?: FormData;
  /** Milliseconds to wait for the answer; uploads and downloads take what they take. */
  waitMs?: number;
}

const waitMs = 30_000;

/** One server's REST API. What it refuses is thrown as a Stop, in the language of whoever asked. */
export class Door {
  constructor(
    readonly server: string,
    private readonly shell: Shell,
  ) {}

  /** A call without a credential. */
  async open<T>(method: Method, path: string, asked: Asked = {}): Promise<T> {
    return this.read<T>(await this.ask(method, path, asked, undefined));
  }

  /** A call as whoever is signed in. */
  async call<T>(method: Method, path: string, asked: Asked = {}): Promise<T> {
    return this.read<T>(await this.raw(method, path, asked));
  }

  /** The same, with the answer as it is. */
  async raw(method: Method, path: string, asked: Asked = {}): Promise<Response> {
    const { fixedToken } = this.shell;
    if (fixedToken) return this.checked(await this.ask(method, path, asked, fixedToken), this.refusedToken());
    const session = this.shell.session(this);
    const token = await session.token();
    const response = await this.ask(method, path, asked, token);
    if (response.status !== 401) return this.checked(response);
    await response.body?.cancel();
    return this.checked(await this.ask(method, path, asked, await session.renew(token)));
  }

  private refusedToken = () => this.shell.words.errors.tokenRefused.replaceAll("{server}", this.server);

  private async ask(method: Method, path: string, asked: Asked, token: string | undefined): Promise<Response> {
    const address = new URL(`/api/v1/${path}`, this.server);
    for (const [name, value] of Object.entries(asked.query ?? {}))
      if (value !== undefined) address.searchParams.set(name, String(value));
    const headers: Record<string, string> = { "user-agent": this.shell.agent, accept: "application/json" };
    if (token) headers.authorization = `Bearer ${token}`;
    if (asked.body !== undefined) headers["content-type"] = "application/json";
    const body = asked.form ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body));
    const late = asked.waitMs ?? (asked.form ? undefined : waitMs);
    try {
      const signal = late === undefined ? undefined : AbortSignal.timeout(late);
      return await fetch(address, { method, headers, body, signal, redirect: "manual" });
    } catch (error) {
      throw this.unreachable(error);
    }
  }

  private async read<T>(response: Response): Promise<T> {
    await this.checked(response);
    if (response.status === 204) return undefined as T;
    try {
      return (await response.json()) as T;
    } catch {
      throw this.odd(response);
    }
  }

  private async checked(response: Response, unauthenticated?: string): Promise<Response> {
    if (response.ok) return response;
    const problem = await problemIn(response);
    if (!problem)
      throw response.status >= 500 ? this.unreachable(new Error(String(response.status))) : this.odd(response);
    if (problem.code === "unauthenticated" && unauthenticated)
      throw new Stop(exits.notSignedIn, unauthenticated, problem.code);
    const { translated } = await import("./problems");
    const say = (text: string) => translated(this.shell.locale, text);
    const detail = [
      say(problem.detail),
      ...problem.errors
        .filter(({ path, message }) => path && message !== problem.detail)
        .map(({ path, message }) => `${path}: ${say(message)}`),
    ].join("\n");
    const seconds = response.headers.get("retry-after");
    const { tooOften } = this.shell.words.errors;
    const sentence =
      problem.code === "rate_limited" && seconds
        ? tooOften.replace("{detail}", detail).replace("{seconds}", seconds)
        : detail;
    throw new Refusal(exitOf(problem.code), sentence, problem.code, problem.detail);
  }

  unreachable(error: unknown): Stop {
    const why = causeOf(error);
    const { unreachable } = this.shell.words.errors;
    return new Stop(
      exits.unreachable,
      unreachable.replace("{server}", this.server).replace("{why}", why),
      "unreachable",
    );
  }

  private odd({ status }: Response): Stop {
    const { odd } = this.shell.words.errors;
    return new Stop(exits.unreachable, odd.replace("{server}", this.server).replace("{status}", String(status)), "odd");
  }
}

/** A refusal of the server's, with the sentence as it came. */
export class Refusal extends Stop {
  constructor(
    exit: Stop["exit"],
    message: string,
    override readonly code: string,
    readonly detail: string,
  ) {
    super(exit, message, code);
  }
}

interface Problem {
  code: string;
  detail: string;
  errors: { path: string; message: string }[];
}

async function problemIn(response: Response): Promise<Problem | null> {
  try {
    const body: unknown = await response.json();
    if (typeof body !== "object" || body === null || !("code" in body)) return null;
    const { code, detail, errors } = body as Partial<Problem>;
    return { code: String(code), detail: String(detail ?? code), errors: Array.isArray(errors) ? errors : [] };
  } catch {
    return null;
  }
}

/** What fetch hides: the system's own word, such as ECONNREFUSED. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "ETIMEDOUT";
  const cause = error.cause;
  if (cause instanceof AggregateError && cause.errors[0]) return causeOf(cause.errors[0]);
  if (cause instanceof Error) return causeOf(cause);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
