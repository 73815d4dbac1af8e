import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { isAbsolute, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { exits, Stop } from "./exits";

/** What signs in at one server: a session whose tokens rotate, or a personal access token. */
export interface SignIn {
  username: string;
  /** Personal, as it is. */
  token?: string;
  access_token?: string;
  refresh_token?: string;
  /** Names the trade of the refresh token, which another command may have to make again. */
  attempt_id?: string;
  /** Milliseconds since 1970 at which the access token is over. */
  expires_at?: number;
}

export interface Kept {
  /** The server meant where none is named. */
  current?: string;
  /** "en" or "ru", where it was chosen. */
  language?: string;
  servers: Record<string, SignIn>;
}

const lockWaitMs = 45_000;
const lockStaleMs = 60_000;
const lockPollMs = 40;

/** XDG Base Directory: a path that is not absolute is to be ignored. */
export function folderOf(kind: "config" | "cache", env: NodeJS.ProcessEnv): string {
  const named = env[kind === "config" ? "XDG_CONFIG_HOME" : "XDG_CACHE_HOME"];
  if (named && isAbsolute(named)) return join(named, "staffroom");
  const windows = process.platform === "win32" ? (kind === "config" ? env.APPDATA : env.LOCALAPPDATA) : undefined;
  return join(windows ?? join(env.HOME || homedir(), kind === "config" ? ".config" : ".cache"), "staffroom");
}

/** What the console client remembers between its commands: one file that its owner alone reads. */
export class Store {
  private readonly file: string;
  private readonly lock: string;

  constructor(
    private readonly folder: string,
    private readonly sentences: { locked: string; damaged: string },
  ) {
    this.file = join(folder, "signed-in.json");
    this.lock = join(folder, "signed-in.lock");
  }

  /** @throws Stop where the file is damaged */
  read(): Kept {
    if (!existsSync(this.file)) return { servers: {} };
    try {
      const kept: unknown = JSON.parse(readFileSync(this.file, "utf8"));
      if (isKept(kept)) return kept;
      throw new Error("JSON");
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Stop(exits.failed, this.sentences.damaged.replace("{file}", this.file).replace("{why}", why));
    }
  }

  /**
   * Changes what is kept while no other command does: a refresh token that two of them traded would end the session.
   * @param change gets what is kept now, and may wait for an answer of the server meanwhile
   */
  async change<T>(change: (kept: Kept) => T | Promise<T>): Promise<T> {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const mine = `${hostname()} ${process.pid} ${randomUUID()}\n`;
    await this.acquire(mine);
    try {
      return await undisturbed(async () => {
        const kept = this.read();
        const before = JSON.stringify(kept);
        const result = await change(kept);
        if (JSON.stringify(kept) !== before) this.write(kept);
        return result;
      });
    } finally {
      if (this.holder() === mine) rmSync(this.lock, { force: true });
    }
  }

  /** Whole or not at all. */
  private write(kept: Kept): void {
    const fresh = join(this.folder, `.${randomUUID()}.new`);
    writeFileSync(fresh, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600, flush: true });
    chmodSync(fresh, 0o600);
    renameSync(fresh, this.file);
  }

  private async acquire(mine: string): Promise<void> {
    for (const deadline = Date.now() + lockWaitMs; ; await pause(lockPollMs)) {
      try {
        writeFileSync(this.lock, mine, { flag: "wx", mode: 0o600 });
        return;
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
      }
      const holder = this.holder();
      if (holder !== null && isLeftover(holder, this.age())) this.takeAway(holder);
      else if (Date.now() > deadline) throw new Stop(exits.failed, this.sentences.locked.replace("{file}", this.lock));
    }
  }

  /** Moved before it is looked at: of two who find the same leftover one moves it, and what is not it goes back. */
  private takeAway(leftover: string): void {
    const aside = join(this.folder, `.${randomUUID()}.lock`);
    try {
      renameSync(this.lock, aside);
      const moved = readFileSync(aside, "utf8");
      if (moved !== leftover && !existsSync(this.lock)) renameSync(aside, this.lock);
      else rmSync(aside, { force: true });
    } catch {
      // Somebody else was quicker.
    }
  }

  private holder(): string | null {
    try {
      return readFileSync(this.lock, "utf8");
    } catch {
      return null;
    }
  }

  private age(): number {
    try {
      return Date.now() - statSync(this.lock).mtimeMs;
    } catch {
      return 0;
    }
  }
}

const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** An end that comes between the trade of a token and its writing waits: the new token would be lost, and the session with it. */
async function undisturbed<T>(work: () => Promise<T>): Promise<T> {
  let heard: NodeJS.Signals | undefined;
  const hear = (signal: NodeJS.Signals) => {
    heard = signal;
  };
  const before = endings.map((signal) => [signal, process.listeners(signal)] as const);
  for (const [signal] of before) process.removeAllListeners(signal).on(signal, hear);
  try {
    return await work();
  } finally {
    for (const [signal, listeners] of before) {
      process.off(signal, hear);
      for (const listener of listeners) process.on(signal, listener);
    }
    if (heard) process.kill(process.pid, heard);
  }
}

/** Whoever held it has died, or lives on another machine and has long been silent. */
function isLeftover(holder: string, ageMs: number): boolean {
  const [host, pid] = holder.trim().split(" ");
  // Another process has made the file and not written to it yet, or never will.
  if (!pid) return ageMs > lockPollMs * 25;
  if (host !== hostname()) return ageMs > lockStaleMs;
  try {
    process.kill(Number(pid), 0);
    return ageMs > lockStaleMs;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "EPERM");
  }
}

const isKept = (value: unknown): value is Kept =>
  typeof value === "object" &&
  value !== null &&
  "servers" in value &&
  typeof value.servers === "object" &&
  value.servers !== null;
