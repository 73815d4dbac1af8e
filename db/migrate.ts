import { readFileSync } from "node:fs";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

/** Any number that nobody else who shares the database uses for an advisory lock. */
const migrationLock = 727_001;

interface Journal {
  entries: { when: number; tag: string }[];
}

/**
 * Brings the schema forward to what this code knows. Several machines may start at once: one does it, the others wait.
 * @param folder the folder of SQL migrations
 * @throws Error with a sentence for the owner when the database is newer than the code
 */
export async function migrateDatabase(url: string, folder: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(${migrationLock})`;
    await refuseNewerSchema(sql, folder);
    await migrate(drizzle(sql), { migrationsFolder: folder });
  } finally {
    await sql.end({ timeout: 2 });
  }
}

async function refuseNewerSchema(sql: postgres.Sql, folder: string): Promise<void> {
  const journal = JSON.parse(readFileSync(join(folder, "meta/_journal.json"), "utf8")) as Journal;
  const known = Math.max(...journal.entries.map((entry) => entry.when));
  const [table] = await sql<{ name: string | null }[]>`select to_regclass('drizzle.__drizzle_migrations') as name`;
  if (!table?.name) return;
  const [latest] = await sql<{ at: string | null }[]>`select max(created_at) as at from drizzle.__drizzle_migrations`;
  if (Number(latest?.at ?? 0) > known)
    throw new Error(
      "The database was made by a newer version of Staffroom than this one. Start that version, or restore a backup made with this one.",
    );
}
