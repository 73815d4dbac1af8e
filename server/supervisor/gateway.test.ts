import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { gatewayWorld, serve } from "@/server/testing/gateway";
import { createGateway } from "./gateway";
import { Measures } from "./measures";

test("readiness says what the sidecar says, or that it is away", async () => {
  const { at, livePort } = await gatewayWorld();
  const away = await fetch(at("/readyz"));
  expect([away.status, await away.json()]).toEqual([503, { live: false }]);

  await serve(livePort, (_request, response) => response.writeHead(503).end('{"database":true,"bus":false}'));
  const half = await fetch(at("/readyz"));
  expect([half.status, await half.json()]).toEqual([503, { live: true, database: true, bus: false }]);
});

test("a port that is taken is told in one sentence", async () => {
  const { port } = await gatewayWorld();
  const second = createGateway({
    webPort: 1,
    livePort: 1,
    trustProxy: false,
    development: false,
    measures: new Measures(),
  });
  await expect(second.listen(port, "127.0.0.1")).rejects.toThrow(`Port ${port} is taken`);
});

test("a request target that is no path goes nowhere", async () => {
  const { port } = await gatewayWorld();
  const socket = connect(port, "127.0.0.1");
  socket.end("GET http://elsewhere.example/ HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n");
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
});
