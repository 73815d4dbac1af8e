import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { requireNode } from "./node-version.mjs";

requireNode();
const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
process.chdir(root);

try {
  const { ensureInstalled } = await import("./install.mjs");
  await ensureInstalled(root, { development: true });
  const { ensureBuilt } = await import("./build.mjs");
  await ensureBuilt(root);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
const bench = spawn(process.execPath, [tsx, join(root, "bench/main.ts"), ...process.argv.slice(2)], {
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => bench.kill(signal));
bench.on("exit", (code) => process.exit(code ?? 1));
