import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { type Kept, keepRunning } from "../children";
import { databaseStopMs, retryEveryMs } from "../limits";
import { freePort } from "../ports";
import { StartProblem } from "../problem";
import type { Report } from "../report";
import { adoptServer } from "./adopt";
import { findBinaries } from "./binaries";
import { makeCluster } from "./cluster";
import { databasePlace, type Place, rememberPlace } from "./place";
import { databaseName, embeddedUrl, shortConnection } from "./probe";
import { launchServer } from "./server";

export interface Database {
  url: string;
  description: string;
  stop(): Promise<void>;
}

interface EmbeddedOptions {
  root: string;
  data: string;
  report: Report;
  settings?: Record<string, string>;
}

/** Any number that nobody else uses for an advisory lock in the database `postgres`. */
const supervisorLock = 727_000;
const lockMs = 2_000;

/** Starts the database that comes with the product, or takes over the one that outlived its supervisor. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Database> {
  const { data, report } = options;
  const place = databasePlace(data);
  if (!place.made) report(`Preparing the database in ${place.folder}`);
  const { kept, port } = await keepServer(options, place);
  const lock = await lockOut(port, place, data).catch((error) => {
    kept.leave();
    throw error;
  });
  try {
    await createDatabase(port, place);
  } catch (error) {
    await kept.stop(databaseStopMs);
    throw error;
  }
  rememberPlace(data, { ...place, made: true });
  const stop = async () => {
    await lock.end({ timeout: 0 });
    await kept.stop(databaseStopMs);
  };
  return { url: embeddedUrl(port, place), description: `PostgreSQL, embedded, in ${place.folder}`, stop };
}

async function keepServer({ root, data, report, settings }: EmbeddedOptions, place: Place) {
  const adopted = await adoptServer(place);
  const port = adopted?.port ?? (await freePort());
  const logFile = join(data, "logs/postgres.log");
  let found = adopted?.running;
  let { made } = place;
  const launch = async () => {
    const running = found;
    found = undefined;
    if (running) return running;
    const binaries = findBinaries(root, place.account);
    // Only ever at the very first start: a folder that vanished is not to come back empty.
    if (!made) await makeCluster(binaries, place);
    made = true;
    return launchServer({ binaries, place, port, logFile, settings });
  };
  const kept: Kept = await keepRunning({
    name: "PostgreSQL",
    launch,
    report,
    stopSignal: "SIGINT",
    forceSignal: "SIGQUIT",
  });
  return { kept, port };
}

/** Two supervisors with one data folder would each end the other's database: the second one is refused. */
async function lockOut(port: number, place: Place, data: string): Promise<postgres.Sql> {
  const url = embeddedUrl(port, place, "postgres");
  const sql = postgres(url, { max: 1, max_lifetime: null, onnotice: () => {}, prepare: false });
  for (const deadline = Date.now() + lockMs; ; await pause(retryEveryMs)) {
    const [row] = await sql<{ free: boolean }[]>`select pg_try_advisory_lock(${supervisorLock}) as free`;
    if (row?.free) return sql;
    if (Date.now() > deadline) break;
  }
  await sql.end({ timeout: 0 });
  throw new StartProblem(
    `Another Staffroom runs with the data in ${data}: stop that one, or name another folder in STAFFROOM_DATA.`,
  );
}

async function createDatabase(port: number, place: Place): Promise<void> {
  const sql = shortConnection(embeddedUrl(port, place, "postgres"));
  try {
    const [row] = await sql`select 1 from pg_database where datname = ${databaseName}`;
    if (!row) await sql`create database ${sql(databaseName)}`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
