import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, inject } from "vitest";

// Runs before a test file is loaded: the file gets a migrated database of its own, and its worker's Redis.
const templateUrl = inject("templateUrl");
const name = `test_${randomUUID().replaceAll("-", "")}`;
// It is copied while the file is loaded, which takes as long.
const copied = asOwner((sql) => sql`create database ${sql(name)} template template_of_tests strategy file_copy`);
copied.catch(() => {});
beforeAll(() => copied);
process.env.DATABASE_URL = templateUrl.replace(/[^/]+$/, name);

const sockets = inject("redisSockets");
const redis = sockets[Number(process.env.VITEST_POOL_ID ?? 1) % sockets.length];
if (redis) process.env.REDIS_URL = redis;
else delete process.env.REDIS_URL;

afterAll(async () => {
  const { closeDatabase } = await import("@/db/client");
  const { closeRedis } = await import("@/lib/redis");
  await closeDatabase();
  closeRedis();
  await asOwner((sql) => sql`drop database ${sql(name)} with (force)`);
});

async function asOwner(work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(templateUrl.replace(/[^/]+$/, "staffroom"), { max: 1, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
