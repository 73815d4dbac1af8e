import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { requireNode } from "./node-version.mjs";

requireNode();
const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const reports = mkdtempSync(join(tmpdir(), "staffroom-reports-"));
const bin = (path) => join(root, "node_modules", path);
process.chdir(root);

try {
  await prepare();
} catch (error) {
  console.error(error.message);
  console.log("0 passed, 1 failed");
  process.exit(1);
}
const results = [];
for (const stage of stages()) results.push(await runStage(stage));
const passed = sum(results.map((result) => result.passed));
const failed = sum(results.map((result) => result.failed));
rmSync(reports, { recursive: true, force: true });
tellFailures(results.flatMap((result) => result.told));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

async function prepare() {
  const { ensureInstalled } = await import("./install.mjs");
  const { ensureSystemPackages } = await import("./system.mjs");
  await ensureInstalled(root, { development: true });
  await ensureSystemPackages();
}

/** In the order of what they cost: the cheap ones first. */
function stages() {
  const vitest = join(reports, "vitest.json");
  const playwright = join(reports, "playwright.json");
  const reporters = ["--reporter=default", `--reporter=${join(root, "server/boot/vitest-report.mjs")}`];
  return [
    {
      title: "Types",
      commands: [
        [bin("next/dist/bin/next"), "typegen"],
        [bin("typescript/bin/tsc"), "--noEmit"],
      ],
    },
    { title: "Lint", commands: [[bin("@biomejs/biome/bin/biome"), "check", "."]] },
    {
      title: "House, units and integration",
      commands: [[bin("vitest/vitest.mjs"), "run", ...reporters]],
      env: { STAFFROOM_VITEST_REPORT: vitest },
      count: () => countVitest(vitest),
    },
    { title: "Production build", commands: [[join(root, "server/boot/build-only.mjs")]] },
    ...(existsSync(join(root, "e2e/playwright.config.ts"))
      ? [
          {
            title: "Browser stories",
            commands: [
              [bin("@playwright/test/cli.js"), "test", "--config=e2e/playwright.config.ts", "--reporter=list,json"],
            ],
            env: { PLAYWRIGHT_JSON_OUTPUT_NAME: playwright },
            count: () => countPlaywright(playwright),
          },
        ]
      : []),
  ];
}

/** A stage without a count of its own counts as one; a runner that crashes counts as a failure, whatever it counted. */
async function runStage({ title, commands, env, count }) {
  console.log(`\n── ${title}`);
  const started = Date.now();
  let code = 0;
  for (const command of commands) if (code === 0) code = await run(command, env);
  const counted = count?.() ?? { passed: code === 0 ? 1 : 0, failed: 0, told: [] };
  if (code !== 0 && counted.failed === 0) {
    counted.failed = 1;
    counted.told.push(`${title}: ended with ${code}`);
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`── ${title}: ${counted.passed} passed, ${counted.failed} failed in ${seconds} s`);
  return counted;
}

function run(args, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env },
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.once("error", () => resolve(1)).once("exit", (code) => resolve(code ?? 1));
  });
}

/** An error that no test waited for fails the run, too, though every test passed. */
function countVitest(file) {
  return readReport(file) ?? unreported("vitest");
}

function countPlaywright(file) {
  const report = readReport(file);
  if (!report) return unreported("playwright");
  const { expected, flaky, unexpected } = report.stats;
  const broken = report.errors.map((error) => error.message);
  const told = [...report.suites.flatMap(storiesIn), ...broken];
  return { passed: expected + flaky, failed: unexpected + broken.length, told };
}

/** The stories of a suite that did not pass at the first try, each with what it said. */
function storiesIn(suite) {
  const own = (suite.specs ?? []).flatMap(({ title, file, tests }) =>
    tests
      .filter(({ status }) => status === "unexpected" || status === "flaky")
      .map(({ status, results: [first] }) => {
        const how = status === "flaky" ? "passed at the second try only: " : "";
        return `${how}${file} › ${title}\n${first?.error?.message ?? ""}`;
      }),
  );
  return [...own, ...(suite.suites ?? []).flatMap(storiesIn)];
}

const unreported = (runner) => ({ passed: 0, failed: 1, told: [`${runner} wrote no report`] });

/** Said once more at the end, where it is found: a run prints thousands of lines before. */
function tellFailures(told) {
  if (told.length > 0) console.log("\n── What did not pass");
  for (const one of told) console.log(one.split("\n").slice(0, 30).join("\n"));
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
