import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Env } from "@/lib/env";
import { prepareData } from "@/server/supervisor/data";
import { adoptServer } from "@/server/supervisor/postgres/adopt";
import { openEmbedded } from "@/server/supervisor/postgres/embedded";
import { openExternal } from "@/server/supervisor/postgres/external";
import { databasePlace } from "@/server/supervisor/postgres/place";
import { embeddedUrl } from "@/server/supervisor/postgres/probe";
import { StartProblem } from "@/server/supervisor/problem";

export interface Stores {
  url: string;
  data: string;
  close(): Promise<void>;
}

const say = (line: string) => console.error(line);

/**
 * The database of the installation, whether it runs or not: the owner's own, the embedded one that is running, or the
 * embedded one started for as long as it takes.
 * @throws StartProblem where there is no installation
 */
export async function openStores(env: Env, root: string): Promise<Stores> {
  const data = resolve(env.STAFFROOM_DATA);
  if (env.DATABASE_URL) return external(env.DATABASE_URL, data);
  if (!existsSync(join(data, "database.json")))
    throw new StartProblem(
      `There is no company's data in ${data}: name its folder, for example STAFFROOM_DATA=/var/lib/staffroom.`,
    );
  const place = databasePlace(data);
  const running = await adoptServer(place);
  if (running) return { url: embeddedUrl(running.port, place), data, close: async () => {} };
  return embedded(data, root);
}

/** The same for oneself alone, made if need be. @throws StartProblem where the product is running with it */
export function openForRestore(env: Env, root: string): Promise<Stores> {
  const data = prepareData(env.STAFFROOM_DATA);
  return env.DATABASE_URL ? external(env.DATABASE_URL, data) : embedded(data, root);
}

async function external(address: string, data: string): Promise<Stores> {
  const { url, stop } = await openExternal(address);
  return { url, data, close: stop };
}

async function embedded(data: string, root: string): Promise<Stores> {
  const { url, stop } = await openEmbedded({ root, data, report: say });
  return { url, data, close: stop };
}
