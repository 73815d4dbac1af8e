import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { deferred } from "@/server/testing/deferred";
import { createGateway, type GatewayOptions } from "./gateway";
import { freePorts } from "./ports";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function world(changes: Partial<GatewayOptions> = {}) {
  const [webPort = 0, livePort = 0] = await freePorts(2);
  const options = {
    webPort,
    livePort,
    trustProxy: false,
    development: false,
    webRetryMs: 0,
    liveRetryMs: 0,
    ...changes,
  };
  const gateway = createGateway(options);
  const port = await gateway.listen(0, "127.0.0.1");
  gateway.open();
  closing.push(() => gateway.close());
  return { gateway, port, webPort, livePort, at: (path: string) => `http://127.0.0.1:${port}${path}` };
}

async function serve(port: number, handler: Parameters<typeof createServer>[1]): Promise<Server> {
  const server = createServer(handler).listen(port, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return server;
}

test("an answer streams: its beginning arrives before its end exists", async () => {
  const { at, webPort } = await world();
  let finish = () => {};
  await serve(webPort, (_request, response) => {
    response.write("first");
    finish = () => response.end("last");
  });

  const reader = (await fetch(at("/"))).body?.getReader();
  const first = await reader?.read();
  finish();
  const last = await reader?.read();

  expect([first, last].map((part) => new TextDecoder().decode(part?.value))).toEqual(["first", "last"]);
});

test("a request streams: its beginning arrives before its end is sent", async () => {
  const { port, webPort } = await world();
  const arrived = deferred<string>();
  await serve(webPort, (incoming, response) => {
    incoming.once("data", (chunk) => arrived.resolve(String(chunk)));
    incoming.once("end", () => response.end("taken"));
  });

  const sending = request({ port, method: "POST", path: "/" });
  sending.write("first");
  expect(await arrived.promise).toBe("first");
  sending.end("last");

  const [answer] = (await once(sending, "response")) as [IncomingMessage];
  expect(await text(answer)).toBe("taken");
});

test("a client cannot speak for a proxy, for the policy or for Next", async () => {
  const { at, webPort } = await world();
  await serve(webPort, (incoming, response) => response.end(JSON.stringify(incoming.headers)));

  const forged = {
    "x-forwarded-for": "6.6.6.6",
    "x-forwarded-proto": "https",
    forwarded: "for=6.6.6.6",
    "x-nonce": "evil",
    "content-security-policy": "script-src *",
    "content-security-policy-report-only": "script-src *",
    "x-middleware-subrequest": "proxy",
  };
  const seen = (await (await fetch(at("/"), { headers: forged })).json()) as Record<string, string>;

  expect(seen).toMatchObject({ "x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "http" });
  for (const name of Object.keys(forged).slice(2)) expect(seen[name]).toBeUndefined();
});

test("a trusted proxy's word stands, with its own address added", async () => {
  const { at, webPort } = await world({ trustProxy: true });
  await serve(webPort, (incoming, response) => response.end(JSON.stringify(incoming.headers)));

  const headers = {
    "x-forwarded-for": "203.0.113.7",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "chat.example",
  };
  const seen = await (await fetch(at("/"), { headers })).json();

  expect(seen).toMatchObject({ ...headers, "x-forwarded-for": "203.0.113.7, 127.0.0.1" });
});

test("a client that goes away takes its request along", async () => {
  const { at, webPort } = await world();
  const gone = deferred<void>();
  const leaving = new AbortController();
  await serve(webPort, (_request, response) => {
    response.on("close", () => gone.resolve());
    leaving.abort();
  });

  await expect(fetch(at("/"), { signal: leaving.signal })).rejects.toThrow();

  await gone.promise;
});

test("an answer that breaks off is not taken for whole", async () => {
  const { at, webPort } = await world();
  await serve(webPort, (_request, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("half", () => response.destroy());
  });

  await expect(fetch(at("/")).then((answer) => answer.text())).rejects.toThrow();
});

test("a request made while the pages are away is answered when they are back", async () => {
  const { at, webPort } = await world({ webRetryMs: 8_000 });

  const answers = [fetch(at("/")), fetch(at("/"), { method: "POST", body: "kept" })];
  await serve(webPort, async (incoming, response) => response.end(`${incoming.method} ${await text(incoming)}`));

  const texts = await Promise.all(answers.map(async (answer) => (await answer).text()));
  expect(texts).toEqual(["GET ", "POST kept"]);
});

test("pages that stay away: a page that asks again for a browser, a problem document for a program", async () => {
  const { at } = await world();

  const page = await fetch(at("/"), { headers: { accept: "text/html" } });
  const problem = await fetch(at("/api/v1/rooms"));

  expect([page.status, page.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(await page.text()).toMatch(/http-equiv="refresh"[\s\S]*запускается[\s\S]*is starting/);
  expect(problem.headers.get("content-type")).toBe("application/problem+json");
  expect(await problem.json()).toMatchObject({ status: 503, code: "unavailable" });
});

test("what may have been done already is not done twice", async () => {
  const { at, webPort } = await world({ webRetryMs: 8_000 });
  let times = 0;
  await serve(webPort, (incoming) => {
    times++;
    incoming.socket.destroy();
  });

  const answer = await fetch(at("/"), { method: "POST", body: "once" });

  expect([answer.status, times]).toEqual([503, 1]);
});

test("sockets under /ws reach the sidecar, whose words come back", async () => {
  const { port, livePort } = await world();
  const live = await serve(livePort, undefined);
  new WebSocketServer({ server: live }).on("connection", (socket, { url }) => socket.send(url ?? ""));

  for (const path of ["/ws", "/ws/12", "/ws?after=3"]) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
    const [said] = await once(socket, "message");
    expect(String(said)).toBe(path);
    socket.terminate();
  }
});

test.each(["/", "/wsx", "/ws/12/x", "/_next/webpack-hmr"])("a socket at %s is refused", async (path) => {
  const { port } = await world();
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
  const [, answer] = await once(
    socket.on("error", () => {}),
    "unexpected-response",
  );
  expect((answer as IncomingMessage).statusCode).toBe(404);
});

test("a sidecar that is away: the socket is told to come back later", async () => {
  const { port } = await world();
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`);
  const [, answer] = (await once(
    socket.on("error", () => {}),
    "unexpected-response",
  )) as [unknown, IncomingMessage];
  expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "2"]);
});

test("when a socket's client goes, the sidecar sees it go", async () => {
  const { port, livePort } = await world();
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

test("readiness says what the sidecar says, or that it is away", async () => {
  const { at, livePort } = await world();
  const away = await fetch(at("/readyz"));
  expect([away.status, await away.json()]).toEqual([503, { live: false }]);

  await serve(livePort, (_request, response) => response.writeHead(503).end('{"database":true,"bus":false}'));
  const half = await fetch(at("/readyz"));
  expect([half.status, await half.json()]).toEqual([503, { live: true, database: true, bus: false }]);
});

test("a port that is taken is told in one sentence", async () => {
  const { port } = await world();
  const second = createGateway({ webPort: 1, livePort: 1, trustProxy: false, development: false });
  await expect(second.listen(port, "127.0.0.1")).rejects.toThrow(`Port ${port} is taken`);
});

test("a request target that is no path goes nowhere", async () => {
  const { port } = await world();
  const socket = connect(port, "127.0.0.1");
  socket.end("GET http://elsewhere.example/ HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n");
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
});
