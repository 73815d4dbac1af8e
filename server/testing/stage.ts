import { afterAll, afterEach, beforeAll, describe } from "vitest";
import { WebSocket } from "ws";
import type { Bus } from "@/lib/events/bus";
import { postgresBus } from "@/lib/events/bus-postgres";
import { redisBus } from "@/lib/events/bus-redis";
import { type Live, startLive } from "@/server/live/live";
import type { LiveLimits } from "@/server/live/options";
import { TestSocket } from "./socket";
import { cookieOf, found, type TestPerson, tokenOf } from "./world";

const shared = globalThis as typeof globalThis & { staffroomBus?: Bus };

export interface ConnectOptions {
  /** After `/ws`. */
  path?: string;
  headers?: Record<string, string>;
  port?: number;
}

/** A sidecar for the tests of a file, and sockets to it that end with each test. */
export class Stage {
  private lives: Live[] = [];
  private sockets: WebSocket[] = [];

  get port(): number {
    return this.lives[0]?.port ?? 0;
  }

  async start(limits: Partial<LiveLimits>): Promise<Live> {
    const live = await startLive({ port: 0, limits });
    this.lives.push(live);
    return live;
  }

  async stop(): Promise<void> {
    await Promise.all(this.lives.map((live) => live.close()));
    this.lives = [];
  }

  /** A socket that has said nothing yet. */
  open({ path = "", headers = {}, port = this.port }: ConnectOptions = {}): TestSocket {
    const ws = new WebSocket(`ws://127.0.0.1:${port}/ws${path}`, { headers });
    this.sockets.push(ws);
    return new TestSocket(ws);
  }

  /** A socket with somebody's token, ready. */
  async connect(who: TestPerson, options: ConnectOptions = {}): Promise<TestSocket> {
    const socket = this.open({ ...options, path: `${options.path ?? ""}?token=${await tokenOf(who)}` });
    await socket.next("ready");
    return socket;
  }

  /** A socket as a browser opens it, from a page of some origin. */
  async browse(who: TestPerson, origin: string | undefined): Promise<TestSocket> {
    const headers = { cookie: await cookieOf(who), ...(origin !== undefined && { origin }) };
    return this.open({ headers });
  }

  hangUp(): void {
    for (const ws of this.sockets) ws.terminate();
    this.sockets = [];
  }
}

/** The same guarantees whichever bus carries the news. */
export function onBothBuses(limits: Partial<LiveLimits>, tests: (stage: Stage) => void): void {
  const buses = { redis: () => redisBus(process.env.REDIS_URL ?? ""), postgres: postgresBus };
  for (const [name, open] of Object.entries(buses)) {
    describe.skipIf(name === "redis" && !process.env.REDIS_URL)(`over ${name}`, () => {
      const stage = new Stage();
      beforeAll(async () => {
        shared.staffroomBus = open();
        await found();
        await stage.start(limits);
      });
      afterEach(() => stage.hangUp());
      afterAll(() => stage.stop());
      tests(stage);
    });
  }
}
