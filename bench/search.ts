import { openDatabase } from "./database";
import type { Result } from "./result";

/** The data need not survive a loss of power; an index over all of it is built in one go. */
const hasty = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", maintenance_work_mem: "512MB" };

/** Finding words of every kind among very many messages: the product's own search beside a plain scan and trigrams. */
export async function run(): Promise<Result[]> {
  await openDatabase(hasty);
  // The verbs read the environment as they are loaded.
  const { makeTalk } = await import("./search-talk");
  const { measureSearch } = await import("./search-classes");
  return measureSearch(await makeTalk(Number(process.env.MESSAGES ?? 1_000_000)));
}
