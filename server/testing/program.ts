import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
// @ts-expect-error the boot folder is plain JavaScript: it runs before anything is built
import { clientFor } from "@/server/boot/client.mjs";
import type { Io } from "@/server/cli/staffroom/io";

const root = join(import.meta.dirname, "../..");

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Somebody at a machine of their own, with the console client: the built program, a process for each command. */
export class Desk {
  readonly home = mkdtempSync(join(tmpdir(), "staffroom-desk-"));

  constructor(private readonly own: Record<string, string> = {}) {}

  protected get env(): NodeJS.ProcessEnv {
    return {
      NODE_ENV: "production",
      PATH: process.env.PATH,
      HOME: this.home,
      XDG_CONFIG_HOME: join(this.home, "config"),
      XDG_CACHE_HOME: join(this.home, "cache"),
      LANG: "en_US.UTF-8",
      ...this.own,
    };
  }

  /** Runs one command to its end. */
  run = (...args: string[]): Promise<Ended> => this.given("", ...args);

  /** The same, with what is piped in. */
  given(input: string, ...args: string[]): Promise<Ended> {
    return this.begin(input, ...args).ended;
  }

  /** The same, for a test that does something meanwhile. */
  begin(input: string, ...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
    const child = this.start(args);
    child.stdin.on("error", () => {}).end(input);
    return { child, ended: ended(child) };
  }

  /** The same, with an input that stays open until the test closes it. */
  listen(...args: string[]): { out: () => string; close: () => void; ended: Promise<number | null> } {
    const child = this.start(args);
    let out = "";
    child.stdout.on("data", (data) => {
      out += String(data);
    });
    const code = new Promise<number | null>((resolve) => child.once("exit", resolve));
    return { out: () => out, close: () => child.stdin.end(), ended: code };
  }

  private start(args: string[]) {
    return spawn(process.execPath, [join(root, "server/boot/staffroom.mjs"), ...args], {
      cwd: this.home,
      env: this.env,
    });
  }

  /** What a command answers with `--json`. @throws Error where it fails */
  async json<T = Record<string, unknown>>(...args: string[]): Promise<T> {
    const { code, out, err } = await this.run(...args, "--json");
    if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${err}`);
    return JSON.parse(out) as T;
  }

  clear(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** The same without a process: for many commands, where it is not the process that is tested. */
export class Seat extends Desk {
  override async given(input: string, ...args: string[]): Promise<Ended> {
    const { perform } = await import("@/server/cli/staffroom/main");
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const said = Promise.all([text(stdout), text(stderr)]);
    const streams = { stdin: Readable.from([Buffer.from(input)]), stdout, stderr };
    // No terminal: nothing of a stream but its bytes is asked for.
    const io = {
      ...streams,
      isAsked: false,
      columns: Number.POSITIVE_INFINITY,
      colours: false,
      links: false,
    } as unknown as Io;
    const code = await perform(args, root, { io, env: this.env });
    stdout.end();
    stderr.end();
    const [out, err] = await said;
    return { code, out, err };
  }
}

async function ended(child: ChildProcess): Promise<Ended> {
  const code = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const [out, err] = await Promise.all([
    child.stdout ? text(child.stdout) : "",
    child.stderr ? text(child.stderr) : "",
  ]);
  return { code: await code, out, err };
}

/** Bundled once, before many commands at once find that it is not. */
export const buildProgram = async (): Promise<void> => void (await clientFor(root));
