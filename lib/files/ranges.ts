import type { ByteRange } from "./storage";

/**
 * What a `Range` header asks of so many bytes: one range; null for the whole, where it asks for none, for several or for
 * something that is none (RFC 9110, 14.2); `outside` where no byte of it exists.
 */
export function rangeOf(header: string | null, bytes: number): ByteRange | "outside" | null {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "") ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return null;
  if (from === "") return Number(to) === 0 ? "outside" : { first: Math.max(0, bytes - Number(to)), last: bytes - 1 };
  const [first, last] = [Number(from), to === "" ? bytes - 1 : Math.min(Number(to), bytes - 1)];
  if (to !== "" && Number(to) < first) return null;
  return first >= bytes ? "outside" : { first, last };
}
