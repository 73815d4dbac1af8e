import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { transformSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientExamples, serverExamples } from "@/lib/events/examples";
import { clientFrame } from "@/lib/events/schema";
import { callsInRussian, describedInRussian, groupsInRussian } from "@/lib/i18n/docs-calls";
import { docsLive } from "@/lib/i18n/docs-live";
import { connect } from "@/server/client";
import { Outside } from "@/server/testing/outside";
import { found, person, roomOf, tokenOf } from "@/server/testing/world";
import { beginnings } from "./beginnings";
import { coloured } from "./colouring";
import { callsOf, groupsOf } from "./explaining";
import { openApi, operationId } from "./openapi";
import { routes } from "./table";

const document = openApi(routes);
const origin = "https://chat.example.com";
const calls = groupsOf(document, "en").flatMap(({ name }) => callsOf(document, name, "en", origin));

describe("in Russian", () => {
  test("each call has its sentence, and notes where the table has some; none is left over", () => {
    const noted = Object.fromEntries(routes.map((route) => [operationId(route), route.notes !== ""]));
    const russian = Object.entries(callsInRussian).map(([id, [, notes]]) => [id, notes !== undefined]);
    expect(Object.fromEntries(russian)).toEqual(noted);
    for (const [summary, notes = "я"] of Object.values(callsInRussian)) {
      expect(summary).toMatch(/[а-яё]/i);
      expect(notes).toMatch(/[а-яё]/i);
    }
  });

  test("so has each group, and each word of the document about a field", () => {
    expect(Object.keys(groupsInRussian)).toEqual(document.tags.map(({ name }) => name));
    const said = new Set([...saidOfFields([document.components.schemas, document.paths])]);
    expect([...said].filter((description) => !describedInRussian[description])).toEqual([]);
    expect(Object.keys(describedInRussian).filter((description) => !said.has(description))).toEqual([]);
  });
});

/** What schemas say of themselves, wherever they stand. */
function* saidOfFields(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  const { description } = value as { description?: unknown };
  const isSchema = ["type", "anyOf", "$ref", "const", "allOf"].some((key) => key in value);
  const isParameter = "in" in value && "schema" in value;
  if (typeof description === "string" && (isSchema || isParameter)) yield description;
  for (const inner of Object.values(value)) yield* saidOfFields(inner);
}

describe("what can be copied", () => {
  test("is a line that a shell reads, for each call", () => {
    const lines = [...calls.map((call) => call.curl), ...shellOf(beginnings(origin))];
    expect(() => execFileSync("bash", ["-n"], { input: lines.join("\n") })).not.toThrow();
    for (const call of calls) expect(call.curl).toContain(`"${origin}/api/v1/`);
  });

  test("and a script that Node.js reads", () => {
    for (const { javaScript } of calls) expect(() => transformSync(javaScript, { format: "esm" })).not.toThrow();
    const { libraryBot, plainBot } = beginnings(origin);
    for (const bot of [libraryBot, plainBot]) expect(() => transformSync(bot, { format: "esm" })).not.toThrow();
  });

  test("holds no variable of anybody else's", () => {
    for (const { curl, javaScript } of calls) expect(`${curl}${javaScript}`).not.toMatch(/\{\{|undefined|null/);
  });

  test("colours change nothing of it", () => {
    for (const { curl, javaScript } of calls) {
      expect(textOf(coloured(curl, "bash"))).toBe(curl);
      expect(textOf(coloured(javaScript, "javascript"))).toBe(javaScript);
    }
  });
});

const shellOf = ({ libraryBot, plainBot, problem, ...typed }: ReturnType<typeof beginnings>) => Object.values(typed);
const textOf = (pieces: readonly (readonly [string, string])[]) => pieces.map(([, text]) => text).join("");

test("no shape is unknown, and each field of a body is told with its type", () => {
  for (const call of calls) {
    for (const { shape } of call.answers.filter(({ given }) => given === "shape")) expect(shape).not.toBe("unknown");
    for (const { name, type } of [...call.places, ...call.query, ...call.body]) expect(type, name).not.toBe("anything");
  }
});

test("each call is told with the token that may make it", () => {
  const told = Object.fromEntries(calls.map(({ id, who }) => [id, who]));
  expect(told).toMatchObject({
    post_auth_token: "open",
    post_auth_logout: "anyScope",
    put_me_password: "sessionOnly",
    get_rooms: "readScope",
    get_export: "readScope",
    post_rooms: "writeScope",
    post_users: "adminScope",
    patch_users_id: "adminScope",
    post_invites: "adminScope",
    get_audit: "adminScope",
    patch_settings: "adminScope",
  });
  const saysSo = routes.filter(({ notes }) => notes.startsWith("For administrators.")).map(operationId);
  const ofCompany = routes.filter(({ group, path }) => group === "Running the company" && path !== "export");
  expect(routes.filter(({ forAdmins }) => forAdmins).map(operationId)).toEqual(
    expect.arrayContaining([...saysSo, ...ofCompany.map(operationId)]),
  );
});

test("every frame has a sentence and an example that its schema takes", () => {
  const { clientFrames, serverFrames } = docsLive.en;
  expect(Object.keys(clientFrames)).toEqual(clientFrame.options.map(({ shape }) => shape.type.value));
  for (const frame of Object.values(clientExamples)) expect(clientFrame.safeParse(frame).error).toBeUndefined();
  expect(Object.keys(serverFrames)).toEqual(Object.keys(serverExamples));
});

describe("the bots", () => {
  const root = join(import.meta.dirname, "../..");
  const outside = new Outside();
  let folder: string;
  let bot: ChildProcess | undefined;
  beforeAll(async () => {
    await found();
    await outside.start();
    folder = await mkdtemp(join(root, "node_modules/.bot-"));
  });
  afterAll(async () => {
    bot?.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
    await outside.stop();
  });

  test("with the library is the one that the README shows", () => {
    expect(beginnings(origin).libraryBot).toBe(readFileSync(join(root, "docs/bot.mjs"), "utf8"));
  });

  test("without it answers as it stands there, also to what was said while the line was broken", async () => {
    const [anna, robot] = [await person("anna"), await person("robot")];
    const room = await roomOf(anna, robot);
    const chat = await connect({ url: outside.url, token: await tokenOf(anna) });
    const answers: string[] = [];
    chat.on("message", (message) => void (message.author.id === robot.id && answers.push(message.text)));
    const path = join(folder, "bot.mjs");
    await writeFile(path, beginnings(origin).plainBot);
    const env = { ...process.env, STAFFROOM_SERVER: outside.url, STAFFROOM_TOKEN: await tokenOf(robot) };
    bot = spawn(process.execPath, [path], { env, stdio: ["ignore", "pipe", "inherit"] });
    if (!bot.stdout) throw new Error("the bot cannot be heard");
    await once(createInterface(bot.stdout), "line");
    await chat.send(room.id, "!time");
    await expect.poll(() => answers.length, { timeout: 10_000 }).toBe(1);
    outside.cut();
    await chat.send(room.id, "!time");
    await expect.poll(() => answers.length, { timeout: 30_000 }).toBe(2);
    expect(answers).toEqual([expect.stringMatching(/^It is 2/), expect.stringMatching(/^It is 2/)]);
    chat.close();
  }, 40_000);
});
