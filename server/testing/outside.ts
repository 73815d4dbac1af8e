import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, createServer as createNetServer, type Server as NetServer, type Socket } from "node:net";
import { join } from "node:path";
import { expect } from "vitest";
import { type Live, startLive } from "@/server/live/live";
import type { LiveLimits } from "@/server/live/options";
import { createGateway, type Gateway } from "@/server/supervisor/gateway";
import { Measures } from "@/server/supervisor/measures";
import { freePorts } from "@/server/supervisor/ports";
import { answerAt } from "./door";

const root = join(import.meta.dirname, "../..");

/**
 * The product as a program meets it: one address with the REST API and the sockets behind the real gateway, and before
 * it a line that the test may cut. Pages are not there.
 */
export class Outside {
  private rest: Server | undefined;
  private gateway: Gateway | undefined;
  private live: Live | undefined;
  private process: ChildProcess | undefined;
  private line: NetServer | undefined;
  private livePort = 0;
  private readonly lines = new Set<Socket>();
  private linePort = 0;
  /** While true what the server says is lost, and the line with it: whoever asked does not know whether it was done. */
  private isDeaf = false;
  private isDown = false;
  /** Method and path of each request that has reached the server. */
  readonly asked: string[] = [];

  get url(): string {
    return `http://127.0.0.1:${this.linePort}`;
  }

  async start(limits?: Partial<LiveLimits>): Promise<void> {
    const [webPort = 0, livePort = 0] = await freePorts(2);
    this.livePort = livePort;
    this.rest = createServer((request, response) => {
      this.asked.push(`${request.method} ${request.url}`);
      void answerAt(request, response);
    }).listen(webPort, "127.0.0.1");
    await once(this.rest, "listening");
    await this.startLive(limits);
    const measures = new Measures();
    this.gateway = createGateway({
      webPort,
      livePort,
      trustProxy: false,
      development: false,
      liveRetryMs: 0,
      measures,
    });
    const port = await this.gateway.listen(0, "127.0.0.1");
    this.gateway.open();
    this.line = createNetServer((client) => this.carry(client, port)).listen(0, "127.0.0.1");
    await once(this.line, "listening");
    const address = this.line.address();
    this.linePort = typeof address === "object" && address ? address.port : 0;
  }

  async startLive(limits?: Partial<LiveLimits>): Promise<void> {
    this.live = await startLive({ port: this.livePort, ...(limits && { limits }) });
  }

  async stopLive(): Promise<void> {
    await this.live?.close();
    this.live = undefined;
  }

  /** The sidecar as a process of its own, which can be killed. */
  async startLiveProcess(): Promise<void> {
    const args = ["--conditions=react-server", "--import", "tsx", "server/live/main.ts"];
    const env = { ...process.env, STAFFROOM_LIVE_PORT: String(this.livePort) };
    this.process = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "ignore", "ignore", "ipc"] });
    await expect.poll(() => reaches(this.livePort), { timeout: 60_000, interval: 100 }).toBe(true);
  }

  async killLiveProcess(): Promise<void> {
    if (!this.process) return;
    const gone = once(this.process, "exit");
    this.process.kill("SIGKILL");
    await gone;
    this.process = undefined;
  }

  /** Breaks every line that is open. */
  cut(): void {
    for (const socket of this.lines) socket.destroy();
  }

  /** There is no way to the server until `up`. */
  down(): void {
    this.isDown = true;
    this.cut();
  }

  up(): void {
    this.isDown = false;
    this.isDeaf = false;
  }

  /** The server hears what is asked, and its answers are lost, until `up`. */
  deaf(): void {
    this.isDeaf = true;
  }

  async stop(): Promise<void> {
    this.cut();
    this.line?.close();
    this.gateway?.close();
    this.rest?.close();
    this.rest?.closeAllConnections();
    await this.killLiveProcess();
    await this.stopLive();
  }

  private carry(client: Socket, port: number): void {
    if (this.isDown) {
      client.destroy();
      return;
    }
    const server = connect(port, "127.0.0.1");
    const end = () => {
      client.destroy();
      server.destroy();
      this.lines.delete(client);
    };
    this.lines.add(client);
    for (const socket of [client, server]) socket.on("error", end).on("close", end);
    client.on("data", (data) => server.write(data));
    server.on("data", (data) => {
      if (this.isDeaf) end();
      else client.write(data);
    });
  }
}

const reaches = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
