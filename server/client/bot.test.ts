import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mintToken, revokeToken } from "@/lib/auth/personal-tokens";
// @ts-expect-error the boot folder is plain JavaScript: it runs before anything is built
import { makeTypes } from "@/server/boot/types.mjs";
import { Outside } from "@/server/testing/outside";
import { found, person, roomOf, tokenOf } from "@/server/testing/world";
import type { MessageView } from "./index";
import { connect } from "./index";

const root = join(import.meta.dirname, "../..");
const outside = new Outside();
let bot: ChildProcess | undefined;
beforeAll(async () => {
  await found();
  await outside.start();
});
afterAll(async () => {
  bot?.kill("SIGKILL");
  await outside.stop();
});

test("the bot of the README, word for word, answers: in the room, in a thread, to a whisper, and after a break", async () => {
  const [anna, robot] = [await person("anna"), await person("robot")];
  const room = await roomOf(anna, robot);
  const chat = await connect({ url: outside.url, token: await tokenOf(anna) });
  await start(await tokenOf(robot));
  const answers: MessageView[] = [];
  chat.on("message", (message) => void (message.author.id === robot.id && answers.push(message)));
  const asked = await chat.send(room.id, "!time");
  await chat.send(room.id, "!time", { threadId: asked.id });
  await chat.send(room.id, "!time", { to: robot.id });
  await chat.send(room.id, "not for the bot");
  await expect.poll(() => answers.length, { timeout: 30_000 }).toBe(3);
  outside.cut();
  await chat.send(room.id, "!time");
  await expect.poll(() => answers.length, { timeout: 30_000 }).toBe(4);
  expect(answers.map(({ thread_id, to, reply_to }) => [thread_id, to?.id ?? null, reply_to !== null])).toEqual([
    [null, null, true],
    [asked.id, null, true],
    [null, anna.id, true],
    [null, null, true],
  ]);
  for (const { text } of answers) expect(text).toMatch(/^It is 2\d{3}-.*Z\.$/);
  chat.close();
}, 120_000);

test("once its token is revoked it ends with an error that says so, and not as if all were well", async () => {
  const robot = await person("robot");
  await roomOf(robot);
  const { id, token } = await mintToken(robot.actor, { name: "bot" });
  const { child, said } = await start(token);
  const ended = once(child, "exit");
  await revokeToken(robot.actor, { id });
  expect(await ended).toEqual([1, null]);
  expect(said()).toContain("The token is no good");
}, 60_000);

test("what can be no token is told before any server is asked", async () => {
  for (const token of ["staffroom_…", "two words", "", undefined as unknown as string])
    await expect(connect({ url: "http://127.0.0.1:9", token })).rejects.toThrow(/^token must be an access token/);
});

test("the README shows that very bot, and it has ten lines", () => {
  const source = readFileSync(join(root, "docs/bot.mjs"), "utf8");
  expect(readFileSync(join(root, "README.md"), "utf8")).toContain(source);
  expect(source.split("\n").filter((line) => line !== "").length).toBeLessThanOrEqual(10);
});

test("whoever writes TypeScript elsewhere gets the types, in both ways in which modules are found", async () => {
  await makeTypes(root);
  const folder = mkdtempSync(join(tmpdir(), "staffroom-typed-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/staffroom"), "dir");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  const script = `import { connect, StaffroomError, type MessageView } from "staffroom/client";
    const chat = await connect({ url: "http://x", token: "t" });
    chat.on("message", async (message) => { const said: MessageView = await chat.reply(message, message.author.username); });
    // @ts-expect-error there is no such field
    chat.on("typing", (event) => event.nothing);
    // @ts-expect-error one says who one is
    connect({ url: "http://x" });
    export const refused = (error: unknown) => error instanceof StaffroomError && error.code === "not_found";`;
  writeFileSync(join(folder, "script.ts"), script);
  const compiler = [join(root, "node_modules/typescript/bin/tsc"), "--noEmit", "--strict", "--target", "es2022"];
  const types = ["--types", "node", "--typeRoots", join(root, "node_modules/@types")];
  for (const [module, resolution] of [
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ] as const) {
    const args = [...compiler, ...types, "--module", module, "--moduleResolution", resolution, "script.ts"];
    expect(spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" }).stdout).toBe("");
  }
  rmSync(folder, { recursive: true });
}, 120_000);

/** Until it says that it listens. @returns it, and what it has said of errors */
async function start(token: string): Promise<{ child: ChildProcess; said: () => string }> {
  const env = { ...process.env, STAFFROOM_SERVER: outside.url, STAFFROOM_TOKEN: token };
  const child = spawn(process.execPath, ["docs/bot.mjs"], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  bot = child;
  let errors = "";
  child.stderr.on("data", (part) => {
    errors += part;
  });
  const [line] = await once(createInterface(child.stdout), "line");
  expect(line).toMatch(/^@robot\d+ listens in 1 rooms\.$/);
  return { child, said: () => errors };
}
