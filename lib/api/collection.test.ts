import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { Validator } from "@seriousme/openapi-schema-validator";
import newman, { type NewmanRunSummary } from "newman";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { foundWorkspace } from "@/lib/auth/mutations";
import { env } from "@/lib/env";
import { answerRequest } from "./answer";
import { httpFile } from "./http-file";
import { openApi, operationId } from "./openapi";
import { published } from "./outside";
import { postmanCollection } from "./postman";
import { bodyText, rehearse, unplayed } from "./rehearsal";
import type { Route } from "./route";
import { routes } from "./table";

const document = openApi(routes);
const acts = rehearse(document);
const steps = acts.flatMap((act) => act.steps);
const kept = (name: string) => readFile(join(import.meta.dirname, "../../docs", name), "utf8");

describe("the document", () => {
  test("is OpenAPI 3.1", async () => {
    const verdict = await new Validator().validate({ ...structuredClone(document) });
    expect(verdict.errors).toBeUndefined();
    expect(verdict.valid).toBe(true);
    const whole = published(document);
    expect((await new Validator().validate({ ...structuredClone(whole) })).errors).toBeUndefined();
    expect(Object.keys(whole.paths)).toEqual(
      expect.arrayContaining(["/hooks/{token}", "/healthz", "/readyz", "/metrics", "/api/v1/files"]),
    );
  });

  test("gives each call a name of its own", () => {
    const ids = routes.map(operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  const withBody = routes.filter((route): route is Route & { body: NonNullable<Route["body"]> } => route.body !== null);
  test.each(withBody.map((route) => [operationId(route), route] as const))(
    "shows of %s a body that the call takes",
    (_id, route) => {
      expect(route.example).toBeDefined();
      expect(route.body.safeParse(filled(route.example)).error).toBeUndefined();
    },
  );
});

/** With something in the place of each variable: a number for an id. */
const filled = (body: unknown): unknown =>
  JSON.parse(
    bodyText(body)
      .replace(/\{\{\w+_id\}\}/g, "1")
      .replaceAll("{{$guid}}", randomUUID())
      .replace(/\{\{\w+\}\}/g, "x"),
  );

describe("the collection", () => {
  test("and the file of requests are what `npm run api:collection` makes of the table", async () => {
    expect(await kept("staffroom.postman_collection.json")).toBe(
      `${JSON.stringify(postmanCollection(document), null, 2)}\n`,
    );
    expect(await kept("staffroom.http")).toBe(httpFile(document));
  });

  test("holds every call but those that are named, each with why", () => {
    const known = routes.map(operationId);
    const played = new Set(steps.map((step) => step.id));
    expect(known.filter((id) => !played.has(id)).sort()).toEqual(Object.keys(unplayed).sort());
  });

  test("sends bodies that the calls take", () => {
    for (const step of steps) {
      const body = routes.find((route) => operationId(route) === step.id)?.body;
      if (body) expect(body.safeParse(filled(step.body)).error, step.id).toBeUndefined();
    }
  });
});

describe("played against a running server", () => {
  const owner = { username: "owner", password: "four plain words here" };
  let server: Server;

  beforeAll(async () => {
    process.env.STAFFROOM_DATA = await mkdtemp(join(tmpdir(), "staffroom-collection-"));
    const account = { ...owner, workspace_name: "Company", email: "owner@example.com" };
    await foundWorkspace(account, { kind: "api", userAgent: "test", address: "127.0.0.1" });
    server = createServer((request, response) => {
      void answer(request).then(async (answered) => {
        response.writeHead(answered.status, Object.fromEntries(answered.headers));
        response.end(Buffer.from(await answered.arrayBuffer()));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(async () => {
    server.close();
    await rm(env().STAFFROOM_DATA, { recursive: true, force: true });
  });

  const baseUrl = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function answer(request: IncomingMessage): Promise<Response> {
    const url = new URL(request.url ?? "/", baseUrl());
    const hasBody = request.headers["content-length"] !== undefined || "transfer-encoding" in request.headers;
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]);
    const body = hasBody ? { body: Readable.toWeb(request) as ReadableStream, duplex: "half" } : {};
    const path = url.pathname.split("/").slice(3).map(decodeURIComponent);
    return answerRequest(new Request(url, { method: request.method, headers, ...body }), path, {
      visitor: async () => null,
      device: { kind: "api", userAgent: "test", address: "127.0.0.1" },
      origin: baseUrl(),
    });
  }

  test.each(["once", "and once more"])(
    "each call gives what the document says, %s",
    async () => {
      const { run } = await play({ base_url: baseUrl(), ...owner });
      expect(faultsOf(run)).toEqual([]);
      expect(run.executions.length).toBe(steps.length);
    },
    60_000,
  );

  test("and a call that gives something else is told of", async () => {
    const { run } = await play({ base_url: baseUrl(), ...owner, password: "a wrong password" });
    expect(faultsOf(run)).toContain("Sign in: expected 401 to be one of [ 200 ]");
  }, 60_000);
});

function play(variables: Record<string, string>): Promise<NewmanRunSummary> {
  const envVar = Object.entries(variables).map(([key, value]) => ({ key, value }));
  return new Promise((resolve, reject) =>
    newman.run({ collection: postmanCollection(document), envVar, reporters: [] }, (error, summary) =>
      error ? reject(error) : resolve(summary),
    ),
  );
}

const faultsOf = ({ failures }: NewmanRunSummary["run"]) =>
  failures.map(({ source, error }) => `${source?.name}: ${error.message}`);
