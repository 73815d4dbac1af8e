import { spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { diskFull, isDiskFull, pathProblem, StartProblem } from "../problem";
import { type Account, mayPass } from "./account";
import { plainEnvironment } from "./binaries";
import type { Place } from "./place";

/** Lays out an empty database in the place, whole or not at all. */
export async function makeCluster(binaries: string, place: Place): Promise<void> {
  if (existsSync(join(place.folder, "PG_VERSION"))) return;
  const fresh = `${place.folder}.new`;
  try {
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(dirname(place.folder), { recursive: true, mode: 0o711 });
    mkdirSync(fresh, { mode: 0o700 });
    give(fresh, place.account);
    await initialise(binaries, fresh, place);
    renameSync(fresh, place.folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw pathProblem(error, place.folder);
  }
}

async function initialise(binaries: string, folder: string, place: Place): Promise<void> {
  const passwords = privateFolder(folder, place.account);
  const passwordFile = join(passwords, "password");
  writeFileSync(passwordFile, place.password, { mode: 0o600 });
  give(passwordFile, place.account);
  const args = ["--pgdata", folder, "--username=staffroom", `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  const form = [
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--data-checksums",
  ];
  try {
    const { code, output } = await run(join(binaries, "bin/initdb"), [...args, ...form], place.account, binaries);
    if (code !== 0) throw initProblem(folder, output);
  } finally {
    rmSync(passwords, { recursive: true, force: true });
  }
}

/** The password's file may not lie in the folder that initdb wants empty, and the account must reach it. */
function privateFolder(folder: string, account: Account | undefined): string {
  const parent = account && !mayPass(tmpdir(), account) ? dirname(folder) : tmpdir();
  const made = mkdtempSync(join(parent, "staffroom-"));
  give(made, account);
  return made;
}

function run(command: string, args: string[], account: Account | undefined, cwd: string) {
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn(command, args, { ...account, cwd, env: plainEnvironment(), stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.once("error", reject).once("close", (code) => resolve({ code, output }));
  });
}

function initProblem(folder: string, output: string): StartProblem {
  if (isDiskFull(output)) return new StartProblem(diskFull(folder));
  const reason = output.match(/(?:error|FATAL|PANIC): +(.+)/)?.[1] ?? output.trim().split("\n").at(-1) ?? "";
  return new StartProblem(`The database could not be made in ${folder}: ${reason}.`);
}

function give(path: string, account: Account | undefined): void {
  if (account) chownSync(path, account.uid, account.gid);
}
