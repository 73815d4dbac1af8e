import type { IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { liveRetryMs, retryAfterSeconds, retryEveryMs } from "../limits";
import { requestHeaders } from "./headers";

export interface UpgradeOptions {
  port: number;
  trustProxy: boolean;
  retryMs?: number;
}

/** Carries a WebSocket to the process that speaks it: after the head, bytes pass both ways untouched. */
export function carryUpgrade(request: IncomingMessage, client: Duplex, head: Buffer, options: UpgradeOptions): void {
  const deadline = Date.now() + (options.retryMs ?? liveRetryMs);
  client.on("error", () => client.destroy());
  const attempt = () => {
    if (client.destroyed) return;
    const upstream = connect(options.port, "127.0.0.1");
    upstream.once("error", retry);
    upstream.once("connect", () => {
      upstream.off("error", retry);
      upstream.write(requestHead(request, options.trustProxy));
      if (head.length > 0) upstream.write(head);
      join(client as Socket, upstream);
    });
  };
  const retry = () => {
    if (Date.now() < deadline) setTimeout(attempt, retryEveryMs);
    else refuseUpgrade(client, 503, "Service Unavailable");
  };
  attempt();
}

export function refuseUpgrade(client: Duplex, status: number, reason: string): void {
  const retry = status === 503 ? `Retry-After: ${retryAfterSeconds}\r\n` : "";
  client.on("error", () => client.destroy());
  client.end(`HTTP/1.1 ${status} ${reason}\r\n${retry}Content-Length: 0\r\nConnection: close\r\n\r\n`);
}

function requestHead(request: IncomingMessage, trustProxy: boolean): string {
  const headers = requestHeaders(request, trustProxy);
  const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}`));
  const upgrade = request.headers.upgrade ?? "websocket";
  return [`GET ${request.url} HTTP/1.1`, ...lines, `upgrade: ${upgrade}`, "connection: Upgrade", "", ""].join("\r\n");
}

function join(client: Socket, upstream: Socket): void {
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    from.setNoDelay(true);
    from.setTimeout(0);
    from.pipe(to);
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroy());
  }
}
