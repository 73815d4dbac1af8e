import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Measures } from "../measures";
import { readReadiness } from "./health";
import { answerProblem } from "./refusal";

export interface MetricsOptions {
  measures: Measures;
  livePort: number;
  /** Whoever shows it is answered; without one, whoever asks from this very machine. */
  token: string | undefined;
  trustProxy: boolean;
}

/** Answers with what is measured, to whoever may know it; to others there is nothing here. */
export async function answerMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  { measures, livePort, token, trustProxy }: MetricsOptions,
): Promise<void> {
  if (token !== undefined && !showsToken(request, token)) {
    const headers = { "www-authenticate": "Bearer" };
    return answerProblem(request, response, { code: "unauthenticated", word: "unauthenticated", headers });
  }
  if (token === undefined && (trustProxy || !isFromHere(request)))
    return answerProblem(request, response, { code: "not_found", word: "notFound" });
  const { facts } = await readReadiness(livePort);
  const parts = { live: facts.live === true, database: facts.database === true, bus: facts.bus === true };
  const text = await measures.text(parts);
  response.writeHead(200, { "content-type": measures.contentType, "cache-control": "no-store" });
  response.end(text);
}

function showsToken({ headers }: IncomingMessage, token: string): boolean {
  const shown = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? "";
  return timingSafeEqual(digest(shown), digest(token));
}

const digest = (text: string) => createHash("sha256").update(text).digest();

/**
 * From the loopback interface, and not by way of a proxy there, which would make everybody come from it; nor by a name
 * that some page has made to point here.
 */
function isFromHere({ socket, headers }: IncomingMessage): boolean {
  const isLoopback = /^(::1|(::ffff:)?127\.)/.test(socket.remoteAddress ?? "");
  const isDirect = !Object.keys(headers).some((name) => /^(x-forwarded-|forwarded$|x-real-ip$|via$)/.test(name));
  return isLoopback && isDirect && /^(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/i.test(headers.host ?? "");
}

const apiNouns = new Set(
  "setup auth me users invites imports rooms direct messages unread search files audit settings export".split(" "),
);
const families: [RegExp, string][] = [
  [/^\/_next\//, "assets"],
  [/^\/(avatars|emoji|icons|mark)(\/|$)/, "pictures"],
  [/^\/hooks\//, "hooks"],
  [/^\/docs(\/|$)/, "docs"],
  [/^\/api\/auth\//, "provider"],
  [/^\/(healthz|readyz|metrics)\/?$/, "health"],
  [/^\/admin(\/|$)/, "admin"],
];

/** The kind of a path: as many as are named here, whatever is asked for. */
export function familyOf(path: string): string {
  const noun = /^\/api\/v1\/([^/]*)/.exec(path)?.[1];
  if (noun !== undefined) return apiNouns.has(noun) ? `api_${noun}` : "api_other";
  return families.find(([pattern]) => pattern.test(path))?.[1] ?? "pages";
}

/** Takes note of an answer when its end has gone out, or when whoever asked has gone. */
export function measure(measures: Measures, path: string, response: ServerResponse): void {
  const startedAt = performance.now();
  response.once("close", () => {
    const status = response.headersSent ? response.statusCode : null;
    measures.answered(familyOf(path), status, (performance.now() - startedAt) / 1000);
  });
}
