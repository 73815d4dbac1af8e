import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { openCredential } from "@/lib/auth/bearer";
import { cookieFromHeader, openSessionCookie } from "@/lib/auth/cookie";
import { isOwnOrigin } from "@/lib/auth/origin";
import { env } from "@/lib/env";
import { Caller } from "./caller";
import type { Door } from "./house";
import type { Parts } from "./parts";
import { Wire } from "./wire";

interface Entry extends Door {
  /** Opens what came with the request; null where nothing came. */
  openCredential: (() => Promise<string | null>) | null;
}

/**
 * Answers the requests to speak WebSocket. A cookie counts only from a page of this origin: browsers add it to
 * anybody's request, and nothing else stands between a foreign page and the company's talk.
 */
export function upgrades(parts: Parts) {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: parts.limits.frameBytesMax,
    autoPong: false,
  });
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on("error", () => socket.destroy());
    const door = findDoor(request);
    if (typeof door === "string") refuse(socket, door);
    else if (!door.openCredential && parts.strangers.size >= parts.limits.strangersMax)
      refuse(socket, "503 Service Unavailable");
    else server.handleUpgrade(request, socket, head, (ws) => welcome(parts, ws, socket, door));
  };
}

function welcome(parts: Parts, ws: WebSocket, socket: Duplex, door: Entry): void {
  const wire = new Wire(ws, socket, parts.limits.socketBufferBytesMax);
  const caller = new Caller(parts, ws, wire, door);
  parts.wires.add(wire);
  ws.once("close", () => parts.wires.delete(wire));
  if (door.openCredential) caller.signInFirst(door.openCredential);
  else caller.awaitSignIn();
}

/** @returns the door, or the status line of a refusal */
function findDoor(request: IncomingMessage): Entry | string {
  const url = new URL(request.url ?? "/", "http://localhost");
  const path = /^\/ws(?:\/([1-9]\d{0,15}))?\/?$/.exec(url.pathname);
  if (!path) return "404 Not Found";
  const only = path[1] === undefined ? null : Number(path[1]);
  const said = { only, language: request.headers["accept-language"] ?? null };
  const token = url.searchParams.get("token");
  if (token !== null) return { ...said, openCredential: () => openCredential(token) };
  const cookie = cookieFromHeader(request.headers.cookie);
  if (cookie === undefined) return { ...said, openCredential: null };
  if (!isOwnOrigin(request, env().STAFFROOM_URL)) return "403 Forbidden";
  return { ...said, openCredential: () => openSessionCookie(cookie) };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}
