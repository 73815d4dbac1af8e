import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * npm leaves an optional package out of the lock when the registry at hand does not have it, and then refuses to install
 * from that lock (`Missing: … from lock file`). Each one missing gets an entry by name, so that the lock serves every
 * platform from every registry; on a platform that needs it, npm fetches it by its version.
 * Run it after a change of packages: `node server/boot/complete-lock.mjs`.
 */
export function completeLock(lock) {
  const { packages } = lock;
  for (const [path, entry] of Object.entries(packages)) {
    delete entry.resolved;
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!isPresent(packages, path, name)) packages[`node_modules/${name}`] = missingEntry(name, version);
    }
  }
  lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, "en")));
  return lock;
}

/** Node's own way of looking: beside the package that asks, then in each folder above. */
function isPresent(packages, asking, name) {
  for (let folder = asking; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) return true;
    if (folder === "" || !folder.includes("node_modules")) return false;
  }
}

const systems = {
  windows: "win32",
  win32: "win32",
  darwin: "darwin",
  linux: "linux",
  android: "android",
  freebsd: "freebsd",
};
const processors = ["arm64", "x64", "ia32", "arm", "wasm32"];

function missingEntry(name, version) {
  const words = name.split("/").at(-1).split("-");
  const os = words.map((word) => systems[word]).find(Boolean);
  const cpu = processors.find((word) => words.includes(word)) ?? (words.includes("gnueabihf") ? "arm" : undefined);
  const libc = words.includes("musl") ? ["musl"] : words.includes("gnu") ? ["glibc"] : undefined;
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(libc && { libc }),
    optional: true,
    ...(os && { os: [os] }),
  };
}

if (process.argv[1]?.endsWith("complete-lock.mjs")) {
  const file = join(import.meta.dirname, "../../package-lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, `${JSON.stringify(completeLock(lock), null, 2)}\n`);
}
