import { existsSync } from "node:fs";
import { join } from "node:path";

const entries = {
  start: "server/start.ts",
  live: "server/live/main.ts",
  worker: "server/worker.ts",
  picture: "server/picture.ts",
  cli: "server/cli/main.ts",
  seed: "db/seed.ts",
};

/** Bundles the entries of the server into `.build/*.mjs`; packages stay in node_modules. */
export async function bundleServer(root) {
  const { build, stop } = await import("esbuild");
  const entryPoints = Object.fromEntries(
    Object.entries(entries)
      .map(([name, file]) => [name, join(root, file)])
      .filter(([, file]) => existsSync(file)),
  );
  await build({
    entryPoints,
    outdir: join(root, ".build"),
    outExtension: { ".js": ".mjs" },
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    alias: { "@": root, "server-only": join(root, "server/boot/empty.mjs") },
    conditions: ["react-server"],
    sourcemap: true,
    logLevel: "warning",
  });
  await stop();
}
