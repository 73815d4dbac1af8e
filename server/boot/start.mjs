import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { requireNode } from "./node-version.mjs";

requireNode();

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const mode = process.argv.includes("--dev") ? "development" : process.argv.includes("--demo") ? "demo" : "production";

endWithNpm();

try {
  await start();
} catch (error) {
  const { BootProblem } = await import("./step.mjs");
  console.error(error instanceof BootProblem ? error.message : error);
  process.exit(1);
}

async function start() {
  process.chdir(root);
  const { ensureInstalled } = await import("./install.mjs");
  await ensureInstalled(root, { development: mode === "development" });
  if (mode === "development") await (await import("./bundle.mjs")).bundleServer(root);
  else await (await import("./build.mjs")).ensureBuilt(root);
  process.setSourceMapsEnabled(true);
  const { supervise } = await import(pathToFileURL(join(root, ".build/start.mjs")).href);
  await supervise({ mode, root });
}

/** npm runs this through a shell, and a signal that ends npm ends the shell alone: whoever lost both ends too. */
function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 250);
  watch.unref();
}
