import { type Env, parseEnv } from "@/lib/env";
import type { SuperviseOptions } from "./supervisor/begin";
import { demoFolder } from "./supervisor/demo-folder";
import { StartProblem } from "./supervisor/problem";
import { report } from "./supervisor/report";
import { Shutdown } from "./supervisor/shutdown";

/** Starts everything and keeps it running until a signal comes. What the owner can mend is told in one sentence. */
export async function supervise(options: SuperviseOptions): Promise<void> {
  const shutdown = new Shutdown(report);
  try {
    const env = readEnv(options.mode, shutdown);
    // Only now: much of the rest reads the environment as it is loaded.
    const { begin } = await import("./supervisor/begin");
    await begin(options, env, shutdown);
  } catch (error) {
    if (shutdown.begun) return;
    console.error(error instanceof StartProblem ? error.message : error);
    await shutdown.exit(1);
  }
}

/** A demonstration touches nothing that lasts: neither the owner's database nor the owner's data folder. */
function readEnv(mode: SuperviseOptions["mode"], shutdown: Shutdown): Env {
  Object.assign(process.env, { NODE_ENV: mode === "development" ? "development" : "production" });
  const env = parse(process.env);
  if (mode !== "demo") return env;
  const { data, remove } = demoFolder();
  shutdown.add(remove);
  return { ...env, DATABASE_URL: undefined, REDIS_URL: undefined, STAFFROOM_DATA: data };
}

function parse(source: Record<string, string | undefined>): Env {
  try {
    return parseEnv(source);
  } catch (error) {
    throw new StartProblem(error instanceof Error ? error.message : String(error));
  }
}
