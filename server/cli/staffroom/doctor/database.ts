import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "@/lib/env";
import type { Shell } from "../shell";
import { type Notes, whyOf } from "./finding";

type Sql = ReturnType<typeof import("@/server/supervisor/postgres/probe").shortConnection>;

/**
 * Whether the database answers and has the schema that this version knows.
 * @returns how far its clock is ahead of this machine's, in milliseconds
 */
export async function lookAtDatabase(shell: Shell, env: Env, data: string, notes: Notes): Promise<number | null> {
  const url = env.DATABASE_URL ?? (await embeddedAddress(data, notes));
  if (!url) {
    notes.skip("migrations", notes.words.skippedDatabase);
    return null;
  }
  const { shortConnection } = await import("@/server/supervisor/postgres/probe");
  const sql = shortConnection(url);
  try {
    const aheadMs = await greet(sql, url, notes);
    await compareSchema(sql, shell.root, notes);
    return aheadMs;
  } catch (error) {
    const { database } = notes.words;
    notes.broken("database", database.away, { why: await sentenceOf(env, error) }, database.awayMend);
    return null;
  } finally {
    await sql.end({ timeout: 1 }).catch(() => {});
  }
}

/** The embedded one, if it runs: nothing is started and nothing is cleared away by looking. */
async function embeddedAddress(data: string, notes: Notes): Promise<string | null> {
  const { database } = notes.words;
  if (!existsSync(join(data, "database.json"))) {
    notes.skip("database", notes.words.notHere);
    return null;
  }
  try {
    const { databasePlace } = await import("@/server/supervisor/postgres/place");
    const { answers, embeddedUrl } = await import("@/server/supervisor/postgres/probe");
    const place = databasePlace(data);
    const file = join(place.folder, "postmaster.pid");
    const port = existsSync(file) ? Number(readFileSync(file, "utf8").split("\n")[3]) : 0;
    if (port && (await answers(port, place))) return embeddedUrl(port, place);
    notes.broken("database", database.asleep, undefined, database.asleepMend, { path: join(data, "logs") });
  } catch (error) {
    notes.broken("database", database.gone, { why: whyOf(error) }, database.goneMend);
  }
  return null;
}

async function greet(sql: Sql, url: string, notes: Notes): Promise<number> {
  const asked = Date.now();
  const [row] = await sql<{ version: string; now: string }[]>`
    select current_setting('server_version') as version, extract(epoch from clock_timestamp()) * 1000 as now`;
  const middle = (asked + Date.now()) / 2;
  const { hostname, port } = new URL(url);
  const where = `${hostname || "localhost"}:${port || 5432}`;
  notes.well("database", notes.words.database.well, { version: row?.version.split(" ")[0] ?? "", where });
  return Number(row?.now ?? middle) - middle;
}

interface Journal {
  entries: { when: number }[];
}

async function compareSchema(sql: Sql, root: string, notes: Notes): Promise<void> {
  const words = notes.words.migrations;
  const journal = JSON.parse(readFileSync(join(root, "drizzle/meta/_journal.json"), "utf8")) as Journal;
  const known = Math.max(...journal.entries.map(({ when }) => when));
  const [table] = await sql<{ name: string | null }[]>`select to_regclass('drizzle.__drizzle_migrations') as name`;
  if (!table?.name) return notes.broken("migrations", words.empty, undefined, words.behindMend);
  const [latest] = await sql<{ at: string | null }[]>`select max(created_at) as at from drizzle.__drizzle_migrations`;
  const at = Number(latest?.at ?? 0);
  if (at > known) notes.broken("migrations", words.newer, undefined, words.newerMend);
  else if (at < known) notes.broken("migrations", words.behind, undefined, words.behindMend);
  else notes.well("migrations", words.well);
}

/** The owner's own database says why by sentences that the start knows. */
async function sentenceOf(env: Env, error: unknown): Promise<string> {
  if (!env.DATABASE_URL) return whyOf(error);
  const { openExternal } = await import("@/server/supervisor/postgres/external");
  return openExternal(env.DATABASE_URL).then(
    () => whyOf(error),
    (problem: unknown) => whyOf(problem),
  );
}
