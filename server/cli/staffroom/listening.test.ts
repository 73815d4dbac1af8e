import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Outside } from "@/server/testing/outside";
import { buildProgram } from "@/server/testing/program";
import { person, roomOf, say, tokenOf, whisperTo } from "@/server/testing/world";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const outside = new Outside();
beforeAll(async () => {
  await Promise.all([outside.start(), buildProgram()]);
});
afterAll(() => outside.stop());

test("for a script what is said comes as NDJSON, what is whispered to others does not", async () => {
  const [anna, boris, clara] = [await person("anna"), await person("boris"), await person("clara")];
  const room = await roomOf(anna, boris, clara);
  const program = join(import.meta.dirname, "../../boot/staffroom.mjs");
  const child = spawn(process.execPath, [program, "talk", String(room.id), "--json"], {
    env: { ...process.env, STAFFROOM_SERVER: outside.url, STAFFROOM_TOKEN: await tokenOf(boris) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value ?? "null") as unknown;
  expect(await next()).toEqual({ type: "ready", room_id: room.id });
  await whisperTo(anna, room, clara, "not for boris");
  await say(anna, await roomOf(anna, boris), "elsewhere");
  const said = await say(anna, room, "for\u009ball");
  expect(await next()).toMatchObject({ type: "message", message: { id: said.id, text: said.text } });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGINT");
  expect(await ended).toBe(130);
});
