import { Redis } from "ioredis";
import { env } from "./env";
import { log } from "./log";

const shared = globalThis as typeof globalThis & { staffroomRedis?: Redis };

/**
 * A connection to the Redis of REDIS_URL; it reconnects for ever and never throws by itself.
 * @param lazyFailure true: commands fail at once while Redis is away, instead of waiting for it; before the first
 *   connection has come about or failed they wait
 */
export function connectRedis(url: string, lazyFailure: boolean): Redis {
  const path = url.startsWith("unix://") ? url.slice("unix://".length) : url.startsWith("/") ? url : null;
  const options = {
    maxRetriesPerRequest: lazyFailure ? 0 : null,
    commandTimeout: lazyFailure ? 1_000 : undefined,
    retryStrategy: (attempt: number) => Math.min(attempt * 100, 1_000),
  };
  const redis = path ? new Redis({ ...options, path }) : new Redis(url, options);
  let away = false;
  const settled = () => {
    if (lazyFailure) redis.options.enableOfflineQueue = false;
  };
  redis.once("ready", settled);
  redis.once("error", settled);
  redis.on("error", (error: Error) => {
    if (!away) log.warn({ err: error.message }, "redis away");
    away = true;
  });
  redis.on("ready", () => {
    if (away) log.info("redis back");
    away = false;
  });
  return redis;
}

/** This process's connection for publishing and for rate limits, or null where no Redis is configured. */
export function sharedRedis(): Redis | null {
  const url = env().REDIS_URL;
  if (!url) return null;
  shared.staffroomRedis ??= connectRedis(url, true);
  return shared.staffroomRedis;
}

export function closeRedis(): void {
  shared.staffroomRedis?.disconnect();
  delete shared.staffroomRedis;
}
