import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import type { Role } from "@/lib/access/actor";
import { answerRequest } from "@/lib/api/answer";
import { type Operation, openApi, type Parameter } from "@/lib/api/openapi";
import { routes } from "@/lib/api/table";
import { env } from "@/lib/env";
import { saveDraft } from "@/lib/messages/drafts";
import { startDirect } from "@/lib/rooms/direct";
import { type Aims, Dice, hostile, made, nounOf, type Schema, spoiled } from "./made-up";
import {
  attachedFile,
  found,
  person,
  replyIn,
  roomOf,
  say,
  signInAgain,
  type TestPerson,
  tokenOf,
  whisperTo,
} from "./world";

vi.hoisted(() => {
  // The environment is parsed when the first module asks: before any of the imports above.
  process.env.STAFFROOM_DATA = `${process.env.TMPDIR ?? "/tmp"}/staffroom-calls-${process.pid}`;
});

/** How many requests are made of the document; `npm run fuzz` asks for 20,000. */
const runs = Number(process.env.STAFFROOM_FUZZ ?? 2_000);
const seed = Number(process.env.STAFFROOM_FUZZ_SEED ?? Date.now() % 1e9);
const atOnce = 8;
/** After so many, what was deleted, archived or locked meanwhile is there again. */
const furnishedEvery = 200;

/** Said in Anna's private room and in its name: for its members alone, unless an administrator lets others in. */
const inside = "zqxinside";
/** Whispered, said directly and half written by Anna: for nobody else, whatever their role. */
const closed = "zqxclosed";

interface Call {
  operation: Operation;
  method: string;
  path: string;
}
const calls: Call[] = Object.entries(openApi(routes).paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ operation, method: method.toUpperCase(), path })),
);
/** It would ask the address that was made up. */
const reachesOut = new Set(["put_settings_provider"]);

let anna: TestPerson;
let clara: TestPerson;
let attackers: TestPerson[];
let rulers: TestPerson[];
let aims: Aims;
let hers: Aims;
const roles = new Map<number, Role>();

beforeAll(async () => {
  await found();
  [anna, clara] = [await person("anna"), await person("clara")];
  attackers = [await person("boris"), await person("gina", "guest"), await person("bert", "bot")];
  rulers = [await person("ada", "admin"), await person("olga", "owner")];
  for (const { id, actor } of [...attackers, ...rulers]) roles.set(id, actor.role);
  hers = await furnishHers();
  await furnish();
});
afterAll(() => rm(env().STAFFROOM_DATA, { recursive: true, force: true }));

/** What is to be seen by Anna and Clara alone. */
async function furnishHers(): Promise<Aims> {
  const room = await roomOf(anna, clara);
  await database().execute(sql`update rooms set name = ${`${inside} room`}, topic = ${inside} where id = ${room.id}`);
  const root = await say(anna, room, `${inside} said`);
  const reply = await replyIn(clara, root, `${inside} replied`);
  const file = await attachedFile(anna, root, `${inside}.txt`);
  const { room: direct } = await startDirect(anna.actor, { user_ids: [clara.id] });
  const told = await say(anna, direct, `${closed} directly`);
  await saveDraft(anna.actor, { roomId: direct.id, text: `${closed} half` });
  return {
    rooms: [room.id, direct.id],
    messages: [root.id, reply.id, told.id],
    users: [anna.id, clara.id],
    files: [file],
  };
}

/** Rooms in which all stand beside one another, with something of everything, Anna's whispers among it. */
async function furnish(): Promise<void> {
  await database().execute(sql`update workspace set second_factor = 'optional', room_creation = 'guests', membership = 'members',
    session_days = 30, session_idle_days = 7, admin_session_hours = 12, admin_idle_minutes = 60, registration = 'invited'`);
  for (const who of [...attackers, ...rulers, anna, clara]) await restore(who);
  const [boris, gina] = attackers as [TestPerson, TestPerson];
  const room = await roomOf(boris, anna, clara, ...attackers.slice(1), ...rulers);
  const root = await say(boris, room, "hello @all");
  const reply = await replyIn(gina, root, "a reply");
  const hidden = await whisperTo(anna, room, clara, `${closed} whispered`);
  const whisper = await whisperTo(boris, room, gina, "psst");
  await saveDraft(anna.actor, { roomId: room.id, text: `${closed} half` });
  const files = [await attachedFile(boris, root), await attachedFile(anna, hidden, `${closed}.txt`)];
  const mine = [...attackers, ...rulers].map(({ id }) => id);
  aims = {
    rooms: [...Array<number>(6).fill(room.id), ...hers.rooms, 2_000_000_000],
    messages: [...Array<number>(8).fill(root.id), reply.id, whisper.id, hidden.id, ...hers.messages, 2_000_000_000],
    users: [...mine, ...hers.users, 2_000_000_000],
    files: [...files, ...hers.files, 2_000_000_000],
  };
}

/** They are what they were, and signed in. */
async function restore(who: TestPerson): Promise<void> {
  const role = roles.get(who.id) ?? "member";
  await database().execute(sql`update persons set active = true, role = ${role} where id = ${who.id}`);
  Object.assign(who, await signInAgain({ id: who.id, actor: { role } }));
}

/** A request that the document allows, one with a place of it spoiled, or one of anything at all. */
function requestOf(dice: Dice, { operation, method, path }: Call, who: TestPerson | null, token: string) {
  const how = dice.pick(["allowed", "allowed", "allowed", "spoiled", "spoiled", "anything"] as const);
  const valueFor = (schema: Schema, name: string) => {
    const value = made(dice, schema, aims, name);
    return how === "anything" && dice.chance(0.5) ? hostile(dice) : value;
  };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => placeFor(dice, operation.parameters, name, how));
  const query = new URLSearchParams();
  for (const { name, schema, required, in: where } of operation.parameters) {
    if (where !== "query" || (!required && dice.chance(0.5))) continue;
    const value = valueFor(schema as Schema, name);
    query.append(name, well(how === "spoiled" && dice.chance(0.4) ? hostile(dice) : value));
  }
  if (how === "anything" && dice.chance(0.2)) query.append(well(hostile(dice)), "1");
  const headers = new Headers({ "accept-language": dice.pick(["ru", "en", "*", "x;q=9"]) });
  if (who) headers.set("authorization", `${dice.pick(["Bearer", "bearer", "Token"])} ${token}`);
  if (dice.chance(0.1)) headers.set("range", dice.pick(["bytes=0-", "bytes=-5", "bytes=9-2", "bytes=x", "lines=1"]));
  const body = bodyOf(dice, operation, how, headers);
  return { method: dice.chance(0.05) && method === "GET" ? "HEAD" : method, path: filled, query, headers, body };
}

function placeFor(dice: Dice, parameters: Parameter[], name: string, how: string): string {
  if (how !== "allowed" && dice.chance(0.3)) return encodeURIComponent(well(hostile(dice))) || "x";
  const schema = parameters.find((parameter) => parameter.name === name)?.schema as Schema | undefined;
  if (name === "emoji") return encodeURIComponent(dice.pick(["👍", "❤", "🎉"]));
  const noun = nounOf(name);
  return String(noun ? dice.pick(aims[noun]) : made(dice, schema ?? {}, aims, name));
}

function bodyOf(dice: Dice, { requestBody }: Operation, how: string, headers: Headers): BodyInit | undefined {
  const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  if (!type || !content) return undefined;
  if (type === "multipart/form-data") {
    const form = new FormData();
    form.append(how === "anything" ? "x" : "file", new Blob(["a few words"]), well(hostile(dice)) || "x.txt");
    return form;
  }
  const value = made(dice, content.schema as Schema, aims);
  headers.set("content-type", how === "anything" && dice.chance(0.2) ? "text/plain" : "application/json");
  if (how === "allowed") return JSON.stringify(value);
  if (how === "anything" && dice.chance(0.2)) return dice.pick(["", "{", "[1,", "null", '"x"', "\0", '{"a":1}{"b":2}']);
  return JSON.stringify(how === "spoiled" ? spoiled(dice, value) : hostile(dice));
}

/** As it stands in an address, which no half of a pair of UTF-16 can. */
const well = (value: unknown): string =>
  (typeof value === "string" ? value : JSON.stringify(value)).slice(0, 2_000).toWellFormed();

interface Tally {
  statuses: Map<number, number>;
  done: Set<string>;
}

async function fuzz(dice: Dice, people: (TestPerson | null)[], number: number, secrets: string[], tally: Tally) {
  for (let from = 0; from < number; from += atOnce) {
    if (from % furnishedEvery < atOnce) await furnish();
    const batch = Array.from({ length: Math.min(atOnce, number - from) }, async () => {
      const call = dice.pick(calls.filter(({ operation }) => !reachesOut.has(operation.operationId)));
      const who = dice.pick(people);
      const asked = requestOf(dice, call, who, who ? await tokenOf(who) : "");
      const { status, text } = await ask(asked);
      const told = `${asked.method} ${asked.path}?${asked.query} ${String(asked.body).slice(0, 500)}: ${status} ${text.slice(0, 500)}`;
      expect(status, told).toBeLessThan(500);
      for (const secret of secrets) expect(text.includes(secret), `${who?.actor.displayName}: ${told}`).toBe(false);
      if (status >= 400 && asked.method !== "HEAD") expect(JSON.parse(text), told).toMatchObject({ status });
      tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1);
      if (status < 300) tally.done.add(call.operation.operationId);
      if (status === 401 && who) await restore(who);
    });
    await Promise.all(batch);
  }
}

async function ask({ method, path, query, headers, body }: ReturnType<typeof requestOf>) {
  const request = new Request(`https://chat.example.com${path}?${query}`, {
    method,
    headers,
    body: method === "GET" || method === "HEAD" ? undefined : body,
  });
  const segments = new URL(request.url).pathname.split("/").slice(3).map(decoded);
  const response = await answerRequest(request, segments, {
    visitor: async () => null,
    device: { kind: "api", userAgent: "test", address: randomUUID() },
    origin: "https://chat.example.com",
  });
  // An export is cut short where its session ends meanwhile.
  const isStream = response.headers.get("content-type") === "application/x-ndjson";
  return {
    status: response.status,
    text: await response.text().catch((error) => (isStream ? "" : Promise.reject(error))),
  };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

test(`${runs} requests made from the document (seed ${seed}): none is answered with a fault, and nobody learns what is others'`, {
  timeout: 3_600_000,
}, async () => {
  const dice = new Dice(seed);
  const tally: Tally = { statuses: new Map(), done: new Set() };
  const startedAt = performance.now();
  await fuzz(dice, [...attackers, ...attackers, null], Math.ceil(runs * 0.7), [inside, closed], tally);
  await fuzz(dice, rulers, Math.floor(runs * 0.3), [closed], tally);
  const never = calls.map(({ operation }) => operation.operationId).filter((id) => !tally.done.has(id));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  const statuses = [...tally.statuses].sort(([a], [b]) => a - b).map(([status, times]) => `${status}: ${times}`);
  console.log(`${runs} requests in ${seconds} s, seed ${seed}; ${statuses.join(", ")}`);
  console.log(
    `${tally.done.size} of ${calls.length} calls were done at least once; never: ${never.join(", ") || "none"}`,
  );
  // What is refused at the door would find nothing behind it.
  expect(tally.done.size).toBeGreaterThan(calls.length * 0.6);
  expect(tally.statuses.get(429) ?? 0).toBeLessThan(runs * 0.05);
});

test("what nobody may learn is there for Anna", async () => {
  await restore(anna);
  const token = await tokenOf(anna);
  const headers = new Headers({ authorization: `Bearer ${token}` });
  const query = new URLSearchParams();
  const { text } = await ask({ method: "GET", path: "/api/v1/export", query, headers, body: undefined });
  for (const secret of [inside, closed]) expect(text).toContain(secret);
});
