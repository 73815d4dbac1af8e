import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathProblem, StartProblem } from "./problem";

const secretBytes = 48;
const secretCharsMin = 32;
/** Passable, so that the database's own user reaches its part; what is secret in it is readable by its owner alone. */
const passable = 0o711;

/** Makes the folder of the company's data, if need be, and proves that it can be written to. */
export function prepareData(path: string): string {
  const data = resolve(path);
  try {
    makeFolder(data, passable);
    makeFolder(join(data, "logs"), 0o700);
    const probe = join(data, `.probe-${process.pid}`);
    writeFileSync(probe, Buffer.alloc(64 * 1024));
    rmSync(probe);
    return data;
  } catch (error) {
    throw pathProblem(error, data);
  }
}

/** Step by step: Node's recursive way never comes back from a place such as /proc. */
function makeFolder(path: string, mode: number): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path), mode);
  mkdirSync(path, { mode });
}

/** The secret that signs sessions: the owner's own, else the one kept in the data folder, else a new one. */
export function keepSecret(data: string, given: string | undefined): string {
  if (given) return given;
  const file = join(data, "secret");
  try {
    if (!existsSync(file)) writePrivately(file, randomBytes(secretBytes).toString("base64url"));
    const secret = readFileSync(file, "utf8").trim();
    if (secret.length >= secretCharsMin) return secret;
  } catch (error) {
    throw pathProblem(error, file);
  }
  throw new StartProblem(`${file} is damaged: restore it from a backup, or delete it, which signs everybody out.`);
}

/** Writes a file that only its owner reads, whole or not at all. */
export function writePrivately(file: string, content: string): void {
  const fresh = `${file}.new`;
  writeFileSync(fresh, content, { mode: 0o600 });
  renameSync(fresh, file);
}
