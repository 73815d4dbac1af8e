import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { databasePlace } from "./postgres/place";
import { StartProblem } from "./problem";

/** A data folder that lasts as long as the demonstration. */
export function demoFolder(): { data: string; remove: () => void } {
  const data = mkdtempSync(join(tmpdir(), "staffroom-demo-"));
  chmodSync(data, 0o711);
  const remove = () => {
    rmSync(databasePlace(data).folder, { recursive: true, force: true });
    rmSync(data, { recursive: true, force: true });
  };
  return { data, remove };
}

/** Fills the empty database with a company that talks. */
export async function seed(root: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, ["--enable-source-maps", join(root, "server/boot/seed.mjs")], {
    cwd: root,
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(1)).once("exit", resolve);
  });
  if (code !== 0) throw new StartProblem("The demonstration could not be prepared; the lines above say why.");
}
