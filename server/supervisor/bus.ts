import { connectRedis } from "@/lib/redis";
import { busStartMs } from "./limits";
import { type Bus, findRedis, openPrivateRedis } from "./redis";
import type { Report } from "./report";

const nothing = async () => {};

/** The owner's Redis, else a private one, else PostgreSQL itself. */
export async function openBus(url: string | undefined, data: string, report: Report): Promise<Bus> {
  if (url) return openOwn(url, report);
  const program = findRedis();
  if (program) {
    try {
      return await openPrivateRedis(program, data, report);
    } catch (error) {
      report(`The private Redis did not start: ${error instanceof Error ? error.message : error}`);
    }
  }
  return { url: undefined, description: "PostgreSQL (LISTEN/NOTIFY)", stop: nothing };
}

/** The product works while Redis is away, so that an unreachable one is no reason to refuse. */
async function openOwn(url: string, report: Report): Promise<Bus> {
  if (!(await redisAnswers(url, busStartMs)))
    report("Redis at REDIS_URL does not answer yet; Staffroom goes on without it and keeps trying");
  return { url, description: "Redis at REDIS_URL", stop: nothing };
}

export async function redisAnswers(url: string, ms: number): Promise<boolean> {
  const redis = connectRedis(url, false);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const answer = redis.ping().then(
    () => true,
    () => false,
  );
  return Promise.race([answer, late]).finally(() => {
    clearTimeout(timer);
    redis.disconnect();
  });
}
