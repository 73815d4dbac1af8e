import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
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
  await expect.poll(() => answers.length, { timeout: 10_000 }).toBe(3);
  outside.cut();
  await chat.send(room.id, "!time");
  await expect.poll(() => answers.length, { timeout: 10_000 }).toBe(4);
  expect(answers.map(({ thread_id, to, reply_to }) => [thread_id, to?.id ?? null, reply_to !== null])).toEqual([
    [null, null, true],
    [asked.id, null, true],
    [null, anna.id, true],
    [null, null, true],
  ]);
  for (const { text } of answers) expect(text).toMatch(/^It is 2\d{3}-.*Z\.$/);
  chat.close();
}, 40_000);

test("the README shows that very bot, and it has ten lines", () => {
  const source = readFileSync(join(root, "docs/bot.mjs"), "utf8");
  expect(readFileSync(join(root, "README.md"), "utf8")).toContain(source);
  expect(source.split("\n").filter((line) => line !== "").length).toBeLessThanOrEqual(10);
});

/** Until it says that it listens. */
async function start(token: string): Promise<void> {
  const env = { ...process.env, STAFFROOM_SERVER: outside.url, STAFFROOM_TOKEN: token };
  bot = spawn(process.execPath, ["docs/bot.mjs"], { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] });
  if (!bot.stdout) throw new Error("the bot cannot be heard");
  const [line] = await once(createInterface(bot.stdout), "line");
  expect(line).toMatch(/^@robot\d+ listens in 1 rooms\.$/);
}
