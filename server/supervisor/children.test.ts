import { expect, test, vi } from "vitest";
import { deferred } from "@/server/testing/deferred";
import { keepRunning, nextDelayMs, type Running } from "./children";
import { launchChild } from "./launch";

const launchNode = (script: string): Running =>
  launchChild({
    command: process.execPath,
    args: ["-e", script],
    cwd: process.cwd(),
    env: process.env,
    onOutput: () => {},
  });
const forever = "setInterval(() => {}, 1000); process.on('disconnect', () => process.exit())";

test("the wait doubles up to five seconds and is forgotten after a long life", () => {
  const delays = [0, 1, 2, 3, 4, 5, 6, 7].reduce<number[]>((all) => [...all, nextDelayMs(all.at(-1) ?? 0, 10)], []);
  expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
  expect(nextDelayMs(5000, 30_000)).toBe(100);
});

test("a child that is killed runs again", async () => {
  const launches: Running[] = [];
  const launch = () => {
    const running = launchNode(forever);
    launches.push(running);
    return running;
  };
  const onRestart = vi.fn();
  const kept = await keepRunning({ name: "child", launch, report: () => {}, onRestart, wait: async () => {} });

  launches[0]?.kill("SIGKILL");
  await vi.waitFor(() => expect(launches).toHaveLength(2));
  expect(onRestart).toHaveBeenCalledOnce();

  await kept.stop(1_000);
  expect(kept.pid).toBeUndefined();
});

test("a start that fails is tried again, later each time", async () => {
  const waits: number[] = [];
  const end = deferred<string>();
  const { promise: back, resolve: isBack } = deferred<void>();
  let starts = 0;
  const launch = (): Running => {
    starts++;
    if (starts === 2 || starts === 3) throw new Error("no room");
    if (starts > 3) isBack();
    return { pid: starts, ended: starts === 1 ? end.promise : back.then(() => new Promise(() => {})), kill: () => {} };
  };
  await keepRunning({ name: "child", launch, report: () => {}, wait: async (ms) => void waits.push(ms) });

  end.resolve("gone");
  await back;

  expect(waits).toEqual([100, 100, 200]);
});

test("a child that ignores the request to end is forced to", async () => {
  const deaf = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); process.send('deaf')";
  const child = launchNode(deaf);
  const kept = await keepRunning({ name: "child", launch: () => child, report: () => {} });

  await kept.stop(50);

  expect(await child.ended).toMatch(/SIG(KILL|TERM)/);
});

test("a stopped child is not started again", async () => {
  const launch = vi.fn(() => launchNode(forever));
  const kept = await keepRunning({ name: "child", launch, report: () => {} });

  await kept.stop(1_000);

  expect(launch).toHaveBeenCalledTimes(1);
});
