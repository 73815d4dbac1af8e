import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { createForward } from "./gateway/forward";
import { answerHealth, answerReadiness } from "./gateway/health";
import { hasBody, lingerWith } from "./gateway/lingering";
import { answerMetrics, measure } from "./gateway/metrics";
import { answerTooLarge, isTooLarge, methodsTaken, oddityOf } from "./gateway/oddity";
import { answerInvalid, answerNotTaken } from "./gateway/refusal";
import { answerUnavailable } from "./gateway/unavailable";
import { carryUpgrade, refuseUpgrade } from "./gateway/upgrade";
import { headerBytesMax, headersMs, keepAliveMs, requestMs } from "./limits";
import type { Measures } from "./measures";
import { errorCode, StartProblem } from "./problem";

export interface GatewayOptions {
  webPort: number;
  livePort: number;
  trustProxy: boolean;
  /** Lets the pages' development server have its own socket. */
  development: boolean;
  measures: Measures;
  /** What whoever reads the measures shows. */
  metricsToken?: string;
  webRetryMs?: number;
  liveRetryMs?: number;
}

export interface Gateway {
  /** @returns the port listened on @throws StartProblem when it is taken */
  listen(port: number, host: string): Promise<number>;
  /** From now on requests pass; before, they are told that the product is starting. */
  open(): void;
  close(): void;
}

const livePath = /^\/ws(\/\d+)?\/?(\?|$)/;
/** What is answered here, by nobody behind. */
const ownPath = /^\/(healthz|readyz|metrics)\/?$/;
const ownMethods = "GET, HEAD, OPTIONS";
const isReading = ({ method }: IncomingMessage) => method === "GET" || method === "HEAD";
const developmentPath = /^\/_next\/(webpack-hmr|hmr)/;

/** The one public port: pages stream from the web process, sockets go to the sidecar. */
export function createGateway(options: GatewayOptions): Gateway {
  const { webPort, livePort, trustProxy, development, measures } = options;
  const metrics = { measures, livePort, trustProxy, token: options.metricsToken };
  const forward = createForward({ port: webPort, trustProxy, development, retryMs: options.webRetryMs });
  let opened = false;
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (hasBody(request)) lingerWith(request);
    const path = request.url?.split("?", 1)[0];
    measure(measures, path ?? "", response);
    const oddity = oddityOf(request);
    const own = ownPath.exec(path ?? "")?.[1];
    if (oddity === 405) answerNotTaken(request, response, methodsTaken);
    else if (oddity) answerInvalid(request, response);
    else if (own && request.method === "OPTIONS") response.writeHead(204, { allow: ownMethods }).end();
    else if (own && !isReading(request)) answerNotTaken(request, response, ownMethods);
    else if (own === "healthz") answerHealth(response);
    else if (!opened) answerUnavailable(request, response);
    else if (own === "readyz") void answerReadiness(response, livePort);
    else if (own === "metrics") void answerMetrics(request, response, metrics);
    else if (isTooLarge(request)) answerTooLarge(request, response);
    else forward(request, response);
  };
  const server = createServer({ maxHeaderSize: headerBytesMax }, answer);
  // Whoever waits for leave to send hears a refusal instead, where there is one before anything is read.
  server.on("checkContinue", answer);
  server.on("upgrade", (request: IncomingMessage, client: Duplex, head: Buffer) => {
    const port = upgradePort(request.url ?? "", options);
    if (oddityOf(request)) refuseUpgrade(client, 400, "Bad Request");
    else if (!port) refuseUpgrade(client, 404, "Not Found");
    else if (!opened) refuseUpgrade(client, 503, "Service Unavailable");
    else carryUpgrade(request, client, head, { port, trustProxy, retryMs: options.liveRetryMs });
  });
  server.headersTimeout = headersMs;
  server.requestTimeout = requestMs;
  server.keepAliveTimeout = keepAliveMs;
  return {
    listen: (port, host) => listen(server, port, host),
    open: () => {
      opened = true;
    },
    close: () => {
      server.close();
      server.closeIdleConnections();
      forward.close();
    },
  };
}

function upgradePort(url: string, { webPort, livePort, development }: GatewayOptions): number | undefined {
  if (livePath.test(url)) return livePort;
  return development && developmentPath.test(url) ? webPort : undefined;
}

function listen(server: ReturnType<typeof createServer>, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenProblem(error, port, host)));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function listenProblem(error: Error, port: number, host: string): Error {
  switch (errorCode(error)) {
    case "EADDRINUSE":
      return new StartProblem(
        `Port ${port} is taken: stop what uses it, or choose another one, for example PORT=${port + 1} npm start`,
      );
    case "EACCES":
      return new StartProblem(
        `This user may not listen on port ${port}: choose one above 1023, for example PORT=3000.`,
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new StartProblem(`This machine has no address ${host}: correct HOST, for example HOST=0.0.0.0`);
    default:
      return error;
  }
}
