import { median } from "./rounds";

/** Milliseconds that one call takes, on average over a few in a row. */
export async function timeOf(repeats: number, call: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  for (let at = 0; at < repeats; at++) await call();
  return (performance.now() - startedAt) / repeats;
}

export const shownMs = (ms: number) => `${ms.toFixed(2)} ms`;

export function medians<K extends string>(samples: Record<K, number[]>): Record<K, number> {
  const entries = (Object.keys(samples) as K[]).map((name) => [name, median(samples[name])] as const);
  return Object.fromEntries(entries) as Record<K, number>;
}
