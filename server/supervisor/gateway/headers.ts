import type { IncomingMessage } from "node:http";

export type HeaderValues = Record<string, string | string[]>;

const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
]);

/** What a client may not say for itself: a policy or nonce that the page would take for its own, Next's inner marks. */
const neverFromClients = /^(content-security-policy|x-nonce$|x-path$|x-middleware-|x-next-)/;
/** What only a proxy in front may say, and only when the owner trusts it. */
const fromProxies = /^(x-forwarded-|forwarded$|x-real-ip$)/;

/**
 * What holds for the request and not for the way to here (RFC 9110, 7.6.1), whatever the client's `Connection` says: a body
 * without its length would be read by the pages as the next request on a connection that others use, too.
 */
const ofTheRequest =
  /^(content-length|host|origin|cookie|authorization|sec-fetch-.*|x-forwarded-.*|forwarded|x-real-ip)$/;

/** The headers of a request as they go on to the pages or to the sidecar. */
export function requestHeaders(request: IncomingMessage, trustProxy: boolean): HeaderValues {
  const dropped = namedByConnection(request);
  const headers: HeaderValues = {};
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (!values || hopByHop.has(name) || dropped.has(name)) continue;
    if (neverFromClients.test(name) || (!trustProxy && fromProxies.test(name))) continue;
    headers[name] = values.length === 1 && values[0] !== undefined ? values[0] : values;
  }
  const address = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const before = headers["x-forwarded-for"];
  headers["x-forwarded-for"] = before ? `${[before].flat().join(", ")}, ${address}` : address;
  headers["x-forwarded-proto"] ??= "http";
  headers["x-forwarded-host"] ??= request.headers.host ?? "";
  return headers;
}

/** The headers of an answer as they go back, each in its place and as often as it was said. */
export function responseHeaders(raw: string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = "", value = ""] = raw.slice(index, index + 2);
    if (!hopByHop.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

function namedByConnection(request: IncomingMessage): Set<string> {
  const names = (request.headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  return new Set(names.filter((name) => name !== "" && !ofTheRequest.test(name)));
}
