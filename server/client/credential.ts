import { randomUUID } from "node:crypto";
import type { Tokens } from "@/lib/auth/schema";
import { StaffroomError } from "./problem";

/** How a client says who it is. */
export interface Credential {
  token: () => Promise<string>;
  /**
   * Another token in the place of one that was refused.
   * @throws StaffroomError `unauthenticated` where there is none
   */
  renew: (refused: string) => Promise<string>;
}

/** A token as it is, or a function that gives one, and another one for one that was refused. */
export type TokenSource = string | ((refused?: string) => string | Promise<string>);

export interface Password {
  username: string;
  password: string;
  /** A code of the second factor. With it a session that has ended is not begun anew: a code is good once. */
  otp?: string;
}

export interface TokenPair {
  accessToken?: string;
  refreshToken: string;
}

/** The two calls of the sign-in. */
export interface Entrance {
  signIn: (password: Password) => Promise<Tokens>;
  /** @param attemptId names the trade, so that it can be made again where its answer was lost */
  refresh: (refreshToken: string, attemptId: string) => Promise<Tokens>;
}

/**
 * A personal access token, or a caller that keeps its tokens itself.
 * @throws TypeError for what can be no token, before any server is asked
 */
export function fromSource(source: TokenSource): Credential {
  if (typeof source !== "function" && !isToken(source))
    throw new TypeError(
      `token must be an access token or a personal access token (staffroom_…), and ${source ? "has signs that none has" : "is missing"}`,
    );
  const give = async (refused?: string) => (typeof source === "string" ? source : source(refused));
  return {
    token: () => give(),
    renew: async (refused) => {
      const next = await give(refused);
      if (next === refused) throw over();
      return next;
    },
  };
}

/** What fits into a header: RFC 9110, 5.5, without blanks. */
const isToken = (source: unknown): boolean => typeof source === "string" && /^[\x21-\x7e]+$/.test(source);

/**
 * Access tokens for a pair, or a password, that refreshes them. A refresh token is good once, so that there is one
 * refresh at a time, and all who wait for it take what it brought.
 */
export class Renewing implements Credential {
  #access: string | undefined;
  #refresh: { token: string; attemptId: string } | undefined;
  #renewal: Promise<string> | null = null;

  constructor(
    private readonly entrance: Entrance,
    private readonly by: Password | TokenPair,
    private readonly keep: (tokens: Tokens) => void,
  ) {
    if (!("refreshToken" in by)) return;
    this.#access = by.accessToken;
    this.#refresh = once(by.refreshToken);
  }

  async token(): Promise<string> {
    return this.#access ?? this.#once();
  }

  async renew(refused: string): Promise<string> {
    return this.#access !== undefined && this.#access !== refused ? this.#access : this.#once();
  }

  #once(): Promise<string> {
    this.#renewal ??= this.#bring()
      .then((tokens) => this.#take(tokens))
      .finally(() => {
        this.#renewal = null;
      });
    return this.#renewal;
  }

  async #bring(): Promise<Tokens> {
    const used = this.#refresh;
    if (used === undefined) return this.#signIn();
    this.#refresh = undefined;
    return this.entrance.refresh(used.token, used.attemptId).catch((error: unknown) => {
      const isRefused = error instanceof StaffroomError && error.code === "unauthenticated";
      // What was not answered may not have been done; if it was, the same attempt brings the same.
      if (!isRefused) this.#refresh = used;
      if (!isRefused || "refreshToken" in this.by || this.by.otp !== undefined) throw error;
      return this.#signIn();
    });
  }

  async #signIn(): Promise<Tokens> {
    if ("refreshToken" in this.by) throw over();
    return this.entrance.signIn(this.by);
  }

  #take(tokens: Tokens): string {
    this.#access = tokens.access_token;
    this.#refresh = once(tokens.refresh_token);
    this.keep(tokens);
    return tokens.access_token;
  }
}

/** A refresh token with the one attempt that will be made to trade it. */
const once = (token: string) => ({ token, attemptId: randomUUID() });

/** One sentence for a session that has ended and for a personal access token that is wrong or was revoked. */
const gone = "The token is no good: it is wrong, or has expired, or was revoked. Sign in again, or make another one.";

const over = () => new StaffroomError("unauthenticated", { status: 401, detail: gone });
