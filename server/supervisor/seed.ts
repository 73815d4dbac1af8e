import { spawn } from "node:child_process";
import { join } from "node:path";
import { StartProblem } from "./problem";
import { report } from "./report";

/** Fills the empty database with a company that talks. */
export async function seed(root: string, env: NodeJS.ProcessEnv): Promise<void> {
  report("Filling the demonstration with people and their talk");
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
