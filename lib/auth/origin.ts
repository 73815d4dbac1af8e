import type { IncomingMessage } from "node:http";

/**
 * Whether a request that bears a cookie comes from a page of this very origin. Where the company's address is not
 * set, the origin's host must be the one that was asked for, which is what any same-origin page sends.
 * @param address STAFFROOM_URL
 */
export function isOwnOrigin(request: Pick<IncomingMessage, "headers">, address: string | undefined): boolean {
  const { origin, host } = request.headers;
  const claimed = parseOrigin(origin);
  if (!claimed) return false;
  if (address) return claimed.origin === new URL(address).origin;
  return claimed.host === host?.toLowerCase();
}

/** An origin exactly as browsers send it (RFC 6454, 7.1): scheme, host and perhaps a port, nothing else. */
function parseOrigin(value: string | undefined): URL | null {
  if (!value || !URL.canParse(value)) return null;
  const url = new URL(value);
  const isWeb = url.protocol === "http:" || url.protocol === "https:";
  return isWeb && url.origin === value ? url : null;
}
