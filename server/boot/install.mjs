import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { step } from "./step.mjs";

/**
 * Installs the packages of package-lock.json unless they are there already. Nothing relies on the packages' own
 * install scripts: npm may be set to skip them.
 * @param development whether the tools of the tests are wanted too
 * @param out where it is told
 */
export async function ensureInstalled(root, { development = false, out } = {}) {
  if (isInstalled(root, development)) return;
  const { command, args } = npmCommand(["ci", "--include=dev", "--no-audit", "--no-fund"]);
  await step("Installing packages", command, args, { cwd: root, out });
}

/** npm itself records what it has put into node_modules; that record is compared with the lock. */
export function isInstalled(root, development) {
  const record = join(root, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const wanted = readPackages(join(root, "package-lock.json"));
  const present = readPackages(record);
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "" || entry.optional || entry.devOptional || entry.peer) return true;
    if (entry.dev && !development) return true;
    return present[path]?.version === entry.version;
  });
}

const readPackages = (file) => JSON.parse(readFileSync(file, "utf8")).packages ?? {};

function npmCommand(args) {
  const script = process.env.npm_execpath;
  if (script && /\.c?js$/.test(script)) return { command: process.execPath, args: [script, ...args] };
  return { command: process.platform === "win32" ? "npm.cmd" : "npm", args };
}
