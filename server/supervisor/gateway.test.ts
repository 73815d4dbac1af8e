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

const odd: [string, string, number][] = [
  ["two hosts", "GET / HTTP/1.1\r\nHost: a.example\r\nHost: b.example", 400],
  ["a path that cannot be decoded", "GET /rooms/%ff HTTP/1.1\r\nHost: a.example", 400],
  ["a path that climbs", "GET /api/v1/../../rooms/1 HTTP/1.1\r\nHost: a.example", 400],
  ["a path that climbs in disguise", "GET /icon/%2e%2E/rooms/1?x HTTP/1.1\r\nHost: a.example", 400],
  ["a method that asks to be sent back what it says", "TRACE / HTTP/1.1\r\nHost: a.example", 405],
];
test.each(odd)("%s: refused there and then, and the next one is answered", async (_name, head, status) => {
  const { port, webPort, at } = await gatewayWorld();
  const asked: (string | undefined)[] = [];
  await serve(webPort, ({ url }, response) => {
    asked.push(url);
    response.end();
  });
  const socket = connect(port, "127.0.0.1");
  socket.end(`${head}\r\nConnection: close\r\n\r\n`);
  const answer = await text(socket);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(answer).toMatch(/^content-type: application\/problem\+json\r$/im);
  expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toEqual({
    type: "/docs#invalid",
    title: "Invalid",
    status,
    detail: expect.any(String),
    code: "invalid",
    errors: [],
  });
  if (status === 405) expect(answer).toMatch(/^allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r$/im);
  expect((await fetch(at("/next?q=100%&in=..%2f"))).status).toBe(200);
  expect(asked).toEqual(["/next?q=100%&in=..%2f"]);
});

test("a refusal of the gateway's own is told in the language asked for", async () => {
  const { at } = await gatewayWorld();
  const answer = await fetch(at("/api/v1/rooms/%ff"), { headers: { "accept-language": "ru" } });
  expect(answer.headers.get("content-language")).toBe("ru");
  expect((await answer.json()).detail).toMatch(/^Адрес/);
});

test("what the gateway answers by itself takes a slash at its end, is only read, and says so", async () => {
  const { livePort, at } = await gatewayWorld();
  await serve(livePort, (_request, response) => response.writeHead(200).end('{"database":true,"bus":true}'));
  for (const path of ["/healthz", "/readyz", "/metrics"]) {
    expect((await fetch(at(`${path}/`))).status).toBe(200);
    const posted = await fetch(at(path), { method: "POST", body: "x" });
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
    expect(posted.headers.get("content-type")).toBe("application/problem+json");
    const asked = await fetch(at(path), { method: "OPTIONS" });
    expect([asked.status, asked.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
  }
});

test("a call that says it is too large is told so, however much of it is still on its way; a file passes", async () => {
  const { webPort, at } = await gatewayWorld();
  await serve(webPort, (request, response) => {
    request.resume();
    request.on("end", () => response.end());
  });
  const body = "x".repeat(8 * 1024 * 1024);
  for (const path of ["/api/v1/auth/token", "/hooks/x", "/api/v1/files/1"]) {
    const refused = await fetch(at(path), { method: "POST", body });
    expect([refused.status, await refused.json()]).toEqual([413, expect.objectContaining({ code: "too_large" })]);
  }
  for (const path of ["/api/v1/files", "/rooms/1/files/send"])
    expect((await fetch(at(path), { method: "POST", body })).status).toBe(200);
});

test("an address that merely begins like a picture's is a page, with a page's policy", async () => {
  const { webPort, at } = await gatewayWorld();
  await serve(webPort, (_request, response) => response.end());
  for (const path of ["/iconfoo", "/manifesto", "/api/other", "/_next/staticfoo", "/favicons"])
    expect((await fetch(at(path))).headers.get("x-frame-options")).toBe("DENY");
  for (const path of [
    "/icon.svg",
    "/icon-192.png",
    "/manifest.webmanifest",
    "/_next/static/a.js",
    "/icons/1",
    "/hooks/x",
  ])
    expect((await fetch(at(path))).headers.get("x-frame-options")).toBeNull();
});
