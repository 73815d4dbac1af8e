import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Measures } from "./measures";

const up = { live: true, database: true, bus: true };
const report = (counts: Record<string, number>, gauges: Record<string, number> = {}) => ({
  type: "measures",
  counts,
  gauges,
});
const linesOf = async (measures: Measures, name: string) =>
  (await measures.text(up)).split("\n").filter((line) => line.startsWith(`staffroom_${name}`));

test("what a process counted goes on where it was when the process is started again", async () => {
  const measures = new Measures();
  measures.hear("live", report({ frames_sent: 10 }, { sockets: 3 }));
  measures.hear("live", report({ frames_sent: 15 }, { sockets: 4 }));
  expect(await linesOf(measures, "sockets")).toEqual(['staffroom_sockets{process="live"} 4']);
  measures.restarted("live");
  expect(await linesOf(measures, "sockets")).toEqual([]);
  measures.hear("live", report({ frames_sent: 2 }));
  expect(await linesOf(measures, "frames_sent_total")).toEqual(['staffroom_frames_sent_total{process="live"} 17']);
  expect(await linesOf(measures, "restarts_total")).toEqual(['staffroom_restarts_total{process="live"} 1']);
});

test("what is no report, or tells of what nobody knows, changes nothing", async () => {
  const measures = new Measures();
  for (const message of [null, "x", { type: "other" }, report({ frames_sent: -1 }), { type: "measures", counts: 1 }])
    measures.hear("web", message);
  measures.hear("web", report({ unheard_of: 1 }, { unknown: 2 }));
  expect(await measures.text(up)).not.toMatch(/process="web"/);
});

test("which parts answer is told for each", async () => {
  const text = await new Measures().text({ live: true, database: false, bus: true });
  expect(text).toContain('staffroom_up{part="live"} 1');
  expect(text).toContain('staffroom_up{part="database"} 0');
});

test("a child reports by itself how it does and what it counted", async () => {
  const preload = join(import.meta.dirname, "../boot/measures.mjs");
  const work = `globalThis.staffroomCounts = { messages_posted: 7 };
    globalThis.staffroomGauges = { sockets: () => 2 };
    process.on("disconnect", () => process.exit(0));`;
  const child = spawn(process.execPath, ["--import", preload, "--input-type=module", "-e", work], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const measures = new Measures();
  measures.hear("web", await new Promise((resolve) => child.once("message", resolve)));
  child.disconnect();
  expect(await linesOf(measures, "messages_posted_total")).toEqual([
    'staffroom_messages_posted_total{process="web"} 7',
  ]);
  expect(await linesOf(measures, "sockets")).toEqual(['staffroom_sockets{process="web"} 2']);
  expect((await linesOf(measures, "resident_bytes")).join()).toContain('process="web"');
  await new Promise((resolve) => child.once("exit", resolve));
});
