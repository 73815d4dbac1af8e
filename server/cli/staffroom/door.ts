import type { TokenSource } from "@/server/client/credential";
import { noAnswer, StaffroomError } from "@/server/client/problem";
import { type CallOptions, Rest } from "@/server/client/rest";
import { exitOf, exits, Stop } from "./exits";
import type { Shell } from "./shell";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Asked extends CallOptions {
  /** Sent as JSON; a form as a form. */
  body?: unknown;
}

/** For how long it is tried again where there is no answer: a command has somebody waiting. */
const patienceMs = 2_000;

/** One server's REST API. What it refuses is thrown as a Stop, in the language of whoever asked. */
export class Door {
  private readonly stranger: Rest;
  private readonly member: Rest;

  constructor(
    readonly server: string,
    private readonly shell: Shell,
  ) {
    const base = new URL(`${server}/`);
    const { locale, agent } = shell;
    this.stranger = new Rest(base, null, locale, agent);
    this.member = new Rest(base, this.credential(), locale, agent);
  }

  /** A call without a credential. */
  open<T>(method: Method, path: string, asked: Asked = {}): Promise<T> {
    return this.heard(this.stranger.call<T>(method, path, asked.body, { patienceMs, ...asked }));
  }

  /** A call as whoever is signed in; where the server wants the password again, it is asked for. */
  call<T>(method: Method, path: string, asked: Asked = {}): Promise<T> {
    return this.proved(() => this.member.call<T>(method, path, asked.body, { patienceMs, ...asked }));
  }

  /** The answer as it comes, for files and streams. */
  raw(method: Method, path: string, asked: Asked = {}): Promise<Response> {
    return this.proved(() => this.member.fetch(method, path, asked.body, { patienceMs, answerMs: null, ...asked }));
  }

  /** For the client library, which tries again where nobody answers and ends where the session has. */
  tokens(): TokenSource {
    const { fixedToken } = this.shell;
    if (fixedToken) return fixedToken;
    const session = this.shell.session(this);
    return async (refused) => {
      try {
        return await (refused === undefined ? session.token() : session.renew(refused));
      } catch (error) {
        if (!(error instanceof Stop)) throw error;
        if (error.exit === exits.unreachable) throw noAnswer(error);
        throw new StaffroomError("unauthenticated", { status: 401, detail: error.message, cause: error });
      }
    };
  }

  /** What the client library throws, as a command ends with it. */
  heard<T>(answer: Promise<T>): Promise<T> {
    return answer.catch((error: unknown) => {
      throw error instanceof StaffroomError ? this.stopOf(error) : error;
    });
  }

  private async proved<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await this.heard(ask());
    } catch (error) {
      if (!(await this.wantsProof(error))) throw error;
      const { askSecret } = await import("./ask");
      const current = await askSecret(this.shell, this.shell.words.asks.proof);
      await this.heard(this.member.call("POST", "me/prove", { current }, { patienceMs }));
      return this.heard(ask());
    }
  }

  private credential() {
    const { fixedToken } = this.shell;
    if (!fixedToken) return this.shell.session(this);
    const refused = new Stop(exits.notSignedIn, this.about(this.shell.words.errors.tokenRefused), "unauthenticated");
    return { token: async () => fixedToken, renew: () => Promise.reject(refused) };
  }

  private async wantsProof(error: unknown): Promise<boolean> {
    if (!(error instanceof Refusal) || error.code !== "forbidden") return false;
    return (await import("./problems")).isReason(error.detail, "proveAgain");
  }

  private stopOf(error: StaffroomError): Stop {
    const { errors } = this.shell.words;
    if (error.status === 0) {
      const why = causeOf(error.cause);
      return new Stop(exits.unreachable, this.about(errors.unreachable).replace("{why}", why), "unreachable");
    }
    if (error.detail === `The server answered ${error.status}.`)
      return new Stop(exits.unreachable, this.about(errors.odd).replace("{status}", String(error.status)), "odd");
    const places = error.errors
      .filter(({ path, message }) => path !== "" && message !== error.detail)
      .map(({ path, message }) => `${path}: ${message}`);
    const detail = [error.detail, ...places].join("\n");
    const { code, retryAfterSeconds } = error;
    const sentence =
      code === "rate_limited" && retryAfterSeconds !== undefined
        ? this.shell.say(errors.tooOften, { detail, seconds: retryAfterSeconds })
        : detail;
    return new Refusal(exitOf(code), sentence, code, error.detail);
  }

  private about = (sentence: string): string => sentence.replaceAll("{server}", this.server);
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

/** What fetch hides: the system's own word, such as ECONNREFUSED. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "ETIMEDOUT";
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors[0]) return causeOf(cause.errors[0]);
  if (cause instanceof Error) return causeOf(cause);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
