import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { deferred } from "@/server/testing/deferred";
import { gatewayWorld, serve } from "@/server/testing/gateway";

test("an answer streams: its beginning arrives before its end exists", async () => {
  const { at, webPort } = await gatewayWorld();
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
  const { port, webPort } = await gatewayWorld();
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
  const { at, webPort } = await gatewayWorld();
  await serve(webPort, (incoming, response) => response.end(JSON.stringify(incoming.headers)));

  const forged = {
    "x-forwarded-for": "6.6.6.6",
    "x-forwarded-proto": "https",
    forwarded: "for=6.6.6.6",
    "x-nonce": "evil",
    "x-path": "/evil",
    "content-security-policy": "script-src *",
    "content-security-policy-report-only": "script-src *",
    "x-middleware-subrequest": "proxy",
  };
  const seen = (await (await fetch(at("/api/v1/me"), { headers: forged })).json()) as Record<string, string>;

  expect(seen).toMatchObject({ "x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "http" });
  for (const name of Object.keys(forged).slice(2)) expect(seen[name]).toBeUndefined();

  const page = (await (await fetch(at("/rooms/1"), { headers: forged })).json()) as Record<string, string>;
  expect(page["x-path"]).toBe("/rooms/1");
  expect(page["content-security-policy"]).not.toContain("*");
});

test("a page is told the nonce that its answer's policy bears, a new one each time", async () => {
  const { at, webPort } = await gatewayWorld();
  await serve(webPort, (incoming, response) => response.end(String(incoming.headers["content-security-policy"])));

  const policies = [];
  for (const _ of [1, 2]) {
    const answer = await fetch(at("/rooms/1?m=2"));
    const told = await answer.text();
    expect(answer.headers.get("content-security-policy")).toBe(told);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("strict-transport-security")).toBeNull();
    policies.push(told);
  }
  expect(new Set(policies).size).toBe(2);
});

test("an answer that speaks for itself keeps its own policy, and a call of the API gets none", async () => {
  const { at, webPort } = await gatewayWorld();
  await serve(webPort, (_incoming, response) => response.setHeader("Content-Security-Policy", "sandbox").end());
  expect((await fetch(at("/avatars/1"))).headers.get("content-security-policy")).toBe("sandbox");

  const other = await gatewayWorld();
  await serve(other.webPort, (_incoming, response) => response.end());
  expect((await fetch(other.at("/api/v1/me"))).headers.get("content-security-policy")).toBeNull();
});

test.each(["GET", "HEAD", "DELETE", "OPTIONS"])(
  "%s ends where its length says, whatever it says of the connection",
  async (method) => {
    const { port, webPort } = await gatewayWorld();
    const seen: string[] = [];
    await serve(webPort, async (incoming, response) => {
      seen.push(`${incoming.method} ${incoming.url} ${incoming.headers.host} ${await text(incoming)}`);
      response.end();
    });
    const hidden = "GET /hidden HTTP/1.1\r\nHost: elsewhere\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n";

    const headers = { host: "here", connection: "close, content-length, host", "content-length": hidden.length };
    const sending = request({ port, method, path: "/seen", headers }).end(hidden);
    const [answer] = (await once(sending, "response")) as [IncomingMessage];
    await text(answer);

    expect(seen).toEqual([`${method} /seen here ${hidden}`]);
  },
);

test("a trusted proxy's word stands, with its own address added", async () => {
  const { at, webPort } = await gatewayWorld({ trustProxy: true });
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
  const { at, webPort } = await gatewayWorld();
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
  const { at, webPort } = await gatewayWorld();
  await serve(webPort, (_request, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("half", () => response.destroy());
  });

  await expect(fetch(at("/")).then((answer) => answer.text())).rejects.toThrow();
});

test("a request made while the pages are away is answered when they are back", async () => {
  const { at, webPort } = await gatewayWorld({ webRetryMs: 8_000 });

  const answers = [fetch(at("/")), fetch(at("/"), { method: "POST", body: "kept" })];
  await serve(webPort, async (incoming, response) => response.end(`${incoming.method} ${await text(incoming)}`));

  const texts = await Promise.all(answers.map(async (answer) => (await answer).text()));
  expect(texts).toEqual(["GET ", "POST kept"]);
});

test("pages that stay away: a page that asks again for a browser, a problem document for a program", async () => {
  const { at } = await gatewayWorld();

  const page = await fetch(at("/"), { headers: { accept: "text/html" } });
  const problem = await fetch(at("/api/v1/rooms"));

  expect([page.status, page.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(await page.text()).toMatch(/http-equiv="refresh"[\s\S]*запускается[\s\S]*is starting/);
  expect(problem.headers.get("content-type")).toBe("application/problem+json");
  expect(await problem.json()).toMatchObject({ status: 503, code: "unavailable" });
});

test("what may have been done already is not done twice", async () => {
  const { at, webPort } = await gatewayWorld({ webRetryMs: 8_000 });
  let times = 0;
  await serve(webPort, (incoming) => {
    times++;
    incoming.socket.destroy();
  });

  const answer = await fetch(at("/"), { method: "POST", body: "once" });

  expect([answer.status, times]).toEqual([503, 1]);
});
