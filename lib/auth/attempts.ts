import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { AppError, type Exceeded } from "@/lib/errors";
import {
  callsPerAddress,
  callsPerPerson,
  callsWindowSeconds,
  codesPerAccount,
  codesPerAccountWindowSeconds,
  codesPerAddress,
  codesPerAddressWindowSeconds,
  exportsPerPerson,
  exportsWindowSeconds,
  hookPostsPerHook,
  hookPostsWindowSeconds,
  ownChangesPerPerson,
  ownChangesWindowSeconds,
  registrationsPerAddress,
  registrationWindowSeconds,
  searchesPerPerson,
  searchesWindowSeconds,
  sendsPerPerson,
  sendsWindowSeconds,
  signInTriesPerAccount,
  signInTriesPerAddress,
  signInWindowSeconds,
  uploadsPerPerson,
  uploadsWindowSeconds,
} from "@/lib/limits";
import { sharedRedis } from "@/lib/redis";

const bounds = {
  signInAccount: { points: signInTriesPerAccount, duration: signInWindowSeconds },
  signInAddress: { points: signInTriesPerAddress, duration: signInWindowSeconds },
  codesOfAccount: { points: codesPerAccount, duration: codesPerAccountWindowSeconds },
  codesFromAddress: { points: codesPerAddress, duration: codesPerAddressWindowSeconds },
  registration: { points: registrationsPerAddress, duration: registrationWindowSeconds },
  ownChanges: { points: ownChangesPerPerson, duration: ownChangesWindowSeconds },
  sends: { points: sendsPerPerson, duration: sendsWindowSeconds },
  exports: { points: exportsPerPerson, duration: exportsWindowSeconds },
  calls: { points: callsPerPerson, duration: callsWindowSeconds },
  strangersCalls: { points: callsPerAddress, duration: callsWindowSeconds },
  searches: { points: searchesPerPerson, duration: searchesWindowSeconds },
  hookPosts: { points: hookPostsPerHook, duration: hookPostsWindowSeconds },
  uploads: { points: uploadsPerPerson, duration: uploadsWindowSeconds },
} as const;

type Bound = keyof typeof bounds;

const limiters = new Map<Bound, RateLimiterAbstract>();

/** What is left of somebody's share of something. */
export interface Share extends Exceeded {
  name: Bound;
  /** This attempt was one too many. */
  isOver: boolean;
}

/** Counts one attempt. Shared by all machines through Redis, by this process alone while there is none. */
export async function takeShare(bound: Bound, key: string): Promise<Share> {
  const { points, duration } = bounds[bound];
  const of = ({ remainingPoints, msBeforeNext }: RateLimiterRes, isOver: boolean): Share => ({
    name: bound,
    quota: points,
    windowSeconds: duration,
    left: remainingPoints,
    resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
    isOver,
  });
  try {
    return of(await limiter(bound).consume(key), false);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return of(refusal, true);
    throw refusal;
  }
}

/** Counts one attempt. @throws AppError `rate_limited` with the seconds to wait */
export async function countAttempt(bound: Bound, key: string): Promise<void> {
  refuseOver(await takeShare(bound, key));
}

/** @throws AppError `rate_limited` with the seconds to wait */
export function refuseOver({ isOver, ...exceeded }: Share): void {
  if (isOver) throw new AppError("rate_limited", "rateLimited", { exceeded });
}

/** A success was no mistake: it counts against nobody. */
export async function forgiveAttempt(bound: Bound, key: string): Promise<void> {
  await limiter(bound).reward(key, 1);
}

/** After a success the account's earlier mistakes are forgotten. */
export async function forgetAttempts(bound: Bound, key: string): Promise<void> {
  await limiter(bound).delete(key);
}

function limiter(bound: Bound): RateLimiterAbstract {
  const known = limiters.get(bound);
  if (known) return known;
  const options = { keyPrefix: `staffroom:${bound}`, ...bounds[bound] };
  const memory = new RateLimiterMemory(options);
  const redis = sharedRedis();
  const made = redis ? new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter: memory }) : memory;
  limiters.set(bound, made);
  return made;
}
