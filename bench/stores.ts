import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrateDatabase } from "@/db/migrate";
import { prepareData } from "@/server/supervisor/data";
import { openEmbedded } from "@/server/supervisor/postgres/embedded";
import { databasePlace } from "@/server/supervisor/postgres/place";
import { findRedis, openPrivateRedis } from "@/server/supervisor/redis";

const quiet = () => {};
const root = join(import.meta.dirname, "..");

/**
 * Gives this process and its children a fresh database and the bus that the product would choose, and takes them away.
 * Call it before anything reads the environment.
 */
export async function withStores<T>(work: (busName: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "staffroom-bench-"));
  chmodSync(folder, 0o711);
  const data = prepareData(join(folder, "data"));
  const database = await openEmbedded({ root, data, report: quiet });
  const program = findRedis();
  const redis = program ? await openPrivateRedis(program, data, quiet) : undefined;
  process.env.DATABASE_URL = database.url;
  process.env.STAFFROOM_SECRET ??= "only-for-benchmarks-only-for-benchmarks";
  process.env.STAFFROOM_LOG = "warn";
  if (redis?.url) process.env.REDIS_URL = redis.url;
  else delete process.env.REDIS_URL;
  try {
    await migrateDatabase(database.url, join(root, "drizzle"));
    return await work(redis ? "Redis" : "PostgreSQL");
  } finally {
    const { closeDatabase } = await import("@/db/client");
    const { closeRedis } = await import("@/lib/redis");
    await closeDatabase();
    closeRedis();
    await Promise.all([redis?.stop(), database.stop()]);
    rmSync(databasePlace(data).folder, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}
