import { connect } from "node:net";
import { text as textOf } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { gatewayWorld, serve } from "@/server/testing/gateway";
import { familyOf } from "./metrics";

const token = "one-word-of-a-token";
const ask = (url: string, headers: Record<string, string> = {}) => fetch(url, { headers });

describe("who is shown the measures", () => {
  test("with a token set: whoever shows it, and nobody else", async () => {
    const { at } = await gatewayWorld({ metricsToken: token });
    const shown = await ask(at("/metrics"), { authorization: `Bearer ${token}` });
    expect([shown.status, shown.headers.get("content-type")]).toEqual([200, expect.stringContaining("text/plain")]);
    for (const authorization of ["", "Bearer", "Bearer x", token, `Basic ${token}`]) {
      const refused = await ask(at("/metrics"), { authorization });
      expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    }
  });

  test("without one: this machine alone, by its own name and not by way of a proxy", async () => {
    const { at, port } = await gatewayWorld();
    expect((await ask(at("/metrics"))).status).toBe(200);
    for (const header of ["x-forwarded-for", "forwarded", "via", "x-real-ip"])
      expect((await ask(at("/metrics"), { [header]: "x" })).status, header).toBe(404);
    expect(await statusFor(port, "chat.example.com")).toContain(" 404 ");
    expect(await statusFor(port, "localhost")).toContain(" 200 ");
    const { at: proxied } = await gatewayWorld({ trustProxy: true });
    expect((await ask(proxied("/metrics"))).status).toBe(404);
  });
});

test("requests are counted by the kind of their path and the class of their status, and name nobody", async () => {
  const { at, webPort } = await gatewayWorld();
  await serve(webPort, (request, response) => response.writeHead(request.url?.includes("7") ? 404 : 200).end());
  for (const path of ["/api/v1/rooms", "/api/v1/rooms/7", "/api/v1/users/7/anna", "/rooms/12", "/_next/static/x.js"])
    await (await ask(at(path))).text();
  const text = await (await ask(at("/metrics"))).text();
  expect(text).toContain('staffroom_http_requests_total{family="api_rooms",class="2xx"} 1');
  expect(text).toContain('staffroom_http_requests_total{family="api_rooms",class="4xx"} 1');
  expect(text).toContain('staffroom_http_requests_total{family="pages",class="2xx"} 1');
  expect(text).toContain('staffroom_http_request_duration_seconds_count{family="assets"} 1');
  expect(text).toContain('staffroom_up{part="live"} 0');
  expect(text).not.toMatch(/anna|\b12\b/);
});

test.each([
  ["/", "pages"],
  ["/rooms/1", "pages"],
  ["/api/v1/rooms/1/messages", "api_rooms"],
  ["/api/v1/", "api_other"],
  ["/api/v1/made-up-by-somebody", "api_other"],
  ["/hooks/secret", "hooks"],
  ["/admin", "admin"],
  ["/administrators", "pages"],
  ["/readyz", "health"],
  ["", "pages"],
])("%s is of the kind %s", (path, family) => {
  expect(familyOf(path)).toBe(family);
});

/** The status line for a request with a `Host` of its own, which `fetch` would not send. */
async function statusFor(port: number, host: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(`GET /metrics HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  return (await textOf(socket)).split("\r\n")[0] ?? "";
}
