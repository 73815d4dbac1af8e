import type { IncomingMessage } from "node:http";

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const dotSegment = /(^|[/\\])(\.|%2e){1,2}([/\\]|$)/i;

/**
 * The status of what no browser and no program sends that means well, or null: methods that nothing here has, more than
 * one host (RFC 9112, 3.2), a path that cannot be decoded, and one that climbs and so is not what it looks like.
 */
export function oddityOf({ method = "", url = "", headersDistinct }: IncomingMessage): 400 | 405 | null {
  if (!methods.has(method)) return 405;
  const [path = ""] = url.split("?", 1);
  const isPlain = path.startsWith("/") && !dotSegment.test(path) && isDecodable(path);
  return isPlain && (headersDistinct.host?.length ?? 0) <= 1 ? null : 400;
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
