import { type ChildProcess, execFile, fork, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort, portAnswers } from "@/server/supervisor/ports";
import { root } from "./database";
import { atEnd } from "./endings";

export interface Peer {
  origin: string;
  pid: number;
}

const buildMsMax = 90_000;
const startMsMax = 20_000;
const next = join(root, "node_modules/next/dist/bin/next");
const source = join(root, "bench/bare-next");
const built = join(root, ".build/bare-next");

/** A Node process that answers everything with this HTML. */
export async function startPlain(html: string): Promise<Peer> {
  const child = fork(join(import.meta.dirname, "plain.ts"));
  endWith(child);
  child.send(html);
  const [port] = (await once(child, "message")) as [number];
  return { origin: `http://127.0.0.1:${port}`, pid: child.pid ?? 0 };
}

/** The bare Next app of `bench/bare-next`, with the product's own packages. */
export async function startBareNext(env: Record<string, string> = {}): Promise<Peer> {
  await buildBareNext();
  const port = await freePort();
  const child = spawn(process.execPath, [next, "start", "-H", "127.0.0.1", "-p", String(port)], {
    cwd: built,
    env: { ...process.env, ...env, NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  endWith(child);
  if (!(await portAnswers(port, startMsMax))) throw new Error("the bare Next app did not start");
  return { origin: `http://127.0.0.1:${port}`, pid: child.pid ?? 0 };
}

/** Builds it unless it was built from these very sources and packages: two benchmarks of a run need it. */
async function buildBareNext(): Promise<void> {
  const stamp = stampOf();
  const stampFile = join(built, "stamp");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  rmSync(built, { recursive: true, force: true });
  mkdirSync(built, { recursive: true });
  cpSync(source, built, { recursive: true });
  await promisify(execFile)(process.execPath, [next, "build"], {
    cwd: built,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
    timeout: buildMsMax,
  });
  writeFileSync(stampFile, stamp);
}

function stampOf(): string {
  const files = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash("sha256");
  for (const file of [...files, join(root, "package-lock.json")]) hash.update(readFileSync(file));
  return hash.digest("hex");
}

function endWith(child: ChildProcess): void {
  const ended = once(child, "exit");
  atEnd(() => {
    child.kill("SIGTERM");
    return ended;
  });
}
