import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { issueAccessToken } from "@/lib/auth/tokens";
import { statusOfCode } from "@/lib/errors";
import { requestBodyBytesMax, signInTriesPerAccount, signInWindowSeconds } from "@/lib/limits";
import { removeMember } from "@/lib/rooms/members";
import { deactivate, person, roomOf, say, signInAgain, type TestPerson, tokenOf } from "@/server/testing/world";
import { answerRequest } from "./answer";
import type { Route } from "./route";
import { routes } from "./table";

const origin = "https://chat.example.com";
const missing = 2_000_000_000;
let anna: TestPerson;
let boris: TestPerson;
let outsider: TestPerson;
let guest: TestPerson;
let removed: TestPerson;
let room: { id: number };
let messageId: number;

interface Options {
  /** Whose access token is shown. */
  as?: TestPerson;
  authorization?: string;
  /** Whose session cookie the browser sent. */
  cookie?: TestPerson;
  body?: unknown;
  raw?: BodyInit;
  type?: string;
  address?: string;
}

async function call(method: string, path: string, options: Options = {}): Promise<Response> {
  const headers = new Headers();
  const authorization = options.as ? `Bearer ${await tokenOf(options.as)}` : options.authorization;
  if (authorization !== undefined) headers.set("authorization", authorization);
  const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  if (body !== undefined) headers.set("content-type", options.type ?? "application/json");
  const streams = body instanceof ReadableStream && { duplex: "half" };
  const request = new Request(`${origin}/api/v1/${path}`, { method, headers, body, ...streams } as RequestInit);
  const segments = (path.split("?")[0] ?? "").split("/").map((segment) => decodeSegment(segment));
  return answerRequest(request, segments, {
    visitor: async () => options.cookie?.actor ?? null,
    device: { kind: "api", userAgent: "test", address: options.address ?? randomUUID() },
    origin,
  });
}

const decodeSegment = (segment: string) => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** A path of the table with something at its places. */
const pathOf = (route: Route, id: string | number, uuid: string = randomUUID()) =>
  route.path
    .split("/")
    .map((segment) => (segment === segment.toUpperCase() ? ({ UUID: uuid, EMOJI: "👍" }[segment] ?? id) : segment))
    .join("/");
const named = (list: Route[]) => list.map((route) => [`${route.method} ${route.path}`, route] as const);
const ofMembers = routes.filter((route) => route.who === "member");
const withBody = routes.filter((route) => route.body !== null);
const withPlace = routes.filter((route) => /\b(ID|USER|UUID)\b/.test(route.path));

beforeAll(async () => {
  [anna, boris, outsider, removed] = [
    await person("anna"),
    await person("boris"),
    await person("outsider"),
    await person("removed"),
  ];
  guest = await person("guest", "guest");
  room = await roomOf(anna, boris, removed);
  messageId = (await say(anna, room, "inside")).id;
  await removeMember(anna.actor, { roomId: room.id, personId: removed.id });
});

/** A problem document: RFC 9457, with nothing in it that tells of the inside. */
async function expectProblem(response: Response, status: number): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("private, no-store");
  const body: unknown = await response.json();
  expect(body).toEqual({
    type: expect.stringMatching(/^\/docs#[a-z_]+$/),
    title: expect.any(String),
    status,
    detail: expect.any(String),
    code: expect.stringMatching(new RegExp(`^(${Object.keys(statusOfCode).join("|")})$`)),
    errors: expect.any(Array),
  });
  expect(JSON.stringify(body)).not.toMatch(/postgres|select |node_modules|Error:|\.ts/i);
}

describe("who asks", () => {
  test.each(named(ofMembers))("%s is for those who are signed in", async (_name, route) => {
    const gone = await person("gone");
    const ended = await signInAgain(gone);
    await deactivate(gone);
    const strangers: Options[] = [
      {},
      { authorization: "" },
      { authorization: "Bearer" },
      { authorization: "Bearer x.y.z" },
      { authorization: `Basic ${btoa("anna:password")}` },
      { authorization: `Bearer ${await issueAccessToken(anna.sessionId, new Date("2020-01-01"))}` },
      { authorization: `Bearer ${await issueAccessToken(randomUUID(), new Date())}` },
      { as: ended },
      { as: gone },
    ];
    for (const stranger of strangers) {
      const response = await call(route.method, pathOf(route, room.id), {
        ...stranger,
        ...(route.body && { body: {} }),
      });
      await expectProblem(response, 401);
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
    }
  });

  test.each(named(ofMembers.filter((route) => route.method !== "GET")))(
    "%s changes nothing by a cookie, which a foreign page could make a browser send",
    async (_name, route) => {
      const options = { cookie: anna, ...(route.body && { body: {} }) };
      await expectProblem(await call(route.method, pathOf(route, room.id), options), 401);
    },
  );

  test("reading by a cookie works, unless a bad token stands beside it", async () => {
    expect((await call("GET", "me", { cookie: anna })).status).toBe(200);
    await expectProblem(await call("GET", "me", { cookie: anna, authorization: "Bearer x" }), 401);
  });
});

describe("what is not there", () => {
  test("an unknown path is not found", async () => {
    for (const [method, path] of [
      ["GET", ""],
      ["GET", "nothing"],
      ["GET", "ID"],
      ["GET", "rooms/ID/members/extra"],
      ["GET", "__proto__"],
      ["GET", "%00"],
    ] as const)
      await expectProblem(await call(method, path, { as: anna }), 404);
  });

  test.each(named(withPlace))("%s: what is no id names nothing", async (_name, route) => {
    const bad = [
      ...[
        "0",
        "-1",
        "1.5",
        "1e3",
        "0x10",
        "+1",
        "01x",
        "1_000",
        "NaN",
        "null",
        "Infinity",
        "١",
        "%20",
        "%00",
        "%E2%80%AE1",
      ],
      ...["9007199254740993", "99999999999999999999", "9".repeat(5_000), "1;drop table rooms", "%ff", "..%2f1"],
    ];
    for (const id of bad) {
      const response = await call(route.method, pathOf(route, id, id), { as: anna, ...(route.body && { body: {} }) });
      expect([404, 422], `${id} ${response.status}`).toContain(response.status);
    }
  });

  const private_ = ofMembers.filter((route) => /^(rooms|messages)\/ID/.test(route.path));
  test.each(named(private_))("%s: a private room is to strangers what a missing one is", async (_name, route) => {
    const body = bodyFor(route);
    for (const who of [outsider, guest, removed]) {
      const answer = async (id: number) => {
        const path = pathOf(route, id) + (route.path.endsWith("/threads") ? `?roots=${messageId}` : "");
        const response = await call(route.method, path, { as: who, ...(body && { body }) });
        const headers = [...response.headers].filter(([name]) => name !== "ratelimit");
        return { status: response.status, text: await response.text(), headers };
      };
      const hidden = await answer(route.path.startsWith("messages") ? messageId : room.id);
      expect(hidden).toEqual(await answer(missing));
      expect(hidden.status).toBe(404);
    }
  });

  test("another's session is no session of one's own", async () => {
    const answer = async (id: string) => (await call("DELETE", `me/sessions/${id}`, { as: anna })).text();
    expect(await answer(boris.sessionId)).toBe(await answer(randomUUID()));
    expect((await call("GET", "me", { as: boris })).status).toBe(200);
  });
});

/** A body that its call takes, for a person who may. */
function bodyFor(route: Route): Record<string, unknown> | null {
  if (!route.body) return null;
  if (route.path.endsWith("/messages")) return { text: "hello" };
  if (route.path === "messages/ID" || route.path.endsWith("/draft")) return { text: "hello" };
  if (/\/(un)?read$/.test(route.path)) return { message_id: messageId };
  if (/\/(tokens|webhooks)$/.test(route.path)) return { name: "name" };
  return route.method === "PATCH" && route.path === "rooms/ID" ? { name: "name" } : {};
}

/** The fields that a body has before it is put into another shape. */
function fieldsOf(schema: unknown): string[] {
  if (schema instanceof z.ZodPipe) return fieldsOf(schema.in);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

describe("what is sent", () => {
  test.each(named(routes))("%s refuses what it does not know", async (_name, route) => {
    const body = bodyFor(route);
    const asked = await call(route.method, `${pathOf(route, room.id)}?unknown=1`, { as: anna, ...(body && { body }) });
    await expectProblem(asked, 422);
    if (!body) return;
    const sent = await call(route.method, pathOf(route, room.id), { as: anna, body: { ...body, unknown: 1 } });
    await expectProblem(sent, 422);
  });

  test.each(named(withBody))(
    "%s takes any value of any type for a wrong one, never for a fault",
    async (_name, route) => {
      const shape = fieldsOf(route.body);
      expect(shape.length).toBeGreaterThan(0);
      const odd = [
        {},
        [],
        null,
        true,
        -1,
        1e308,
        1.5,
        "",
        "\0",
        "a\0b",
        "\ud800",
        "\u202e",
        "x".repeat(100_000),
        [[[]]],
        { a: 1 },
      ];
      const bodies: unknown[] = [
        null,
        [],
        "text",
        1,
        true,
        ...shape.flatMap((field) => odd.map((value) => ({ ...bodyFor(route), [field]: value }))),
      ];
      bodies.push(...odd.map((value) => Object.fromEntries(shape.map((field) => [field, value]))));
      // Somebody new, in a room of their own: all of it is more than anybody's share of calls, and may end rooms.
      const who = await person("odd");
      const { id } = await roomOf(who);
      for (const body of bodies) {
        const response = await call(route.method, pathOf(route, id), { as: who, body });
        expect(response.status, JSON.stringify(body).slice(0, 200)).toBeLessThan(500);
      }
    },
    60_000,
  );

  test("is JSON, of a bounded size and any depth", async () => {
    const post = (options: Options) => call("POST", `rooms/${room.id}/messages`, { as: anna, ...options });
    await expectProblem(await post({ raw: "{" }), 400);
    await expectProblem(await post({ raw: new ReadableStream({ pull: (out) => out.error(new Error("gone")) }) }), 400);
    await expectProblem(await post({ raw: "{}", type: "text/plain" }), 415);
    await expectProblem(await post({ raw: "{}", type: "multipart/form-data" }), 415);
    await expectProblem(await post({ raw: `{"text":"${"x".repeat(requestBodyBytesMax)}"}` }), 413);
    await expectProblem(await post({ body: { text: "x".repeat(20_001) } }), 413);
    for (const deep of [
      "[".repeat(100_000),
      `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
      `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`,
    ]) {
      const { status } = await post({ raw: deep });
      expect([400, 422]).toContain(status);
    }
    const invalid = await post({ raw: Buffer.from([0x22, 0xff, 0xfe, 0x22]) });
    expect(invalid.status).toBe(422);
  });

  test("queries are checked like bodies", async () => {
    const place = `rooms/${room.id}/messages`;
    for (const query of [
      "limit=0",
      "limit=101",
      "limit=-1",
      "limit=1.5",
      "limit=x",
      "before=0",
      "before=1e400",
      "around=",
      "after=NaN",
      "before[]=1",
    ])
      await expectProblem(await call("GET", `${place}?${query}`, { as: anna }), 422);
    for (const query of [`before=${missing}`, `around=${Number.MAX_SAFE_INTEGER}`])
      await expectProblem(await call("GET", `${place}?${query}`, { as: anna }), 404);
    for (const query of ["cursor=x", "cursor=%00", `cursor=${btoa('{"name":"a\\u0000","id":1}')}`, "limit=1e9"])
      await expectProblem(await call("GET", `users?${query}`, { as: anna }), 422);
    for (const query of ["q=%00", "q=%ff", "q=%F0%9F", "q=\ud800", "q=%25_%5C"])
      expect((await call("GET", `users?${query}`, { as: anna })).status, query).toBe(200);
  });

  test("each wrong field is named", async () => {
    const response = await call("POST", "rooms", { as: anna, body: { name: " ", member_ids: [1.5], colour: "red" } });
    const body = (await response.json()) as { errors: { path: string }[] };
    expect(body.errors.map((error) => error.path).sort()).toEqual(["colour", "member_ids.0", "name"]);
  });
});

describe("what is answered", () => {
  test("a value, private to its reader", async () => {
    const response = await call("GET", "me", { as: anna });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
    expect(await response.json()).toMatchObject({ id: anna.id, email: anna.actor.email });
  });

  test("what is made is 201, said again 200, done 204", async () => {
    const client_id = randomUUID();
    const { id } = await roomOf(anna);
    const post = () => call("POST", `rooms/${id}/messages`, { as: anna, body: { text: "once", client_id } });
    const [first, again] = [await post(), await post()];
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(await again.json()).toEqual(await first.json());
    const session = await signInAgain(anna);
    expect((await call("DELETE", `me/sessions/${session.sessionId}`, { as: anna })).status).toBe(204);
  });

  test("an administrator makes an account, changes it, and gives a link for its password", async () => {
    const admin = await person("admin", "owner");
    const { id: theirs } = await roomOf(admin);
    const body = { username: `made${admin.id}`, email: `made${admin.id}@example.com`, room_ids: [theirs] };
    const made = await call("POST", "users", { as: admin, body });
    expect(made.status).toBe(201);
    const link = expect.stringMatching(new RegExp(`^${origin}/password/[\\w-]{43}$`));
    const { user } = (await made.clone().json()) as { user: { id: number } };
    expect(await made.json()).toEqual({
      user: expect.objectContaining({ username: body.username, email: body.email, role: "member", active: true }),
      set_password_url: link,
    });
    expect((await call("POST", "users", { as: admin, body })).status).toBe(409);
    const reset = await call("POST", `users/${user.id}/password-reset`, { as: admin });
    expect([reset.status, await reset.json()]).toEqual([200, { set_password_url: link }]);
    const changed = await call("PATCH", `users/${user.id}`, { as: admin, body: { role: "guest", active: false } });
    expect(await changed.json()).toMatchObject({ id: user.id, role: "guest", active: false, email: body.email });
    await expectProblem(await call("POST", `users/${user.id}/password-reset`, { as: admin }), 409);
    const listed = await call("GET", `users?active=false&role=guest&q=${body.email}`, { as: admin });
    expect(await listed.json()).toMatchObject({ items: [{ id: user.id }], next_cursor: null });
    expect(await (await call("GET", `users/${user.id}`, { as: anna })).json()).not.toHaveProperty("email");
    for (const bad of [{ active: "false" }, { role: "bot" }, { role: "boss" }, { username: "other" }])
      await expectProblem(await call("PATCH", `users/${user.id}`, { as: admin, body: bad }), 422);
  });

  test("a fault shows as unavailable, says when to come again, and tells nothing of the inside", async () => {
    const broken = { ...anna, actor: { ...anna.actor, personId: Number.NaN } };
    const response = await call("GET", "me", { cookie: broken });
    await expectProblem(response, 503);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

describe("a method that an address does not take", () => {
  test.each([
    ["DELETE", "me", "GET, HEAD, PATCH, OPTIONS"],
    ["PUT", "rooms/", "GET, HEAD, POST, OPTIONS"],
    ["POST", "rooms/5", "GET, HEAD, PATCH, DELETE, OPTIONS"],
    ["PATCH", "openapi.json", "GET, HEAD, OPTIONS"],
  ])("%s %s is refused with 405 and with those that there are", async (method, path, allow) => {
    for (const as of [anna, undefined]) {
      const refused = await call(method, path, { as });
      expect([refused.status, refused.headers.get("allow")]).toEqual([405, allow]);
      expect(refused.headers.get("content-type")).toBe("application/problem+json");
      expect(refused.headers.get("ratelimit")).toMatch(as ? /^"calls";r=/ : /^"strangersCalls";r=/);
      expect(await refused.json()).toMatchObject({ code: "invalid", status: 405, errors: [] });
      const asked = await call("OPTIONS", path, { as });
      expect([asked.status, asked.headers.get("allow"), await asked.text()]).toEqual([204, allow, ""]);
    }
  });

  test.each(["", "nothing", "rooms/five", "../v2"])("at %j, where there is nothing, it is not found", async (path) => {
    for (const method of ["PUT", "OPTIONS"]) {
      const refused = await call(method, path, { as: anna });
      expect([refused.status, refused.headers.get("allow")]).toEqual([404, null]);
      expect(await refused.json()).toMatchObject({ code: "not_found" });
    }
  });
});

test("a refusal for too many attempts tells of the bound that refused, for as long as one is to wait", async () => {
  const body = { username: randomUUID().slice(0, 8), password: "not this one" };
  const address = randomUUID();
  let refused = await call("POST", "auth/token", { body, address });
  for (let tries = 0; tries < signInTriesPerAccount && refused.status !== 429; tries++)
    refused = await call("POST", "auth/token", { body, address });
  expect(refused.status).toBe(429);
  const seconds = refused.headers.get("retry-after");
  expect(refused.headers.get("ratelimit")).toBe(`"signInAccount";r=0;t=${seconds}`);
  expect(refused.headers.get("ratelimit-policy")).toBe(
    `"signInAccount";q=${signInTriesPerAccount};w=${signInWindowSeconds}`,
  );
});
