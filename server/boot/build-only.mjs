import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuilt } from "./build.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

try {
  await ensureBuilt(root);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
