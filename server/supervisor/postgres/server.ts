import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Running } from "../children";
import { asRunning } from "../launch";
import { databaseConnectionsMax, databaseStartMs, logBytesMax, retryEveryMs } from "../limits";
import { rotateFile } from "../logs";
import { diskFull, isDiskFull, StartProblem } from "../problem";
import { plainEnvironment } from "./binaries";
import type { Place } from "./place";
import { answers } from "./probe";

export interface ServerOptions {
  binaries: string;
  place: Place;
  port: number;
  logFile: string;
  settings?: Record<string, string>;
}

/** Of a chat: many short transactions, each durable before it is acknowledged. */
const chatSettings: Record<string, string> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: String(databaseConnectionsMax),
  shared_buffers: "256MB",
  effective_cache_size: "1GB",
  work_mem: "8MB",
  maintenance_work_mem: "64MB",
  max_wal_size: "1GB",
  synchronous_commit: "on",
  random_page_cost: "1.1",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  log_min_messages: "warning",
  log_statement: "none",
  // A row's values are people's words: an error must not carry them into the log.
  log_error_verbosity: "terse",
  log_min_error_statement: "panic",
  idle_in_transaction_session_timeout: "60s",
};

/** Starts the embedded server and waits until it takes connections. */
export async function launchServer(options: ServerOptions): Promise<Running> {
  const { place, port, logFile } = options;
  if (existsSync(logFile) && statSync(logFile).size > logBytesMax) rotateFile(logFile);
  const from = existsSync(logFile) ? statSync(logFile).size : 0;
  const running = spawnServer(options);
  let over: string | undefined;
  void running.ended.then((reason) => (over = reason));
  for (const deadline = Date.now() + databaseStartMs; ; await pause(retryEveryMs)) {
    if (over !== undefined) throw startProblem(logFile, from, place.folder);
    if (await answers(port, place)) return running;
    if (Date.now() < deadline) continue;
    running.kill("SIGQUIT");
    throw new StartProblem(`PostgreSQL does not answer after ${databaseStartMs / 1000} s; its log is ${logFile}.`);
  }
}

function spawnServer({ binaries, place, port, logFile, settings }: ServerOptions): Running {
  const log = openSync(logFile, "a", 0o600);
  const all = { ...chatSettings, port: String(port), ...settings };
  const args = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(join(binaries, "bin/postgres"), ["-D", place.folder, ...args], {
    ...place.account,
    cwd: place.folder,
    detached: process.platform !== "win32",
    env: plainEnvironment(),
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  return asRunning(child);
}

function startProblem(logFile: string, from: number, folder: string): StartProblem {
  const said = readFileSync(logFile).subarray(from).toString();
  if (isDiskFull(said)) return new StartProblem(diskFull(folder));
  const reason = said.match(/(?:FATAL|PANIC): +(.+)/)?.[1] ?? "it gave no reason";
  return new StartProblem(`PostgreSQL did not start: ${reason}. Its log is ${logFile}.`);
}
