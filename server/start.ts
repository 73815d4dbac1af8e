import { type Env, parseEnv } from "@/lib/env";
import { announce } from "./supervisor/announce";
import { openBus } from "./supervisor/bus";
import { keepSecret, prepareData } from "./supervisor/data";
import { demoFolder, seed } from "./supervisor/demo";
import { createGateway } from "./supervisor/gateway";
import { freePorts } from "./supervisor/ports";
import { openEmbedded } from "./supervisor/postgres/embedded";
import { openExternal } from "./supervisor/postgres/external";
import { bringUpToDate, isFounded } from "./supervisor/postgres/schema";
import { StartProblem } from "./supervisor/problem";
import { type ProcessesOptions, processesAnswer, startProcesses } from "./supervisor/processes";
import { report } from "./supervisor/report";
import { Shutdown } from "./supervisor/shutdown";

export interface SuperviseOptions {
  mode: "production" | "development" | "demo";
  /** The folder of the product's own files. */
  root: string;
}

/** Starts everything and keeps it running until a signal comes. What the owner can mend is told in one sentence. */
export async function supervise(options: SuperviseOptions): Promise<void> {
  const shutdown = new Shutdown(report);
  try {
    await begin(options, shutdown);
  } catch (error) {
    if (shutdown.begun) return;
    console.error(error instanceof StartProblem ? error.message : error);
    await shutdown.exit(1);
  }
}

async function begin({ mode, root }: SuperviseOptions, shutdown: Shutdown): Promise<void> {
  const startedAt = performance.now();
  const env = readEnv(mode, shutdown);
  const data = prepareData(env.STAFFROOM_DATA);
  const [webPort = 0, livePort = 0] = await freePorts(2);
  const development = mode === "development";
  const gateway = createGateway({ webPort, livePort, trustProxy: env.STAFFROOM_TRUST_PROXY, development });
  const port = await gateway.listen(env.PORT, env.HOST);
  const { childEnv, url, notes } = await openStores(env, data, root, shutdown);
  await bringUpToDate(url, root);
  if (mode === "demo") await seed(root, childEnv);
  const processes: ProcessesOptions = { root, data, development, webPort, livePort, env: childEnv, report };
  shutdown.add(await startProcesses(processes));
  shutdown.add(() => gateway.close());
  await processesAnswer(processes);
  gateway.open();
  const seconds = (performance.now() - startedAt) / 1000;
  announce({ env, port, seconds, founded: await isFounded(url), demo: mode === "demo", notes }, report);
}

/** A demonstration touches nothing that lasts: neither the owner's database nor the owner's data folder. */
function readEnv(mode: SuperviseOptions["mode"], shutdown: Shutdown): Env {
  const source = {
    ...process.env,
    NODE_ENV: mode === "development" ? ("development" as const) : ("production" as const),
  };
  if (mode !== "demo") return parse(source);
  const { data, remove } = demoFolder();
  shutdown.add(remove);
  return parse({ ...source, DATABASE_URL: undefined, REDIS_URL: undefined, STAFFROOM_DATA: data });
}

function parse(source: Record<string, string | undefined>): Env {
  try {
    return parseEnv(source);
  } catch (error) {
    throw new StartProblem(error instanceof Error ? error.message : String(error));
  }
}

/** The database, the bus and the secret, and the environment by which every child finds them. */
async function openStores(env: Env, data: string, root: string, shutdown: Shutdown) {
  const opening = env.DATABASE_URL ? openExternal(env.DATABASE_URL) : openEmbedded({ root, data, report });
  shutdown.add(() => opening.then((database) => database.stop()).catch(() => {}));
  const busOpening = openBus(env.REDIS_URL, data, report);
  shutdown.add(() => busOpening.then((bus) => bus.stop()).catch(() => {}));
  const [database, bus] = await Promise.all([opening, busOpening]);
  const childEnv: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: env.NODE_ENV,
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: database.url,
    STAFFROOM_SECRET: keepSecret(data, env.STAFFROOM_SECRET),
    STAFFROOM_DATA: data,
  };
  delete childEnv.REDIS_URL;
  if (bus.url) childEnv.REDIS_URL = bus.url;
  const notes = [`Database: ${database.description}`, `Bus: ${bus.description}`, `Data and logs: ${data}`];
  return { childEnv, url: database.url, notes };
}
