import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { migrateDatabase } from "@/db/migrate";
import { prepareData } from "@/server/supervisor/data";
import { openEmbedded } from "@/server/supervisor/postgres/embedded";
import { databasePlace } from "@/server/supervisor/postgres/place";
import { findRedis, launchRedis } from "@/server/supervisor/redis";

declare module "vitest" {
  export interface ProvidedContext {
    /** The database that each test file's own is a copy of. */
    templateUrl: string;
    /** Sockets of Redis, one for each worker, or none where no Redis can be found. */
    redisSockets: string[];
  }
}

const root = join(import.meta.dirname, "../..");
const quiet = () => {};
/** The data lasts as long as the tests: nothing need survive a loss of power. */
const hasty = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" };

/** One PostgreSQL with a migrated template, and one Redis for each worker, for the length of the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "staffroom-test-"));
  chmodSync(folder, 0o711);
  const data = prepareData(join(folder, "data"));
  const database = await openEmbedded({ root, data, report: quiet, settings: hasty });
  project.provide("templateUrl", await makeTemplate(database.url));
  const program = findRedis();
  const servers = program ? await Promise.all(sockets(folder).map((socket) => startRedis(program, socket))) : [];
  project.provide(
    "redisSockets",
    servers.map((server) => server.socket),
  );
  return async () => {
    for (const { running } of servers) running.kill("SIGKILL");
    await Promise.all([database.stop(), ...servers.map(({ running }) => running.ended)]);
    rmSync(databasePlace(data).folder, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  };
}

async function makeTemplate(url: string): Promise<string> {
  const templateUrl = url.replace(/[^/]+$/, "template_of_tests");
  const sql = postgres(url, { max: 1 });
  await sql`create database template_of_tests`;
  await sql.end();
  await migrateDatabase(templateUrl, join(root, "drizzle"));
  return templateUrl;
}

const sockets = (folder: string) =>
  Array.from({ length: availableParallelism() }, (_, index) => join(folder, `redis-${index}.sock`));

async function startRedis(program: string, socket: string) {
  return { socket, running: await launchRedis(program, socket, `${socket}.log`) };
}
