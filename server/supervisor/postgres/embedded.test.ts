import { fork } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { deferred } from "@/server/testing/deferred";
import { prepareData } from "../data";
import { type Database, openEmbedded } from "./embedded";
import { databasePlace } from "./place";

const root = join(import.meta.dirname, "../../..");
// Each of these lays out a database of its own.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

let folder: string;
let data: string;
const opened: Database[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "staffroom-pg-"));
  chmodSync(folder, 0o711);
  data = prepareData(join(folder, "data"));
});

afterEach(async () => {
  for (const database of opened.splice(0)) await database.stop();
  rmSync(databasePlace(data).folder, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

async function open(report: (line: string) => void = () => {}): Promise<Database> {
  const database = await openEmbedded({ root, data, report, settings: { shared_buffers: "16MB" } });
  opened.push(database);
  return database;
}

async function ask<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  return work(sql).finally(() => sql.end({ timeout: 1 }));
}

const serverPid = () => Number(readFileSync(join(databasePlace(data).folder, "postmaster.pid"), "utf8").split("\n")[0]);

test("what was written is there after a stop and a start", async () => {
  const first = await open();
  await ask(first.url, (sql) => sql`create table kept as select 7 as number`);
  await first.stop();
  opened.pop();

  const second = await open();

  expect(await ask(second.url, (sql) => sql`select number from kept`)).toMatchObject([{ number: 7 }]);
});

test("a server that is killed is there again at the same address", async () => {
  const back = deferred<void>();
  const database = await open((line) => line.includes("ended") && back.resolve());
  const before = serverPid();

  process.kill(before, "SIGKILL");
  await back.promise;

  const answered = await waitFor(() => ask(database.url, (sql) => sql`select 1 as one`));
  expect(answered).toMatchObject([{ one: 1 }]);
  expect(serverPid()).not.toBe(before);
});

test("after the supervisor was killed, the next one takes over the server that lives on", async () => {
  const script = join(root, "server/testing/lone-supervisor.ts");
  const lone = fork(script, [root, data], { execArgv: ["--import", "tsx"], cwd: root });
  await once(lone, "message");
  const before = serverPid();
  lone.kill("SIGKILL");
  await once(lone, "exit");

  const database = await open();

  expect(await ask(database.url, (sql) => sql`select 1 as one`)).toMatchObject([{ one: 1 }]);
  expect(serverPid()).toBe(before);
});

test("a second supervisor with the same data is refused, and the first one's server lives on", async () => {
  const database = await open();

  await expect(open()).rejects.toThrow("Another Staffroom runs");

  expect(await ask(database.url, (sql) => sql`select 1 as one`)).toMatchObject([{ one: 1 }]);
});

test("a number left behind that belongs to another process by now does no harm", async () => {
  const first = await open();
  const file = join(databasePlace(data).folder, "postmaster.pid");
  const left = readFileSync(file, "utf8").replace(/^\d+/, String(process.pid));
  await first.stop();
  opened.pop();
  writeFileSync(file, left);

  const second = await open();

  expect(await ask(second.url, (sql) => sql`select 1 as one`)).toMatchObject([{ one: 1 }]);
});

test("a database that is gone is not replaced by an empty one", async () => {
  const first = await open();
  await first.stop();
  opened.pop();
  const { folder: cluster, ...place } = databasePlace(data);
  rmSync(cluster, { recursive: true });

  await expect(open()).rejects.toThrow("is gone or out of reach");
  expect(place.made).toBe(true);
  rmSync(join(data, "database.json"));
});

async function waitFor<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
