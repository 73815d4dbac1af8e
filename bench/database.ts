import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeDatabase } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { prepareData } from "@/server/supervisor/data";
import { openEmbedded } from "@/server/supervisor/postgres/embedded";
import { databasePlace } from "@/server/supervisor/postgres/place";
import { atEnd } from "./endings";

export const root = join(import.meta.dirname, "..");

/** A folder that lasts as long as the benchmark; the database's own user may pass through it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "staffroom-bench-"));
  chmodSync(folder, 0o711);
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * The embedded database as the product starts it, empty and migrated; this process' verbs use it from now on.
 * @param settings those of PostgreSQL that differ from the product's
 */
export async function openDatabase(settings: Record<string, string> = {}): Promise<string> {
  const data = prepareData(join(temporaryFolder(), "data"));
  atEnd(() => rmSync(databasePlace(data).folder, { recursive: true, force: true }));
  const opened = await openEmbedded({ root, data, report: () => {}, settings });
  atEnd(() => opened.stop());
  process.env.DATABASE_URL = opened.url;
  delete process.env.REDIS_URL;
  await migrateDatabase(opened.url, join(root, "drizzle"));
  atEnd(closeDatabase);
  return opened.url;
}
