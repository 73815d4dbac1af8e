import { createReadStream } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { type MigrationMeta, readMigrationFiles } from "drizzle-orm/migrator";
import type { TransactionSql } from "postgres";
import { migrateDatabase } from "@/db/migrate";
import { writePrivately } from "@/server/supervisor/data";
import { StartProblem } from "@/server/supervisor/problem";
import { copyMetered, type Manifest, manifestSchema, secretMark, sumOfFile, tableFile } from "./archive";
import { type Connection, connect, everyTable, migrationsOf, tablesOf } from "./catalog";

export interface RestoreOptions {
  url: string;
  /** The data folder. */
  data: string;
  /** The folder of the backup. */
  source: string;
  /** The folder of the product's migrations. */
  migrations: string;
  /** Whether what is there may go. */
  replace: boolean;
}

/** Any number that nobody else who shares the database uses for an advisory lock: that of the migrations. */
const migrationLock = 727_001;

/**
 * Puts a backup back: the database in one transaction, as the schema was then, and afterwards brought forward. All that
 * the backup holds is verified before anything is touched. Everybody is signed out, no link and no recovery code
 * lives on, and no work is left for the worker: what was ended, revoked, used or done since must not come to life again.
 * @throws StartProblem that says what is in the way
 */
export async function restore(options: RestoreOptions): Promise<Manifest> {
  const source = resolve(options.source);
  const manifest = await readManifest(source);
  const migrations = migrationsFor(manifest, options.migrations);
  await verifyArchive(source, manifest);
  const sql = connect(options.url);
  try {
    await refuseWhileInUse(sql);
    await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${migrationLock})`;
      await makeRoom(tx, manifest, options.replace);
      await layOut(tx, migrations);
      // The words by which messages are found are the worker's to make: as each row comes it would take minutes.
      await tx`select set_config('staffroom.restoring', 'on', true)`;
      await fill(tx, source, manifest);
      await tx`update sessions set ended_at = now() where ended_at is null`;
      await tx`update invitations set revoked_at = now() where revoked_at is null`;
      await tx`update password_links set used_at = now() where used_at is null`;
      await tx`update recovery_codes set used_at = now() where used_at is null`;
      await tx`delete from milestones where name in ('findable', 'words')`;
      await tx`delete from jobs where state in ('draft', 'queued', 'running')`;
      // Files first, the commit last: what nobody's row names does no harm.
      await copyFiles(source, options.data, manifest);
    });
  } finally {
    await sql.end({ timeout: 2 });
  }
  await migrateDatabase(options.url, options.migrations);
  return manifest;
}

/** What a backup says of itself. @throws StartProblem where it is none */
export async function readManifest(source: string): Promise<Manifest> {
  const text = await readFile(join(source, "manifest.json"), "utf8").catch(() => {
    throw new StartProblem(`${source} is no backup: it has no manifest.json.`);
  });
  const parsed = manifestSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new StartProblem(
    `${join(source, "manifest.json")} cannot be read by this version of Staffroom, or is damaged.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The migrations that lead to the backup's schema. @throws StartProblem where this version does not know it */
function migrationsFor(manifest: Manifest, folder: string): MigrationMeta[] {
  const known = new Map(readMigrationFiles({ migrationsFolder: folder }).map((one) => [one.folderMillis, one]));
  return manifest.migrations.map(({ at, hash }) => {
    const migration = known.get(at);
    if (migration?.hash === hash) return migration;
    throw new StartProblem("The backup was made by a newer or another version of Staffroom: restore it with that one.");
  });
}

async function verifyArchive(source: string, { tables, files, secret }: Manifest): Promise<void> {
  if (secret.is_inside && secretMark(await readSecret(source)) !== secret.mark)
    throw new StartProblem(`${join(source, "secret")} is damaged or missing: take another backup.`);
  const expected = [
    ...tables.map(({ name, sha256 }) => [tableFile(name), sha256] as const),
    ...files.map(({ path, sha256 }) => [join("data", path), sha256] as const),
  ];
  for (const [path, sum] of expected)
    if ((await sumOfFile(join(source, path)).catch(() => null)) !== sum)
      throw new StartProblem(`${join(source, path)} is damaged or missing: take another backup.`);
}

/** Under a product that runs, what it has read would no longer be so. */
async function refuseWhileInUse(sql: Connection): Promise<void> {
  const [row] = await sql<{ n: string }[]>`
    select count(*) as n from pg_stat_activity
    where datname = current_database() and application_name = 'staffroom' and pid <> pg_backend_pid()`;
  if (Number(row?.n) > 0)
    throw new StartProblem("Staffroom is running with this database: stop it on every machine first.");
}

/** Takes away what an empty installation, or one that may go, has laid out. Tables of others are left alone. */
async function makeRoom(tx: TransactionSql, manifest: Manifest, replace: boolean): Promise<void> {
  if ((await migrationsOf(tx)).length === 0) return refuseOthers(tx, manifest);
  const tables = await everyTable(tx);
  if (!replace)
    for (const table of tables) {
      const [row] = await tx`select 1 from ${tx(table)} limit 1`;
      if (row)
        throw new StartProblem(
          "There is a company in this database already: add --replace if it is to be given up for the backup.",
        );
    }
  const functions = await tx<{ name: string }[]>`
    select distinct t.tgfoid::regprocedure::text as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where c.relnamespace = 'public'::regnamespace and not t.tgisinternal and c.relname in ${tx(tables)}`;
  for (const table of tables) await tx`drop table if exists ${tx(table)} cascade`;
  for (const { name } of functions) await tx.unsafe(`drop function if exists ${name}`);
  await tx`drop schema drizzle cascade`;
}

async function refuseOthers(tx: TransactionSql, manifest: Manifest): Promise<void> {
  const wanted = new Set(manifest.tables.map(({ name }) => name));
  const taken = (await tablesOf(tx)).find(({ name }) => wanted.has(name));
  if (taken)
    throw new StartProblem(`The database has a table "${taken.name}" of another program: name another database.`);
}

/** As drizzle's migrator would, which has no way to stop at an earlier version, nor to run in somebody's transaction. */
async function layOut(tx: TransactionSql, migrations: MigrationMeta[]): Promise<void> {
  await tx`create schema drizzle`;
  await tx`create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`;
  for (const { sql, hash, folderMillis } of migrations) {
    for (const statement of sql) await tx.unsafe(statement);
    await tx`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${folderMillis})`;
  }
}

async function fill(tx: TransactionSql, source: string, manifest: Manifest): Promise<void> {
  for (const { name, columns, rows } of manifest.tables) {
    const target = await tx`copy ${tx(name)} (${tx(columns)}) from stdin`.writable();
    await pipeline(createReadStream(join(source, tableFile(name))), createGunzip(), target);
    const [row] = await tx<{ n: string }[]>`select count(*) as n from ${tx(name)}`;
    if (Number(row?.n) !== rows) throw new Error(`${name} came out with ${row?.n} rows instead of ${rows}`);
  }
  for (const { table, column, last, is_called } of manifest.sequences)
    await tx`select setval(pg_get_serial_sequence(${table}, ${column}), ${last}::bigint, ${is_called})`;
}

async function copyFiles(source: string, data: string, { files }: Manifest): Promise<void> {
  for (const { path } of files) {
    await mkdir(join(data, dirname(path)), { recursive: true });
    await copyMetered(join(source, "data", path), join(data, path));
  }
}

/**
 * Puts the backup's secret into the data folder, unless the owner sets one.
 * @param given `STAFFROOM_SECRET`
 * @returns whether what the secret sealed (second factors, the provider's secret) can be opened again
 */
export async function restoreSecret(
  source: string,
  data: string,
  manifest: Manifest,
  given?: string,
): Promise<boolean> {
  if (given) return secretMark(given) === manifest.secret.mark;
  if (manifest.secret.is_inside) {
    writePrivately(join(data, "secret"), await readSecret(resolve(source)));
    return true;
  }
  return secretMark(await readSecret(data)) === manifest.secret.mark;
}

const readSecret = async (folder: string): Promise<string> =>
  (await readFile(join(folder, "secret"), "utf8").catch(() => "")).trim();
