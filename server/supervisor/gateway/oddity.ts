import type { IncomingMessage, ServerResponse } from "node:http";
import { requestBodyBytesMax } from "@/lib/limits";
import { answerProblem } from "./refusal";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** What is taken anywhere here, as `Allow` names it. */
export const methodsTaken = methods.join(", ");

const dotSegment = /(^|[/\\])(\.|%2e){1,2}([/\\]|$)/i;

/**
 * The status of what no browser and no program sends that means well, or null: methods that nothing here has, more than
 * one host (RFC 9112, 3.2), a path that cannot be decoded, and one that climbs and so is not what it looks like.
 */
export function oddityOf({ method = "", url = "", headersDistinct }: IncomingMessage): 400 | 405 | null {
  if (!methods.includes(method)) return 405;
  const [path = ""] = url.split("?", 1);
  const isPlain = path.startsWith("/") && !dotSegment.test(path) && isDecodable(path);
  return isPlain && (headersDistinct.host?.length ?? 0) <= 1 ? null : 400;
}

/** Calls and webhooks take no more than this; files do, and what pages send has bounds of its own. */
const small = /^\/(hooks\/|api\/v1\/(?!files\/?(\?|$)))/;

/** What says of itself that it is too large is refused here: whoever is still sending would not hear it from the pages. */
export const isTooLarge = (request: IncomingMessage): boolean =>
  Number(request.headers["content-length"] ?? 0) > bodyBytesMax(request);

/** How much of a body is passed on at most. */
export const bodyBytesMax = ({ url = "" }: IncomingMessage): number =>
  small.test(url) ? requestBodyBytesMax : Number.POSITIVE_INFINITY;

export const answerTooLarge = (request: IncomingMessage, response: ServerResponse): void =>
  answerProblem(request, response, { code: "too_large", word: "tooLarge", params: { bytes: requestBodyBytesMax } });

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
