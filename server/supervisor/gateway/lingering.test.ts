import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { gatewayWorld, serve } from "@/server/testing/gateway";
import { lingerBytesMax } from "../limits";

const mebibyte = 1024 * 1024;
const piece = Buffer.alloc(mebibyte / 2, "x");

/** As the pages refuse: at once, without reading, and then without listening. */
function refuse(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(401, { "content-type": "application/problem+json" });
  response.end('{"code":"unauthenticated"}');
}

/** Sends a head and then the whole body before it reads anything, as simple programs do. */
async function sendAll(port: number, head: string, bytes: number, isChunked: boolean): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const length = isChunked ? "Transfer-Encoding: chunked" : `Content-Length: ${bytes}`;
  socket.write(`${head}\r\nHost: here\r\n${length}\r\n\r\n`);
  for (let sent = 0; sent < bytes; sent += piece.length) {
    const chunk = isChunked ? Buffer.concat([Buffer.from("80000\r\n"), piece, Buffer.from("\r\n")]) : piece;
    await (socket.write(chunk) ? setImmediate() : once(socket, "drain"));
  }
  if (isChunked) socket.write("0\r\n\r\n");
  return answerOf(socket);
}

async function answerOf(socket: Socket): Promise<string> {
  let told = "";
  for await (const chunk of socket) told += String(chunk);
  return told;
}

const sizes: [string, boolean][] = [
  ["of a length that was said", false],
  ["in chunks", true],
];

test.each(sizes)("a refusal reaches whoever sends 100 MB to the end before listening, %s", async (_name, isChunked) => {
  const { port, webPort } = await gatewayWorld();
  await serve(webPort, refuse);
  const told = await sendAll(port, "POST /api/v1/files HTTP/1.1", 100 * mebibyte, isChunked);
  expect(told).toMatch(/^HTTP\/1\.1 401 [\s\S]*connection: close[\s\S]*unauthenticated/i);
});

test("it reaches whoever reads while sending, too, every time", async () => {
  const { at, webPort } = await gatewayWorld();
  await serve(webPort, refuse);
  for (let time = 0; time < 10; time++) {
    const body = new Blob(new Array(64).fill(piece));
    const answer = await fetch(at("/api/v1/files"), { method: "POST", body });
    expect([answer.status, await answer.json()]).toEqual([401, { code: "unauthenticated" }]);
  }
});

test("a call in chunks that grows too large is told so, and the pages hear no more of it than a call may hold", async () => {
  const { port, webPort } = await gatewayWorld();
  let heard = 0;
  await serve(webPort, (request) => request.on("data", (chunk: Buffer) => (heard += chunk.length)));
  for (const path of ["/api/v1/auth/token", "/hooks/x"]) {
    heard = 0;
    const told = await sendAll(port, `POST ${path} HTTP/1.1`, 8 * mebibyte, true);
    expect(told).toMatch(/^HTTP\/1\.1 413 [\s\S]*too_large/);
    expect(heard).toBeLessThan(2 * mebibyte);
  }
});

test("whoever waits for leave to send is refused without it, and gets it where somebody listens", async () => {
  const { port, webPort } = await gatewayWorld();
  await serve(webPort, (request, response) => request.resume().on("end", () => response.end("taken")));
  const ask = async (path: string, bytes: number) => {
    const socket = connect(port, "127.0.0.1");
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: ${bytes}\r\n\r\n`,
    );
    const [first] = (await once(socket, "data")) as [Buffer];
    return { socket, first: String(first) };
  };
  const refused = await ask("/api/v1/auth/token", 8 * mebibyte);
  expect(refused.first).toMatch(/^HTTP\/1\.1 413 /);
  refused.socket.destroy();

  const taken = await ask("/api/v1/files", 4);
  expect(taken.first).toBe("HTTP/1.1 100 Continue\r\n\r\n");
  taken.socket.write("file");
  expect(await answerOf(taken.socket)).toMatch(/^HTTP\/1\.1 200 [\s\S]*taken/);
});

test("whoever goes on sending after a refusal is cut, and nothing of it is kept", async () => {
  const { port, webPort } = await gatewayWorld();
  await serve(webPort, refuse);
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const cut = new Promise((resolve) => socket.once("close", resolve));
  socket.on("error", () => {});
  socket.resume().write("POST /api/v1/files HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n");
  const before = process.memoryUsage();
  let sent = 0;
  while (!socket.destroyed && sent < 4 * lingerBytesMax) {
    socket.write("80000\r\n");
    socket.write(piece);
    if (!socket.write("\r\n")) await Promise.race([once(socket, "drain").catch(() => {}), cut]);
    sent += piece.length;
  }
  const after = process.memoryUsage();
  await cut;
  expect(sent).toBeLessThan(lingerBytesMax + 64 * mebibyte);
  const grown = after.heapUsed + after.external - before.heapUsed - before.external;
  // What was thrown away may not have been swept up yet.
  expect(grown).toBeLessThan(lingerBytesMax / 2);
});

test("a connection goes on after a body that was read whole", async () => {
  const { port, webPort } = await gatewayWorld();
  await serve(webPort, (request, response) => request.resume().on("end", () => response.end("taken")));
  const socket = connect(port, "127.0.0.1");
  for (const connection of ["keep-alive", "close"])
    socket.write(
      `POST /api/v1/files HTTP/1.1\r\nHost: here\r\nConnection: ${connection}\r\nContent-Length: 4\r\n\r\nfile`,
    );
  expect((await answerOf(socket)).match(/HTTP\/1\.1 200 /g)).toHaveLength(2);
});
