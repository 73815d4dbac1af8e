import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { countAttempt } from "@/lib/auth/attempts";
import { mintToken } from "@/lib/auth/personal-tokens";
import { env } from "@/lib/env";
import { type ErrorCode, statusOfCode } from "@/lib/errors";
import { tokenErrors } from "@/lib/i18n/tokens";
import { callsPerAddress, callsPerPerson, requestBodyBytesMax } from "@/lib/limits";
import { changeSettings } from "@/lib/workspace/mutations";
import { circumstances } from "@/server/testing/circumstances";
import { furnish } from "@/server/testing/furnish";
import { type Caller, callers, matrix, type Place } from "@/server/testing/matrix";
import { haveFactor, person, type TestPerson, tokenOf } from "@/server/testing/world";
import { answerRequest } from "./answer";
import { openApi, operationId, pathOf, refusedBy } from "./openapi";
import { type Route, takesBody } from "./route";
import { routes } from "./table";

vi.hoisted(() => {
  process.env.STAFFROOM_DATA = `${process.env.TMPDIR ?? "/tmp"}/staffroom-statuses-${process.pid}`;
});

const origin = "https://chat.example.com";
const nameOf = (route: Route) => `${route.method} ${route.path}`;
const named = routes.map((route) => [nameOf(route), route] as const);
/** By the name of a call, what it was seen to answer: a status where it is done, else a code. */
const seen = new Map<string, Set<string>>(named.map(([name]) => [name, new Set()]));

/** Everything that makes for success, for each call once. */
let standing: { place: Place; who: TestPerson };
let owner: TestPerson;

interface Asked {
  token?: string;
  body?: BodyInit;
  type?: string;
  address?: string;
}

async function ask(
  route: Route,
  path: string,
  { token, body, type, address = randomUUID() }: Asked,
): Promise<Response> {
  const headers = new Headers();
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  if (type !== undefined) headers.set("content-type", type);
  const [bare = ""] = path.split("?");
  const request = new Request(`${origin}/api/v1/${path}`, { method: route.method, headers, body });
  const device = { kind: "api" as const, userAgent: "test", address };
  const segments = bare.split("/").map(decodeURIComponent);
  return answerRequest(request, segments, { visitor: async () => null, device, origin });
}

/** Sends what a row or a circumstance holds; writes down what came of it, in the shape of which it must be. */
async function knock(route: Route, path: string, body: unknown, who: TestPerson | null): Promise<Response> {
  const isForm = body instanceof FormData;
  const sent = body === undefined || isForm ? body : JSON.stringify(body);
  const asked = {
    ...(who && { token: await tokenOf(who) }),
    ...(sent !== undefined && { body: sent }),
    ...(!isForm && { type: "application/json" }),
  };
  const answer = vi.spyOn(route, "answer");
  const response = await ask(route, path, asked);
  const value = response.ok ? await answer.mock.results[0]?.value : null;
  answer.mockRestore();
  seen.get(nameOf(route))?.add(response.ok ? String(response.status) : await codeOf(response, route));
  if (response.ok) await expectShape(route, response, value);
  return response;
}

/** Nothing was left out of the answer: a shape that knows less than the verb tells would hide it without a word. */
async function expectShape(route: Route, response: Response, answered: unknown): Promise<void> {
  const given = route.gives[response.status as keyof Route["gives"]];
  expect(given, `${nameOf(route)} ${response.status}`).toBeDefined();
  if (given === "nothing") expect(response.status).toBe(204);
  if (typeof given !== "object") return void (await response.body?.cancel());
  const { value } = answered as { value: unknown };
  expect(await response.json()).toEqual(JSON.parse(JSON.stringify(value)));
}

/** A problem document, which says its code, its status and where it is explained. */
async function codeOf(response: Response, route: Route): Promise<string> {
  expect(response.headers.get("content-type"), nameOf(route)).toBe("application/problem+json");
  const problem = (await response.json()) as { code: ErrorCode; status: number; type: string };
  expect(problem.status).toBe(response.status);
  expect(problem.type).toBe(`/docs#${problem.code}`);
  return response.status === 400 ? "not_json" : problem.code;
}

const rowsOf = (route: Route) =>
  Object.entries(matrix).filter(([name, row]) => row.rest && name.split(",")[0] === nameOf(route));

/** A path and a body that the call takes, whatever comes of it. */
function aimed(route: Route, place: Place): { path: string; body?: BodyInit; type?: string } {
  const aim = rowsOf(route)[0]?.[1].rest?.(place);
  if (!aim) throw new Error(`${nameOf(route)} has no row`);
  if (aim.body instanceof FormData) return { path: aim.path, body: aim.body };
  if (aim.body === undefined) return { path: aim.path };
  return { path: aim.path, body: JSON.stringify(aim.body), type: "application/json" };
}

beforeAll(async () => {
  const setup = routes.find((route) => nameOf(route) === "POST setup");
  const account = { username: "founder", email: "founder@example.com", password: "four plain words here" };
  if (setup) await knock(setup, "setup", { workspace_name: "Company", ...account }, null);
  const { place, who } = await furnish("member");
  if (!who) throw new Error("a member is nobody");
  standing = { place, who };
  owner = await person("owner", "owner");
  await haveFactor(owner);
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => rm(env().STAFFROOM_DATA, { recursive: true, force: true }));

const letters: Record<string, ErrorCode> = {
  u: "unauthenticated",
  f: "forbidden",
  n: "not_found",
  c: "conflict",
  i: "invalid",
};

describe("what is there, and who calls", () => {
  test.each(named)("%s, for the first who may", async (name, route) => {
    for (const [row, { expected, rest }] of rowsOf(route)) {
      // That each of them comes true is the test of the matrix.
      for (const letter of expected) if (letters[letter]) seen.get(name)?.add(letters[letter]);
      const at = expected.lastIndexOf("+");
      if (at < 0) continue;
      const { place, who } = await furnish(callers[at] as Caller);
      const { path, body } = rest?.(place) ?? { path: "" };
      expect((await knock(route, path, body, who)).ok, row).toBe(true);
    }
  });

  test.each(circumstances.map((one) => [`${one.call}, ${one.where}`, one] as const))(
    "%s",
    async (_name, { call, gives, stand }) => {
      const route = routes.find((one) => nameOf(one) === call);
      if (!route) throw new Error(`there is no ${call}`);
      const { who, path, body } = await stand();
      const response = await knock(route, path, body, who);
      expect(response.status).toBe(typeof gives === "number" ? gives : statusOfCode[gives]);
    },
    60_000,
  );
});

/** Asks a call and writes down the code of its refusal, which must be this. */
async function refuse(route: Route, code: string, path: string, asked: Asked): Promise<void> {
  const response = await ask(route, path, asked);
  const given = await codeOf(response, route);
  expect(given, nameOf(route)).toBe(code);
  seen.get(nameOf(route))?.add(given);
}

describe("whatever the call is", () => {
  const ofMembers = named.filter(([, route]) => route.who === "member");
  const withJson = named.filter(([, route]) => route.body !== null);
  const without = named.filter(([, route]) => route.body === null && takesBody(route));
  const sized = named.filter(([, route]) => takesBody(route) || route.takesFile);

  test.each(ofMembers)("%s asks for a token", async (_name, route) => {
    const { path, ...sent } = aimed(route, standing.place);
    await refuse(route, "unauthenticated", path, sent);
  });

  test.each(ofMembers.filter(([, route]) => route.method !== "GET" && !route.anyScope))(
    "%s asks for the right to write",
    async (_name, route) => {
      const { token } = await mintToken(standing.who.actor, { name: "reader", scope: "read" });
      const { path, ...sent } = aimed(route, standing.place);
      await refuse(route, "forbidden", path, { ...sent, token });
    },
  );

  test("each asks for the second factor that the company requires, but what is needed to have one", async () => {
    await changeSettings(owner.actor, { second_factor: "everyone" });
    for (const [, route] of ofMembers.filter(([, one]) => !one.unsecured)) {
      const { path, ...sent } = aimed(route, standing.place);
      await refuse(route, "forbidden", path, { ...sent, token: await tokenOf(standing.who) });
    }
    await changeSettings(owner.actor, { second_factor: "optional" });
  });

  const withPlace = named.filter(([, route]) => /[A-Z]/.test(route.path));
  test.each(withPlace)("%s finds nothing under what is no id", async (_name, route) => {
    const { path: _path, ...sent } = aimed(route, standing.place);
    const path = route.path.replace(/\b(ID|USER|HOOK|UUID)\b/g, "x").replace("EMOJI", "👍");
    const query = _path.includes("?") ? `?${_path.split("?")[1]}` : "";
    await refuse(route, "not_found", path + query, { ...sent, token: await tokenOf(standing.who) });
  });

  test.each(named)("%s refuses a field that nobody knows", async (_name, route) => {
    const token = await tokenOf(standing.who);
    const { path, ...sent } = aimed(route, standing.place);
    await refuse(route, "invalid", `${path.split("?")[0]}?unknown=1`, { ...sent, token });
  });

  test.each(withJson)("%s refuses what is no JSON, and any other type", async (_name, route) => {
    const token = await tokenOf(standing.who);
    const { path } = aimed(route, standing.place);
    await refuse(route, "not_json", path, { token, body: "{", type: "application/json" });
    await refuse(route, "unsupported_media_type", path, { token, body: "{}", type: "text/plain" });
  });

  test.each(without)("%s takes no body, and refuses one that says something", async (_name, route) => {
    const token = await tokenOf(standing.who);
    const { path } = aimed(route, standing.place);
    const refusal = (body: string, type: string) => ask(route, path, { token, body, type });
    await refuse(route, "not_json", path, { token, body: "{bad", type: "application/json" });
    await refuse(route, "invalid", path, { token, body: "[]", type: "application/json" });
    for (const [body, type] of [
      ['{"zz":1}', "application/json"],
      ['{"zz":1}', "text/plain"],
      ["zz=1", "application/x-www-form-urlencoded"],
    ] as const)
      expect(await (await refusal(body, type)).json()).toMatchObject({ status: 422, errors: [{ path: "zz" }] });
    const answer = vi.spyOn(route, "answer").mockResolvedValue({ status: 204 });
    for (const body of [undefined, "", "{}", " {} "])
      for (const type of [undefined, "application/json", "text/plain"])
        expect((await ask(route, path, { token, body, type })).status, `${body} ${type}`).toBe(204);
    expect(answer).toHaveBeenCalledTimes(12);
  });

  test.each(sized)("%s refuses what is too large", async (_name, route) => {
    const token = await tokenOf(standing.who);
    const { path } = aimed(route, standing.place);
    const body = route.takesFile ? largeForm() : `{"a":"${"x".repeat(requestBodyBytesMax)}"}`;
    if (route.takesFile) await changeSettings(owner.actor, { file_bytes_max: 1024 * 1024 });
    const type = route.takesFile ? {} : { type: "application/json" };
    await refuse(route, "too_large", path, { token, body, ...type });
  });

  test.each(named.filter(([, route]) => route.takesFile))("%s takes nothing but a form", async (_name, route) => {
    const token = await tokenOf(standing.who);
    await refuse(route, "unsupported_media_type", route.path, { token, body: "{}", type: "application/json" });
    const type = "multipart/form-data; boundary=x";
    await refuse(route, "not_json", route.path, { token, body: "--x--\r\n", type });
  });

  test("each counts, and says when it was too much", async () => {
    const hasty = await person("hasty");
    const [token, address] = [await tokenOf(hasty), randomUUID()];
    const spend = async (bound: "calls" | "strangersCalls", key: string, many: number) => {
      await Promise.all(Array.from({ length: many }, () => countAttempt(bound, key)));
    };
    await spend("calls", String(hasty.id), callsPerPerson);
    await spend("strangersCalls", address, callsPerAddress);
    for (const [, route] of named) {
      const { path, ...sent } = aimed(route, standing.place);
      const asked = route.who === "member" ? { token } : { address };
      const response = await ask(route, path, { ...sent, ...asked });
      expect(Number(response.headers.get("retry-after")), nameOf(route)).toBeGreaterThan(0);
      seen.get(nameOf(route))?.add(await codeOf(response, route));
    }
  });

  test.each(named)("%s tells of a fault only that it cannot answer now", async (_name, route) => {
    const token = await tokenOf(standing.who);
    const { path, ...sent } = aimed(route, standing.place);
    vi.spyOn(route, "answer").mockRejectedValue(new Error("select secrets from inside"));
    const response = await ask(route, path, { ...sent, ...(route.who === "member" && { token }) });
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await response.clone().text()).not.toMatch(/inside|select/);
    seen.get(nameOf(route))?.add(await codeOf(response, route));
  });
});

test.each(named.filter(([, { bySession }]) => bySession))("%s takes no token, whatever its scope", async (_, route) => {
  const { token } = await mintToken(owner.actor, { name: "script", scope: "admin" });
  const response = await ask(route, aimed(route, standing.place).path, { ...aimed(route, standing.place), token });
  expect(await response.json()).toMatchObject({ code: "forbidden", detail: tokenErrors.en.tokenMayNot });
});

test("a token with a narrower scope is told so where administrators alone may do it", async () => {
  const { token } = await mintToken(owner.actor, { name: "narrow", scope: "write" });
  const [, settings] = named.find(([name]) => name === "PATCH settings") ?? [];
  if (!settings) throw new Error("there is no such call");
  const response = await ask(settings, "settings", { token, body: "{}", type: "application/json" });
  expect(await response.json()).toMatchObject({ code: "forbidden", detail: tokenErrors.en.tokenNotAdmin });
  expect(openApi(routes).paths["/api/v1/settings"]?.patch?.description).toContain("scope `admin`");
});

const largeForm = () => {
  const form = new FormData();
  form.append("file", new Blob([new Uint8Array(1024 * 1024 + 1)]), "large.bin");
  return form;
};

/** The last of all: by now everything was seen. */
test.each(named)("%s answers what its document names, all of it and nothing else", (name, route) => {
  const codes: string[] = [...refusedBy(route), ...(takesBody(route) || route.takesFile ? ["not_json"] : [])];
  const documented = [...Object.keys(route.gives), ...codes].sort();
  expect([...(seen.get(name) ?? [])].sort()).toEqual(documented);
  const { responses } = openApi(routes).paths[pathOf(route)]?.[route.method.toLowerCase()] ?? { responses: {} };
  const statuses = codes.map((code) => (code === "not_json" ? "400" : String(statusOfCode[code as ErrorCode])));
  expect(Object.keys(responses), operationId(route)).toEqual(
    [...new Set([...Object.keys(route.gives), ...statuses])].sort(),
  );
});
