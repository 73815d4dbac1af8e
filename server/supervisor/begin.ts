import type { Env } from "@/lib/env";
import { announce } from "./announce";
import { openBus } from "./bus";
import { keepSecret, prepareData } from "./data";
import { createGateway } from "./gateway";
import { Measures } from "./measures";
import { freePorts } from "./ports";
import { openEmbedded } from "./postgres/embedded";
import { openExternal } from "./postgres/external";
import { bringUpToDate, isFounded } from "./postgres/schema";
import { type ProcessesOptions, processesAnswer, startProcesses } from "./processes";
import { report } from "./report";
import { seed } from "./seed";
import type { Shutdown } from "./shutdown";

export interface SuperviseOptions {
  mode: "production" | "development" | "demo";
  /** The folder of the product's own files. */
  root: string;
}

/** Starts everything, in the order in which one part needs another. */
export async function begin({ mode, root }: SuperviseOptions, env: Env, shutdown: Shutdown): Promise<void> {
  const startedAt = performance.now();
  const data = prepareData(env.STAFFROOM_DATA);
  const [webPort = 0, livePort = 0] = await freePorts(2);
  const development = mode === "development";
  const measures = new Measures();
  const gateway = createGateway({
    ...{ webPort, livePort, development, measures },
    trustProxy: env.STAFFROOM_TRUST_PROXY,
    metricsToken: env.STAFFROOM_METRICS_TOKEN,
  });
  const port = await gateway.listen(env.PORT, env.HOST);
  const { childEnv, url, notes } = await openStores(env, data, root, shutdown);
  await bringUpToDate(url, root);
  if (mode === "demo") await seed(root, childEnv);
  const processes: ProcessesOptions = { root, data, development, webPort, livePort, env: childEnv, report, measures };
  shutdown.add(await startProcesses(processes));
  shutdown.add(() => gateway.close());
  await processesAnswer(processes);
  gateway.open();
  const seconds = (performance.now() - startedAt) / 1000;
  announce({ env, port, seconds, founded: await isFounded(url), demo: mode === "demo", notes }, report);
}

/** The database, the bus and the secret, and the environment by which every child finds them. */
async function openStores(env: Env, data: string, root: string, shutdown: Shutdown) {
  const opening = env.DATABASE_URL ? openExternal(env.DATABASE_URL) : openEmbedded({ root, data, report });
  shutdown.add(() => opening.then((database) => database.stop()).catch(() => {}));
  // In this order: the database is what tells that another supervisor has the same data folder.
  const database = await opening;
  const busOpening = openBus(env.REDIS_URL, data, report);
  shutdown.add(() => busOpening.then((bus) => bus.stop()).catch(() => {}));
  const bus = await busOpening;
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
