import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Kept, keepRunning } from "./children";
import { launchChild } from "./launch";
import { childStartMsMax, childStopMs, upstreamKeepAliveMs } from "./limits";
import { ChildLog } from "./logs";
import type { Measures } from "./measures";
import { portAnswers } from "./ports";
import { StartProblem } from "./problem";
import type { Report } from "./report";

export interface ProcessesOptions {
  root: string;
  data: string;
  development: boolean;
  webPort: number;
  livePort: number;
  env: NodeJS.ProcessEnv;
  report: Report;
  measures: Measures;
}

interface Program {
  name: string;
  args: string[];
  env?: Record<string, string>;
}

/** Starts the pages, the live sidecar and the worker, and keeps them running. @returns what stops them all */
export async function startProcesses(options: ProcessesOptions): Promise<() => Promise<void>> {
  const programs = [web(options), live(options), worker(options)].filter((program) => program !== undefined);
  const kept = await Promise.all(programs.map((program) => keep(program, options)));
  return () => stopAll(kept);
}

/** @throws StartProblem when the pages or the sidecar do not listen in time */
export async function processesAnswer({ webPort, livePort, data }: ProcessesOptions): Promise<void> {
  for (const [name, port] of [
    ["pages", webPort],
    ["live sidecar", livePort],
  ] as const) {
    if (!(await portAnswers(port, childStartMsMax)))
      throw new StartProblem(
        `The ${name} did not start within ${childStartMsMax / 1000} s; ${join(data, "logs")} says why.`,
      );
  }
}

function keep({ name, args, env }: Program, options: ProcessesOptions): Promise<Kept> {
  const { root, data, development, report, measures } = options;
  const log = new ChildLog(join(data, "logs"), name, report, development);
  const launch = () =>
    launchChild({
      command: process.execPath,
      args: [...preload(root, "measures.mjs"), ...args],
      cwd: root,
      env: { ...options.env, ...env },
      onOutput: (stream, chunk) => log.take(stream, chunk),
      onMessage: (message) => measures.hear(name, message),
    });
  return keepRunning({ name, launch, report, onRestart: () => measures.restarted(name) });
}

const stopAll = async (kept: Kept[]) => {
  await Promise.all(kept.map((child) => child.stop(childStopMs)));
};

/** A preload for programs that know nothing of a supervisor: it ends them when the supervisor dies. */
const endsWithParent = (root: string) => preload(root, "parent.mjs");

const preload = (root: string, name: string) => ["--import", pathToFileURL(join(root, "server/boot", name)).href];

function web({ root, development, webPort }: ProcessesOptions): Program {
  const next = join(root, "node_modules/next/dist/bin/next");
  const where = ["-H", "127.0.0.1", "-p", String(webPort)];
  const command = development ? ["dev"] : ["start", "--keepAliveTimeout", String(upstreamKeepAliveMs)];
  return { name: "web", args: [...endsWithParent(root), ...preload(root, "web.mjs"), next, ...command, ...where] };
}

const live = (options: ProcessesOptions) =>
  bundled(options, "live", "server/live/main.ts", { STAFFROOM_LIVE_PORT: String(options.livePort) });

const worker = (options: ProcessesOptions) => bundled(options, "worker", "server/worker.ts");

function bundled(
  { root, development }: ProcessesOptions,
  name: string,
  source: string,
  env?: Record<string, string>,
): Program | undefined {
  if (!existsSync(join(root, source))) return undefined;
  if (!development) return { name, args: ["--enable-source-maps", join(root, `.build/${name}.mjs`)], env };
  const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
  return {
    name,
    args: [...endsWithParent(root), tsx, "watch", "--clear-screen=false", "--conditions=react-server", source],
    env,
  };
}
