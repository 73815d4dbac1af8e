import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Running } from "../children";
import { adopt, isAlive } from "../launch";
import { databaseStartMs, retryEveryMs } from "../limits";
import { StartProblem } from "../problem";
import type { Place } from "./place";
import { answers } from "./probe";

/** A server that outlived its supervisor, with the port it listens on. */
export interface Adopted {
  running: Running;
  port: number;
}

/**
 * Takes over the server that holds the folder, if one lives. What a dead one left behind is cleared away when another
 * process bears its number by now: PostgreSQL itself would then refuse to start.
 */
export async function adoptServer(place: Place): Promise<Adopted | undefined> {
  const left = readPostmaster(place.folder);
  if (!left) return undefined;
  if (isAlive(left.pid) && !isPostgres(left.pid)) rmSync(left.file, { force: true });
  for (const deadline = Date.now() + databaseStartMs; isAlive(left.pid) && isPostgres(left.pid); ) {
    if (await answers(left.port, place)) return { running: adopt(left.pid), port: left.port };
    if (Date.now() > deadline)
      throw new StartProblem(`PostgreSQL (process ${left.pid}) holds ${place.folder} but does not answer: end it.`);
    await pause(retryEveryMs);
  }
  return undefined;
}

function readPostmaster(folder: string) {
  const file = join(folder, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const [pid, , , port] = readFileSync(file, "utf8").split("\n").map(Number);
  return pid && port ? { file, pid, port } : undefined;
}

function isPostgres(pid: number): boolean {
  if (process.platform === "linux") return /^postgres/.test(programOf(pid));
  const { stdout } = spawnSync("ps", ["-p", String(pid), "-o", "comm="], { encoding: "utf8" });
  return /postgres/.test(basename(stdout?.trim() ?? ""));
}

function programOf(pid: number): string {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`));
  } catch {
    return "";
  }
}
