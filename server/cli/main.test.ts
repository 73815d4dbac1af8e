import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { migrateDatabase } from "@/db/migrate";
import { keepSecret, prepareData } from "@/server/supervisor/data";
import { type Database, openEmbedded } from "@/server/supervisor/postgres/embedded";
import { databasePlace } from "@/server/supervisor/postgres/place";

const root = join(import.meta.dirname, "../..");
// Each command is a process that starts, and some start a database of their own.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let folder: string;
let data: string;
let running: Database | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "staffroom-cli-"));
  chmodSync(folder, 0o711);
  data = prepareData(join(folder, "data"));
  keepSecret(data, undefined);
  running = await start();
  await migrateDatabase(running.url, join(root, "drizzle"));
  const sql = postgres(running.url, { max: 1, onnotice: () => {} });
  await sql`insert into workspace (name, locale) values ('Northern Looms', 'en')`;
  await sql.end();
});
afterAll(async () => {
  await running?.stop();
  for (const one of [data, join(folder, "other")].filter((path) => existsSync(path)))
    rmSync(databasePlace(one).folder, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

const start = () => openEmbedded({ root, data, report: () => {}, settings: { shared_buffers: "16MB" } });

async function command(...args: string[]) {
  return commandWith(data, ...args);
}

async function commandWith(folderOfData: string, ...args: string[]) {
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: "production", STAFFROOM_DATA: folderOfData };
  for (const name of ["DATABASE_URL", "REDIS_URL", "STAFFROOM_SECRET"]) delete env[name];
  const script = join(root, "server/testing/lone-cli.ts");
  const child = spawn(process.execPath, ["--conditions=react-server", "--import", "tsx", script, root, ...args], {
    cwd: root,
    env,
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, out, err };
}

test("from a company that runs to one that is restored elsewhere", async () => {
  const backup = join(folder, "backup");
  const whileRunning = await command("backup", backup);
  expect(whileRunning).toMatchObject({ code: 0, out: expect.stringContaining("Northern Looms: ") });
  expect(readFileSync(join(backup, "secret"), "utf8")).toBe(readFileSync(join(data, "secret"), "utf8"));

  const verified = await command("journal:verify");
  expect(verified).toMatchObject({ code: 0, out: expect.stringContaining("The journal is sound: 1 entries.") });
  const head = /Head: (\d+:[0-9a-f]{64})/.exec(verified.out)?.[1] ?? "";

  const refused = await command("restore", backup, "--replace");
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("Another Staffroom runs") });

  await running?.stop();
  running = undefined;
  expect(await command("journal:verify", "--head", head)).toMatchObject({
    code: 0,
    out: expect.stringContaining("The head that you named is part of it."),
  });
  expect(await command("restore", backup)).toMatchObject({ code: 1, err: expect.stringContaining("--replace") });

  const other = join(folder, "other");
  const restored = await commandWith(other, "restore", backup);
  expect(restored).toMatchObject({ code: 0, out: expect.stringContaining("Northern Looms is back as it was at 20") });
  expect(restored.out).toContain("Recovery codes are void");
  const cut = await commandWith(other, "journal:verify", "--head", head);
  expect(cut).toMatchObject({ code: 1, out: expect.stringContaining("the head that you named is not in the chain") });
  expect(await commandWith(other, "journal:verify")).toMatchObject({ code: 0 });
});

test("what is not understood is explained", async () => {
  for (const args of [
    ["constructor"],
    ["backup", "a", "b"],
    ["journal:verify", "--head", "7"],
    ["restore", "a", "--all"],
  ])
    expect(await command(...args), args.join(" ")).toMatchObject({
      code: 2,
      err: expect.stringContaining("npm run backup -- FOLDER"),
    });
});

test("where no company's data lies, none is made", async () => {
  const nowhere = join(folder, "nowhere");
  for (const args of [["backup", join(folder, "x")], ["journal:verify"]])
    expect(await commandWith(nowhere, ...args)).toMatchObject({
      code: 1,
      err: expect.stringContaining("There is no company's data"),
    });
});
