import type { Actor } from "@/lib/access/actor";
import { readSession } from "@/lib/auth/sessions";
import { unauthenticated } from "@/lib/errors";
import { steadyMs } from "./clock";
import type { Connection } from "./connection";

/** A session that sockets here are bound to. What is done in its name is done by an actor read a moment ago. */
export class Session {
  readonly connections: Connection[] = [];
  private reading: Promise<Actor | null> | null = null;

  constructor(
    readonly id: string,
    private actor: Actor,
    private readAtMs: number,
    private readonly freshMs: number,
  ) {}

  /** For good: a token is made with its scope. */
  get scope(): Actor["scope"] {
    return this.actor.scope;
  }

  /** @throws AppError `unauthenticated` once the session lets nobody in any more */
  async freshActor(): Promise<Actor> {
    if (steadyMs() - this.readAtMs < this.freshMs) return this.actor;
    const startedAtMs = steadyMs();
    this.reading ??= readSession(this.id).finally(() => {
      this.reading = null;
    });
    const actor = await this.reading;
    if (!actor || actor.mustSecure) throw unauthenticated();
    this.actor = actor;
    this.readAtMs = startedAtMs;
    return actor;
  }
}
