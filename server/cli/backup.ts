import { createWriteStream, existsSync, rmSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { TransactionSql } from "postgres";
import { fileFolders } from "@/lib/files/schema";
import { errorCode, pathProblem, StartProblem } from "@/server/supervisor/problem";
import { backupFormat, copyMetered, type Manifest, Meter, secretMark, type TableEntry, tableFile } from "./archive";
import { connect, migrationsOf, sequencesOf, tablesOf } from "./catalog";

export interface BackupOptions {
  url: string;
  /** The data folder. */
  data: string;
  /** The folder that is made. */
  target: string;
  /** The secret in force, and whether it lies in the data folder. */
  secret: { value: string; isKept: boolean };
  now: Date;
}

/**
 * Writes the whole company into a folder of its own: each table as of one moment, then the files, then the secret.
 * The folder is there whole or not at all. Others go on working meanwhile.
 * @throws StartProblem where the folder is there already or cannot be written
 */
export async function backUp(options: BackupOptions): Promise<Manifest> {
  const target = resolve(options.target);
  const fresh = `${target}.part`;
  if (existsSync(target)) throw new StartProblem(`${target} is there already: name a folder that is not.`);
  const forget = () => rmSync(fresh, { recursive: true, force: true });
  process.once("exit", forget);
  try {
    await rm(fresh, { recursive: true, force: true });
    await mkdir(dirname(target), { recursive: true });
    await mkdir(join(fresh, "tables"), { recursive: true, mode: 0o700 });
    const manifest = await fill(fresh, options);
    await writeFile(join(fresh, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    await rename(fresh, target);
    return manifest;
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw pathProblem(error, target);
  } finally {
    process.off("exit", forget);
  }
}

async function fill(folder: string, { url, data, secret, now }: BackupOptions): Promise<Manifest> {
  const sql = connect(url);
  try {
    const stored = await sql.begin("isolation level repeatable read read only", (tx) => copyDatabase(tx, folder));
    const files = await copyFiles(data, folder);
    if (secret.isKept) await writeFile(join(folder, "secret"), secret.value, { mode: 0o600 });
    return {
      format: backupFormat,
      made_at: now.toISOString(),
      ...stored,
      files,
      secret: { is_inside: secret.isKept, mark: secretMark(secret.value) },
    };
  } finally {
    await sql.end({ timeout: 2 });
  }
}

async function copyDatabase(tx: TransactionSql, folder: string) {
  const migrations = await migrationsOf(tx);
  if (migrations.length === 0) throw new StartProblem("The database is empty: there is nothing to back up.");
  const [company] = await tx<{ name: string }[]>`select name from workspace`;
  if (!company) throw new StartProblem("Nobody has founded a company here yet: there is nothing to back up.");
  const tables: TableEntry[] = [];
  for (const { name, columns } of await tablesOf(tx)) tables.push(await copyTable(tx, folder, name, columns));
  return { company: company.name, migrations, tables, sequences: await sequencesOf(tx) };
}

async function copyTable(tx: TransactionSql, folder: string, name: string, columns: string[]): Promise<TableEntry> {
  const rows = new Meter();
  const written = new Meter();
  const source = await tx`copy ${tx(name)} (${tx(columns)}) to stdout`.readable();
  const file = createWriteStream(join(folder, tableFile(name)), { mode: 0o600 });
  await pipeline(source, rows, createGzip({ level: 6 }), written, file);
  // Where the file was slower than the table, the driver is left waiting for someone to read on, with the end of the
  // command unread (porsager/postgres#499): the connection would never answer again.
  source._read(0);
  return { name, columns, rows: rows.lines, sha256: written.sum() };
}

async function copyFiles(data: string, folder: string): Promise<Manifest["files"]> {
  const files: Manifest["files"] = [];
  for (const kind of fileFolders) {
    const entries = await readdir(join(data, kind), { withFileTypes: true, recursive: true }).catch(() => []);
    for (const entry of entries.filter((one) => one.isFile() && !one.name.endsWith(".part"))) {
      const path = join(entry.parentPath, entry.name)
        .slice(data.length + 1)
        .replaceAll("\\", "/");
      await mkdir(join(folder, "data", dirname(path)), { recursive: true, mode: 0o700 });
      const copied = await copyMetered(join(data, path), join(folder, "data", path)).catch(unlessGone);
      if (copied) files.push({ path, ...copied });
    }
  }
  return files;
}

/** Somebody has taken another picture since the list was read. */
function unlessGone(error: unknown): null {
  if (errorCode(error) === "ENOENT") return null;
  throw error;
}

/** The secret that is kept in the data folder, or null. */
export const keptSecret = (data: string): Promise<string | null> =>
  readFile(join(data, "secret"), "utf8").then(
    (text) => text.trim(),
    () => null,
  );
