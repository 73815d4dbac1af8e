import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { answerRequest } from "@/lib/api/answer";

export interface RestDoor {
  url: string;
  /** `METHOD path` of everything that was asked, in its order. */
  asked: string[];
  /** What happens before a request is looked at. */
  before?: (request: IncomingMessage) => Promise<void>;
  /** Whether the answer is lost on its way: what was asked is done all the same. */
  loses?: (request: IncomingMessage) => boolean;
  close(): Promise<void>;
}

/** The REST API at a port of its own, as the pages' route serves it. */
export async function openDoor(port = 0): Promise<RestDoor> {
  const door: RestDoor = { url: "", asked: [], close: async () => {} };
  const server = createServer(async (request, response) => {
    door.asked.push(`${request.method} ${request.url}`);
    await door.before?.(request);
    await answerAt(request, response, door);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  door.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  door.close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return door;
}

/** One request of Node's, answered by the table of the API. */
export async function answerAt(
  request: IncomingMessage,
  response: ServerResponse,
  { loses }: Pick<RestDoor, "loses"> = {},
): Promise<void> {
  const origin = `http://${request.headers.host}`;
  const url = new URL(request.url ?? "/", origin);
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  const asked = new Request(url, {
    method: request.method,
    headers: Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...(hasBody && { body: Readable.toWeb(request) as ReadableStream, duplex: "half" }),
  } as RequestInit);
  const path = url.pathname
    .replace(/^\/api\/v1\//, "")
    .split("/")
    .map(decodeURIComponent);
  const device = { kind: "api", userAgent: request.headers["user-agent"] ?? "", address: "127.0.0.1" } as const;
  const answer = await answerRequest(asked, path, { visitor: async () => null, device, origin });
  if (loses?.(request)) return void response.destroy();
  response.writeHead(answer.status, [...answer.headers].flat());
  if (!answer.body) return void response.end();
  await pipeline(Readable.fromWeb(answer.body as NodeStream), response).catch(() => response.destroy());
}
