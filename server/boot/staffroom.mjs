#!/usr/bin/env node
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { requireNode } from "./node-version.mjs";

// The console client. Whatever is not its answer goes to the standard error.
requireNode();
const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

try {
  const { clientFor } = await import("./client.mjs");
  if (!existsSync(join(root, "node_modules/commander")) && !existsSync(join(root, "../commander"))) {
    const { ensureInstalled } = await import("./install.mjs");
    await ensureInstalled(root, { out: process.stderr });
  }
  const { run } = await import(pathToFileURL(await clientFor(root)).href);
  process.exitCode = await run(process.argv.slice(2), root);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
