import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleServer } from "./bundle.mjs";
import { sourceStamp } from "./stamp.mjs";
import { step } from "./step.mjs";
import { makeTypes } from "./types.mjs";

/** Builds the pages and the server unless the last build was made from these very sources. */
export async function ensureBuilt(root) {
  const stampFile = join(root, ".build/stamp");
  const stamp = sourceStamp(root);
  const built = existsSync(stampFile) && readFileSync(stampFile, "utf8");
  if (built === stamp && existsSync(join(root, ".next/BUILD_ID"))) return;
  rmSync(join(root, ".build"), { recursive: true, force: true });
  mkdirSync(join(root, ".build"), { recursive: true });
  await step("Building the pages", process.execPath, [join(root, "node_modules/next/dist/bin/next"), "build"], {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  await bundleServer(root);
  await makeTypes(root);
  writeFileSync(stampFile, sourceStamp(root));
}
