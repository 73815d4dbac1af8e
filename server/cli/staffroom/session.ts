import { randomUUID } from "node:crypto";
import { exits, Stop } from "./exits";
import type { SignIn, Store } from "./kept";
import type { Shell } from "./shell";

/** What the server answers a sign-in and a refresh with. */
export interface Tokens {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  user: { id: number; username: string; display_name: string };
}

const earlyMs = 20_000;

export const asSignIn = (tokens: Tokens, now: number): SignIn => ({
  username: tokens.user.username,
  access_token: tokens.access_token,
  refresh_token: tokens.refresh_token,
  attempt_id: randomUUID(),
  expires_at: now + tokens.expires_in * 1_000,
});

/** The token of one server, as it stands kept and as long as it lasts. */
export class Session {
  constructor(
    private readonly store: Store,
    readonly server: string,
    private readonly refresh: (refreshToken: string, attemptId: string | undefined) => Promise<Tokens>,
    private readonly words: Shell["words"]["errors"],
  ) {}

  /** @throws Stop where nobody is signed in */
  async token(): Promise<string> {
    const kept = this.kept();
    if (!kept) throw this.stop(this.words.notSignedIn);
    if (kept.token) return kept.token;
    if (kept.access_token && (kept.expires_at ?? 0) - Date.now() > earlyMs) return kept.access_token;
    return this.renew(kept.access_token);
  }

  /**
   * Another token than the one that was not taken: the one that another command has fetched meanwhile, or a new one.
   * @throws Stop where there is none
   */
  async renew(stale: string | undefined): Promise<string> {
    return this.store.change(async (all) => {
      const kept = all.servers[this.server];
      if (!kept) throw this.stop(this.words.notSignedIn);
      if (kept.token) throw this.stop(this.words.tokenRefused);
      const isFresh = kept.access_token && kept.access_token !== stale && (kept.expires_at ?? 0) > Date.now();
      if (isFresh && kept.access_token) return kept.access_token;
      if (!kept.refresh_token) throw this.stop(this.words.sessionOver);
      const tokens = await this.refresh(kept.refresh_token, kept.attempt_id).catch((error) => {
        if (error instanceof Stop && error.code === "unauthenticated") throw this.stop(this.words.sessionOver);
        throw error;
      });
      all.servers[this.server] = asSignIn(tokens, Date.now());
      return tokens.access_token;
    });
  }

  private kept = (): SignIn | undefined => this.store.read().servers[this.server];

  private stop = (sentence: string): Stop =>
    new Stop(exits.notSignedIn, sentence.replaceAll("{server}", this.server), "unauthenticated");
}
