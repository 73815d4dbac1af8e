import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Result, resultSchema } from "./result";

// `npm run bench` measures everything; `npm run bench page` one of these.
const benchmarks = ["script-size", "page", "history", "fanout"].filter((name) =>
  existsSync(join(import.meta.dirname, `${name}.ts`)),
);
const runMsMax = 230_000;
const oneMsMax = 110_000;
const longMsMax = 3_600_000;
const graceMs = 8_000;

/** They take minutes, and are measured only where one asks for them by name. */
const long = ["search", "search-quality"];
const [wanted] = process.argv.slice(2);
const chosen = wanted === undefined ? benchmarks : [...benchmarks, ...long].filter((name) => name === wanted);
if (chosen.length === 0) {
  console.error(`There is no benchmark "${wanted}", only: ${[...benchmarks, ...long].join(", ")}.`);
  process.exit(1);
}

let running: ChildProcess | undefined;
let stopped = false;
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    stopped = true;
    running?.kill("SIGTERM");
  });

const startedAt = Date.now();
let broken = false;
console.log(line("What it costs, the peer being 1.00", "ratio", "limit", "detail"));
for (const name of chosen) {
  if (stopped) break;
  const msMax = long.includes(name) ? longMsMax : Math.min(oneMsMax, runMsMax - (Date.now() - startedAt));
  const results = await runOne(name, msMax);
  for (const { name, ratio, limit, detail } of results ?? []) {
    const over = limit !== undefined && ratio > limit;
    broken ||= over;
    console.log(line(name, ratio.toFixed(2), limit?.toFixed(2) ?? "", `${over ? "OVER THE LIMIT: " : ""}${detail}`));
  }
  if (!results) console.log(line(name, "", "", stopped ? "stopped" : "FAILED; the lines above say why"));
  broken ||= !results;
}
process.exitCode = broken || stopped ? 1 : 0;

/** @returns null when it failed or took longer than `ms` */
function runOne(name: string, ms: number): Promise<Result[] | null> {
  return new Promise((resolve) => {
    let results: Result[] | null = null;
    const child = fork(join(import.meta.dirname, "one.ts"), [name], {
      execArgv: [...process.execArgv, "--conditions=react-server"],
      env: { ...process.env, NODE_ENV: "production" },
    });
    running = child;
    const late = setTimeout(() => {
      console.error(`${name} takes longer than ${Math.round(ms / 1000)} s`);
      child.kill("SIGTERM");
    }, ms);
    const force = setTimeout(() => child.kill("SIGKILL"), ms + graceMs);
    child.on("message", (message) => {
      results = resultSchema.array().parse(message);
    });
    child.once("exit", () => {
      clearTimeout(late);
      clearTimeout(force);
      resolve(results);
    });
  });
}

function line(name: string, ratio: string, limit: string, detail: string): string {
  return `${name.padEnd(56)} ${ratio.padStart(7)} ${limit.padStart(6)}  ${detail}`;
}
