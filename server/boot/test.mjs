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
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${vitest}`];
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
  const counted = count?.() ?? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  if (code !== 0 && counted.failed === 0) counted.failed = 1;
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

function countVitest(file) {
  const report = readReport(file);
  if (!report) return { passed: 0, failed: 1 };
  // A file that does not even load holds no failed test.
  const broken = report.testResults.filter((suite) => suite.status === "failed" && suite.assertionResults.length === 0);
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
}

function countPlaywright(file) {
  const report = readReport(file);
  if (!report) return { passed: 0, failed: 1 };
  const { expected, flaky, unexpected } = report.stats;
  return { passed: expected + flaky, failed: unexpected + report.errors.length };
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
