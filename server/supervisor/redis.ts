import { spawn } from "node:child_process";
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { keepRunning, type Running } from "./children";
import { writePrivately } from "./data";
import { asRunning, isAlive } from "./launch";
import { busMemoryBytesMax, busStartMs, databaseStopMs, retryEveryMs } from "./limits";
import type { Report } from "./report";

/** What carries news between processes. */
export interface Bus {
  /** REDIS_URL of the children, or undefined where PostgreSQL carries the news. */
  url: string | undefined;
  description: string;
  stop(): Promise<void>;
}

const socketName = "redis.sock";
const leftoverMs = 1_000;

/** Debian's redis-tools holds the server under the names of its checkers: the name it is called by decides. */
const programs = ["redis-server", "valkey-server", "redis-check-rdb", "redis-check-aof"];

export function findRedis(path = process.env.PATH ?? ""): string | undefined {
  const folders = path.split(delimiter).filter(Boolean);
  return programs.flatMap((program) => folders.map((folder) => join(folder, program))).find(isExecutable);
}

/** A Redis of our own on a socket that only this user reaches. It keeps nothing: what it carries may be lost. */
export async function openPrivateRedis(program: string, data: string, report: Report): Promise<Bus> {
  await endLeftover(data);
  const folder = mkdtempSync(join(shortTemporaryFolder(), "staffroom-"));
  const socket = join(folder, socketName);
  const launch = async () => {
    const running = await launchRedis(program, socket, join(data, "logs/redis.log"));
    writePrivately(leftoverFile(data), `${process.pid}\n${socket}\n`);
    return running;
  };
  const forget = () => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(leftoverFile(data), { force: true });
  };
  try {
    const kept = await keepRunning({ name: "Redis", launch, report });
    return { url: socket, description: "Redis, private", stop: () => kept.stop(databaseStopMs).then(forget) };
  } catch (error) {
    forget();
    throw error;
  }
}

export async function launchRedis(program: string, socket: string, logFile: string): Promise<Running> {
  mkdirSync(dirname(socket), { recursive: true, mode: 0o700 });
  rmSync(socket, { force: true });
  const log = openSync(logFile, "a", 0o600);
  const child = spawn(program, redisArguments(socket), {
    argv0: "redis-server",
    cwd: dirname(socket),
    detached: process.platform !== "win32",
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const running = asRunning(child);
  let over: string | undefined;
  void running.ended.then((reason) => (over = reason));
  for (const deadline = Date.now() + busStartMs; !(await socketAnswers(socket)); await pause(retryEveryMs)) {
    if (over === undefined && Date.now() < deadline) continue;
    running.kill("SIGKILL");
    throw new Error(over ?? "it does not answer");
  }
  return running;
}

function redisArguments(socket: string): string[] {
  const listen = ["--port", "0", "--unixsocket", socket, "--unixsocketperm", "700"];
  const memory = ["--maxmemory", String(busMemoryBytesMax), "--maxmemory-policy", "allkeys-lru"];
  return [...listen, ...memory, "--save", "", "--appendonly", "no", "--loglevel", "warning"];
}

/** A Redis whose supervisor was killed lives on: whatever still answers at its socket is told to end. */
async function endLeftover(data: string): Promise<void> {
  const file = leftoverFile(data);
  if (!existsSync(file)) return;
  const [owner = "", socket = ""] = readFileSync(file, "utf8").trim().split("\n");
  // Another supervisor with the same data folder lives and needs it.
  if (Number(owner) !== process.pid && isAlive(Number(owner))) return;
  rmSync(file, { force: true });
  if (basename(socket) !== socketName) return;
  await new Promise<void>((resolve) => {
    const connection = connect(socket, () => connection.end("SHUTDOWN NOSAVE\r\n"));
    connection.on("error", () => {}).once("close", () => resolve());
    connection.setTimeout(leftoverMs, () => connection.destroy()).resume();
  });
  rmSync(dirname(socket), { recursive: true, force: true });
}

const leftoverFile = (data: string) => join(data, "redis.run");

/** The path of a socket holds 107 bytes at most, and some systems have long temporary folders. */
const shortTemporaryFolder = () => (tmpdir().length > 60 ? "/tmp" : tmpdir());

function socketAnswers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket, () => {
      connection.destroy();
      resolve(true);
    });
    connection.once("error", () => resolve(false));
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
