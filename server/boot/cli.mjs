import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { requireNode } from "./node-version.mjs";

requireNode();
const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
// npm runs this in the product's folder; what the owner names lies where the owner stands.
const stands = process.env.INIT_CWD ?? process.cwd();
const [command, ...rest] = process.argv.slice(2);
const args = rest.map((arg) => (arg.startsWith("-") || command === "journal:verify" ? arg : resolve(stands, arg)));

try {
  process.chdir(root);
  const { ensureInstalled } = await import("./install.mjs");
  await ensureInstalled(root);
  await ensureBundled();
  process.setSourceMapsEnabled(true);
  const { run } = await import(pathToFileURL(join(root, ".build/cli.mjs")).href);
  process.exit(await run([command, ...args], root));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

/** The pages are not needed for this, and a product that runs must not find them gone. */
async function ensureBundled() {
  const { sourceStamp } = await import("./stamp.mjs");
  const stamp = join(root, ".build/stamp");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sourceStamp(root)) return;
  const { bundleServer } = await import("./bundle.mjs");
  await bundleServer(root);
}
