import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { libraryFor } from "../boot/client.mjs";

// What `import … from "staffroom/client"` loads: the library is bundled when it is first wanted, and when it has changed.
const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
if (!existsSync(join(root, "node_modules/ws")) && !existsSync(join(root, "../ws"))) {
  const { ensureInstalled } = await import("../boot/install.mjs");
  await ensureInstalled(root, { out: process.stderr });
}
const library = await import(pathToFileURL(await libraryFor(root)).href);

export const { connect, refresh, signIn, StaffroomError } = library;
