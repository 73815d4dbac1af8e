import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { StartProblem } from "../problem";

/** Whom the database runs as. */
export interface Account {
  uid: number;
  gid: number;
}

const accountName = "staffroom";

/**
 * PostgreSQL refuses to run as root: then it runs as the owner of its folder, or as a system user made for it.
 * @param cluster the database's folder, if it is there
 * @returns undefined where the present user will do
 */
export function databaseAccount(cluster: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return findAccount() ?? makeAccount();
}

function makeAccount(): Account {
  spawnSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", accountName], {
    env: { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin` },
  });
  const account = findAccount();
  if (account) return account;
  throw new StartProblem(
    `PostgreSQL does not run as root and the system user "${accountName}" could not be made: start Staffroom as an ordinary user, or name a database in DATABASE_URL.`,
  );
}

function findAccount(): Account | undefined {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${accountName}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid && gid && uid !== "0" ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

/** Whether the account can reach a folder: every folder above it, and the folder itself, lets it pass. */
export function mayPass(path: string, account: Account): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    const entry = statSync(folder, { throwIfNoEntry: false });
    if (entry && !passes(entry, account)) return false;
    if (dirname(folder) === folder) return true;
  }
}

function passes(entry: { mode: number; uid: number; gid: number }, account: Account): boolean {
  if (entry.uid === account.uid) return (entry.mode & 0o100) !== 0;
  if (entry.gid === account.gid) return (entry.mode & 0o010) !== 0;
  return (entry.mode & 0o001) !== 0;
}
