import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { deferred } from "@/server/testing/deferred";
import { gatewayWorld, serve } from "@/server/testing/gateway";

test("sockets under /ws reach the sidecar, whose words come back", async () => {
  const { port, livePort } = await gatewayWorld();
  const live = await serve(livePort, undefined);
  new WebSocketServer({ server: live }).on("connection", (socket, { url }) => socket.send(url ?? ""));

  for (const path of ["/ws", "/ws/12", "/ws?after=3", "/ws/", "/ws/12/?after=3"]) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
    const [said] = await once(socket, "message");
    expect(String(said)).toBe(path);
    socket.terminate();
  }
});

test.each(["/", "/wsx", "/ws/12/x", "/_next/webpack-hmr"])("a socket at %s is refused", async (path) => {
  const { port } = await gatewayWorld();
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
  const [, answer] = await once(
    socket.on("error", () => {}),
    "unexpected-response",
  );
  expect((answer as IncomingMessage).statusCode).toBe(404);
});

test("a sidecar that is away: the socket is told to come back later", async () => {
  const { port } = await gatewayWorld();
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`);
  const [, answer] = (await once(
    socket.on("error", () => {}),
    "unexpected-response",
  )) as [unknown, IncomingMessage];
  expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "2"]);
});

test("when a socket's client goes, the sidecar sees it go", async () => {
  const { port, livePort } = await gatewayWorld();
  const live = await serve(livePort, undefined);
  const gone = deferred<void>();
  new WebSocketServer({ server: live }).on("connection", (socket) => {
    socket.on("close", () => gone.resolve());
    socket.send("hello");
  });

  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`);
  await once(socket, "message");
  socket.terminate();

  await gone.promise;
});
