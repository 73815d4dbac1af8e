import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

const readyMs = 60_000;
const stopMs = 8_000;

export const parts = ["live", "web", "redis", "postgres"] as const;
export type Part = (typeof parts)[number];

/** A Staffroom of its own: own port, own data folder, own database, gone at the end. */
export interface Company {
  url: string;
  /** What the product's own verbs need to act on this company's data. */
  env: Record<"DATABASE_URL" | "REDIS_URL" | "STAFFROOM_SECRET" | "STAFFROOM_DATA", string>;
  /** The process id of a child that runs now, or undefined between two lives. */
  pidOf(part: Part): number | undefined;
  /** Ends a child as a crash would, and waits until another one has taken its place. */
  crash(part: Part): Promise<void>;
  stop(): Promise<void>;
}

/** @param own settings of this company, such as its mail server */
export async function startCompany(own: Record<string, string> = {}): Promise<Company> {
  const data = mkdtempSync(join(tmpdir(), "staffroom-e2e-"));
  // The database may run as a user of its own, which must be able to pass.
  chmodSync(data, 0o711);
  const port = await freePort();
  const said: string[] = [];
  const supervisor = spawn(process.execPath, [join(root, "server/boot/start.mjs")], {
    cwd: root,
    env: {
      ...withoutOwn(process.env),
      NODE_ENV: "production",
      PORT: String(port),
      HOST: "127.0.0.1",
      STAFFROOM_DATA: data,
      ...own,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [supervisor.stdout, supervisor.stderr])
    stream.on("data", (chunk: Buffer) => said.push(String(chunk)));
  const endWithTests = () => supervisor.kill("SIGTERM");
  process.once("exit", endWithTests);
  const stop = async () => {
    process.off("exit", endWithTests);
    await end(supervisor);
    rmSync(data, { recursive: true, force: true });
  };
  const url = `http://localhost:${port}`;
  try {
    await untilReady(url, supervisor);
  } catch (error) {
    await stop();
    throw new Error(`${error instanceof Error ? error.message : error}\n${said.join("")}`);
  }
  const pidOf = (part: Part) => childrenOf(supervisor.pid).find(({ args }) => marks[part].test(args))?.pid;
  return { url, env: environmentOf(pidOf("live")), pidOf, crash: (part) => crash(pidOf, part), stop };
}

/** Nothing of the environment may lead a company of the tests to somebody else's database, bus or address. */
const withoutOwn = (env: NodeJS.ProcessEnv): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/^(STAFFROOM_|DATABASE_URL$|REDIS_URL$|SMTP_URL$|MAIL_FROM$|NODE_ENV$|NODE_OPTIONS$|FORCE_COLOR$|TEST_)/.test(
          name,
        ),
    ),
  );

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

async function untilReady(url: string, supervisor: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + readyMs; Date.now() < deadline; await pause(100)) {
    if (supervisor.exitCode !== null) throw new Error(`Staffroom ended with code ${supervisor.exitCode}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
  }
  throw new Error(`Staffroom was not ready after ${readyMs / 1000} s`);
}

async function end(supervisor: ChildProcess): Promise<void> {
  if (supervisor.exitCode !== null || supervisor.signalCode !== null) return;
  const family = childrenOf(supervisor.pid).map(({ pid }) => pid);
  const gone = once(supervisor, "exit");
  supervisor.kill("SIGTERM");
  const force = setTimeout(() => {
    for (const pid of family) signal(pid, "SIGKILL");
    supervisor.kill("SIGKILL");
  }, stopMs);
  await gone;
  clearTimeout(force);
}

async function crash(pidOf: Company["pidOf"], part: Part): Promise<void> {
  const before = pidOf(part);
  if (before === undefined) throw new Error(`${part} does not run`);
  signal(before, "SIGKILL");
  for (const deadline = Date.now() + readyMs; Date.now() < deadline; await pause(50)) {
    const now = pidOf(part);
    if (now !== undefined && now !== before) return;
  }
  throw new Error(`${part} was not started again`);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended in the meantime.
  }
}

interface Child {
  pid: number;
  args: string;
}

/** How each part is called in the list of processes. */
const marks: Record<Part, RegExp> = {
  live: /\blive\.mjs/,
  web: /^next-server|\/next\/dist\/bin\/next /,
  redis: /^redis-server/,
  postgres: /\/bin\/postgres /,
};

/** The direct children of a process, as the kernel lists them (proc(5)). */
function childrenOf(parent: number | undefined): Child[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const parentOf = readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1];
        if (Number(parentOf) !== parent) return [];
        return [{ pid: Number(name), args: readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ") }];
      } catch {
        return [];
      }
    });
}

/** The supervisor tells its children where the database and the bus are, and the secret; so they are asked. */
function environmentOf(pid: number | undefined): Company["env"] {
  const file = `/proc/${pid}/environ`;
  const entries = existsSync(file) ? readFileSync(file, "utf8").split("\0") : [];
  const value = (name: string) => entries.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
  return {
    DATABASE_URL: value("DATABASE_URL"),
    REDIS_URL: value("REDIS_URL"),
    STAFFROOM_SECRET: value("STAFFROOM_SECRET"),
    STAFFROOM_DATA: value("STAFFROOM_DATA"),
  };
}
