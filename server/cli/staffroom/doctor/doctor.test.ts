import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { draftsOf } from "@/lib/messages/drafts";
import { Outside } from "@/server/testing/outside";
import { buildProgram, Desk, Seat } from "@/server/testing/program";
import { person, roomOf, say, type TestPerson, tokenOf } from "@/server/testing/world";
import type { Finding } from "./finding";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

interface Report {
  ok: boolean;
  server: string;
  checks: Finding[];
}

let front: Outside;
let anna: TestPerson;
let data: string;
const desks: Desk[] = [];
const servers: Server[] = [];

/** Somebody at the server's own machine. */
function atServer(env: Record<string, string> = {}, kind: typeof Desk = Seat): Desk {
  const { DATABASE_URL = "", REDIS_URL = "" } = process.env;
  const own = { DATABASE_URL, REDIS_URL, STAFFROOM_DATA: data, HOST: "127.0.0.1", PORT: new URL(front.url).port };
  const desk = new kind({ ...own, ...env });
  desks.push(desk);
  return desk;
}

function elsewhere(env: Record<string, string> = {}): Desk {
  const desk = new Seat(env);
  desks.push(desk);
  return desk;
}

async function examine(desk: Desk, ...args: string[]): Promise<Report & { code: number | null }> {
  const { code, out, err } = await desk.run("doctor", ...args, "--json");
  expect(err).toBe("");
  return { code, ...(JSON.parse(out) as Report) };
}

const stateOf = ({ checks }: Report, check: string) => checks.find((one) => one.check === check)?.state;
const brokenIn = ({ checks }: Report) => checks.filter(({ state }) => state === "broken").map(({ check }) => check);

/** Something else that listens, for as long as the tests. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  await buildProgram();
  data = mkdtempSync(join(tmpdir(), "staffroom-doctor-"));
  anna = await person("anna");
  const room = await roomOf(anna, await person("boris"));
  await say(anna, room, "hello");
  front = new Outside();
  await front.start();
});
afterAll(async () => {
  await front.stop();
  for (const server of servers) server.close();
  for (const desk of desks) desk.clear();
  rmSync(data, { recursive: true, force: true });
});

describe("at the server's own machine", () => {
  test("a healthy one is told to be healthy, part by part, a message's way too", async () => {
    const found = await examine(atServer({ STAFFROOM_TOKEN: await tokenOf(anna) }, Desk));
    expect(found.checks.filter(({ state }) => state !== "well")).toEqual([]);
    const looked = ["node", "configuration", "data", "disk", "database", "migrations", "bus", "server", "ready"];
    expect(found.checks.map(({ check }) => check)).toEqual([...looked, "socket", "socket", "message", "clock"]);
    expect(found).toMatchObject({ code: 0, ok: true, server: front.url });
  });

  test("nobody is told of the way that was tried, and nothing is left of it", async () => {
    await examine(atServer({ STAFFROOM_TOKEN: await tokenOf(anna) }));
    expect(await draftsOf(anna.actor)).toEqual([]);
  });

  test("who is not signed in learns what can be learnt without", async () => {
    const found = await examine(atServer());
    expect(stateOf(found, "socket")).toBe("well");
    expect(stateOf(found, "message")).toBe("skipped");
    expect(found.code).toBe(0);
  });

  test("each variable that is broken is named, with a value that works", async () => {
    const desk = atServer({ STAFFROOM_URL: "chat", STAFFROOM_SECRET: "short", STAFFROOM_LOG: "loud" });
    const found = await examine(desk);
    expect(found).toMatchObject({ code: 1, ok: false });
    const said = found.checks.filter(({ check }) => check === "configuration").map((one) => one.said);
    expect(said).toEqual([
      expect.stringMatching(/^STAFFROOM_SECRET .*For example: STAFFROOM_SECRET=/),
      expect.stringMatching(/^STAFFROOM_URL .*For example: STAFFROOM_URL=https/),
      expect.stringMatching(/^STAFFROOM_LOG .*For example: STAFFROOM_LOG=info/),
    ]);
    expect(brokenIn(found)).toEqual(["configuration", "configuration", "configuration"]);
    expect(found.checks.every(({ state, mend }) => state !== "broken" || Boolean(mend))).toBe(true);
    const russian = await desk.run("doctor", "--lang", "ru");
    expect(russian).toMatchObject({
      code: 1,
      out: expect.stringContaining("✗ Настройки среды  неисправно: STAFFROOM_"),
    });
    expect(russian.out).toContain("3 неисправности.");
  });

  test("a database, a bus and a server that are away are told apart", async () => {
    const away = { DATABASE_URL: "postgres://a:b@127.0.0.1:9/c", REDIS_URL: "redis://:secret@127.0.0.1:9", PORT: "9" };
    const found = await examine(atServer(away));
    expect(found.code).toBe(1);
    expect(brokenIn(found)).toEqual(["database", "bus", "server"]);
    expect(JSON.stringify(found)).not.toContain("secret");
  });

  test("a schema of another version is told", async () => {
    const sql = postgres(process.env.DATABASE_URL ?? "", { max: 1 });
    try {
      const [row] =
        await sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 9999999999999) returning id`;
      expect(brokenIn(await examine(atServer()))).toEqual(["migrations"]);
      await sql`delete from drizzle.__drizzle_migrations where id = ${row?.id}`;
      const [last] = await sql`delete from drizzle.__drizzle_migrations where created_at =
        (select max(created_at) from drizzle.__drizzle_migrations) returning hash, created_at`;
      expect(brokenIn(await examine(atServer()))).toEqual(["migrations"]);
      await sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${last?.hash}, ${last?.created_at})`;
    } finally {
      await sql.end();
    }
  });

  test("where nothing lies, it says what to do", async () => {
    const desk = elsewhere({ STAFFROOM_DATA: join(data, "nothing"), PORT: "9" });
    const { code, out } = await desk.run("doctor");
    expect(code).toBe(1);
    expect(out).toContain("npm start");
  });
});

describe("at a server of which the address is known", () => {
  test("a healthy one", async () => {
    const found = await examine(elsewhere({ STAFFROOM_SERVER: front.url, STAFFROOM_TOKEN: await tokenOf(anna) }));
    expect(found.checks.map(({ check, state }) => [check, state])).toEqual(
      ["server", "ready", "socket", "socket", "message", "clock"].map((check) => [check, "well"]),
    );
    expect(found.code).toBe(0);
  });

  test("no server, and something else in its place", async () => {
    expect(brokenIn(await examine(elsewhere(), "--url", "http://127.0.0.1:9"))).toEqual(["server"]);
    const other = await serve((_, response) => void response.writeHead(404).end("not here"));
    expect(brokenIn(await examine(elsewhere(), "--url", other))).toEqual(["server"]);
    expect(await elsewhere().run("doctor", "--remote")).toMatchObject({ code: 2 });
  });

  test("a proxy that lets no sockets through, parts that are away, a clock that is off", async () => {
    const date = new Date(Date.now() - 3_600_000).toUTCString();
    const url = await serve((request, response) => {
      const isReady = request.url === "/readyz";
      response.setHeader("date", date).writeHead(isReady ? 503 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(isReady ? { live: true, database: true, bus: false } : { status: "ok" }));
    });
    const found = await examine(elsewhere(), "--url", url);
    expect(brokenIn(found)).toEqual(["ready", "socket", "clock"]);
    expect(found.checks.find(({ check }) => check === "ready")?.said).toContain("bus");
  });

  test("a session that is not taken any more is no fault of the server's", async () => {
    const found = await examine(elsewhere({ STAFFROOM_SERVER: front.url, STAFFROOM_TOKEN: "x.y.z" }));
    expect(found.code).toBe(0);
    expect(found.checks.filter(({ state }) => state === "warning").map(({ check }) => check)).toEqual(["socket"]);
  });
});
