import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readMessages } from "@/lib/messages/pages";
import { Outside } from "@/server/testing/outside";
import { buildProgram, Desk } from "@/server/testing/program";
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

test("a script sends what is piped in, hears it as NDJSON, and is at the end of its input done", async () => {
  const boris = await person("boris");
  const room = await roomOf(boris);
  const desk = new Desk({ STAFFROOM_SERVER: outside.url, STAFFROOM_TOKEN: await tokenOf(boris) });
  const done = await desk.given("one\n\ntwo\n", "talk", String(room.id), "--json");
  expect([done.code, done.err]).toEqual([0, ""]);
  const told = done.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(told[0]).toEqual({ type: "ready", room_id: room.id });
  expect((await readMessages(boris.actor, { roomId: room.id })).items.map(({ text }) => text)).toEqual(["one", "two"]);
  const wrong = await desk.given("/pn oops\n", "talk", String(room.id), "--json");
  expect([wrong.code, JSON.parse(wrong.err)]).toEqual([1, { type: "error", detail: expect.stringContaining("/pn") }]);
  desk.clear();
});
