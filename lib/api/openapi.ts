import { z } from "zod";
import { type ErrorCode, statusOfCode } from "@/lib/errors";
import { type Given, type Route, takesBody } from "./route";
import { problemShape } from "./shapes/problem";

type Json = { [name: string]: unknown };

/** An operation of the document, as far as it is read again here: by the page of calls, the collection and the tests. */
export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  "x-scope": Scope;
  security: Json[];
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Record<string, { schema: Json; example?: unknown }> };
  responses: Record<string, Json>;
}

export interface Parameter {
  name: string;
  in: "path" | "query";
  required: boolean;
  description?: string;
  schema: Json;
}

/** A document of OpenAPI 3.1, made from the table by which the calls are checked and answered. */
export interface OpenApi {
  openapi: "3.1.1";
  info: Json;
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Json; responses: Json; securitySchemes: Json };
}

const made = new WeakMap<Route[], OpenApi>();

/** The document of a table of calls; of the same table it is made once. */
export function openApi(table: Route[]): OpenApi {
  const known = made.get(table);
  if (known) return known;
  const document = documentOf(table);
  made.set(table, document);
  return document;
}

function documentOf(table: Route[]): OpenApi {
  const schemas: Json = {};
  const paths: OpenApi["paths"] = {};
  for (const route of table) {
    const path = pathOf(route);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, schemas) };
  }
  schemas.Problem = shown(problemShape, "output", schemas);
  return {
    openapi: "3.1.1",
    info: { title: "Staffroom", version: "1", summary: "A company's own closed chat", description: conventions },
    servers: [{ url: "/" }],
    tags: [...new Set(table.map((route) => route.group))].map((name) => ({ name })),
    paths,
    components: { schemas, responses: refusals(), securitySchemes },
  };
}

const conventions = `Ids are whole numbers. Times are RFC 3339 in UTC with milliseconds. Unknown fields are refused.
A list answers \`items\` and \`next_cursor\`, which the next call takes as \`cursor\`; \`limit\` is 1 to 100.
A refusal is a problem document (RFC 9457); its \`detail\` follows \`Accept-Language\` (English or Russian).
What the caller may not see is not found. Each answer says in \`RateLimit\` how many calls are left.`;

const securitySchemes: Json = {
  bearer: {
    type: "http",
    scheme: "bearer",
    description: "An access token (a JWT, good for 15 minutes) or a personal access token",
  },
  cookie: { type: "apiKey", in: "cookie", name: "next-auth.session-token", description: "For reading alone" },
};

function operation(route: Route, schemas: Json): Operation {
  const described = [route.notes, scopeNotes[scopeOf(route)]].filter(Boolean).join("\n\n");
  return {
    operationId: operationId(route),
    tags: [route.group],
    summary: route.summary,
    ...(described && { description: described }),
    "x-scope": scopeOf(route),
    security: securityOf(route),
    parameters: [...placesOf(route), ...queryOf(route, schemas)],
    ...(bodyOf(route, schemas) ?? {}),
    responses: { ...answersOf(route, schemas), ...refusalsOf(route) },
  };
}

/** `GET rooms/ID/members` is `get_rooms_id_members`. */
export const operationId = (route: Pick<Route, "method" | "path">): string =>
  `${route.method}_${route.path}`.toLowerCase().replace(/[^a-z0-9]+/g, "_");

/** By which token a call may be made. */
export type Scope = "open" | "sessionOnly" | "anyScope" | "readScope" | "writeScope" | "adminScope";

export function scopeOf({ who, method, bySession, forAdmins, anyScope }: Route): Scope {
  if (who === "anyone") return "open";
  if (bySession) return "sessionOnly";
  if (forAdmins) return "adminScope";
  if (method === "GET") return "readScope";
  return anyScope ? "anyScope" : "writeScope";
}

/** Said of such calls behind their own notes. */
export const scopeNotes: Partial<Record<Scope, string>> = {
  sessionOnly: "No personal access token may do this, whatever its scope: sign in.",
  writeScope: "A personal access token needs the scope `write`.",
  adminScope: "A personal access token needs the scope `admin`.",
};

const securityOf = (route: Route): Json[] => {
  if (route.who === "anyone") return [];
  return route.method === "GET" ? [{ bearer: [] }, { cookie: [] }] : [{ bearer: [] }];
};

/** `/api/v1/rooms/{room_id}/members/{user_id}` */
export const pathOf = (route: Pick<Route, "path">): string =>
  `/api/v1/${route.path
    .split("/")
    .map((segment, at, all) => (isPlace(segment) ? `{${placeName(all, at)}}` : segment))
    .join("/")}`;

const isPlace = (segment: string) => segment === segment.toUpperCase();

/** What stands in a path is named by the noun before it. */
function placeName(segments: string[], at: number): string {
  if (segments[at] === "EMOJI") return "emoji";
  if (segments[at] === "USER") return "user_id";
  return `${(segments[at - 1] ?? "").replace(/s$/, "")}_id`;
}

const placesOf = (route: Route): Parameter[] =>
  route.path.split("/").flatMap((segment, at, all): Parameter[] => {
    if (!isPlace(segment)) return [];
    const schema = segment === "UUID" ? { type: "string", format: "uuid" } : placeSchema(segment);
    return [{ name: placeName(all, at), in: "path", required: true, schema }];
  });

const placeSchema = (segment: string): Json =>
  segment === "EMOJI" ? { type: "string", description: "One emoji, percent-encoded" } : { type: "integer", minimum: 1 };

function queryOf(route: Route, schemas: Json): Parameter[] {
  const { properties = {}, required = [] } = shown(route.query, "input", schemas) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: "query" as const,
    required: required.includes(name),
    ...(typeof description === "string" && { description }),
    schema,
  }));
}

function bodyOf(route: Route, schemas: Json): Pick<Operation, "requestBody"> | null {
  if (route.takesFile) {
    const schema = { type: "object", properties: { file: { type: "string", format: "binary" } }, required: ["file"] };
    return { requestBody: { required: true, content: { "multipart/form-data": { schema } } } };
  }
  if (!route.body) return null;
  const schema = shown(route.body, "input", schemas);
  const needed = Array.isArray(schema.required) && schema.required.length > 0;
  return { requestBody: { required: needed, content: { "application/json": { schema, example: route.example } } } };
}

const answersOf = (route: Route, schemas: Json): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(route.gives).map(([status, given]) => [status, { ...answer(given, schemas), headers: rateNote }]),
  );

function answer(given: Given, schemas: Json): Json {
  if (given === "nothing") return { description: "Done" };
  if (given === "a file") return { description: "Its bytes", content: { "*/*": { schema: { type: "string" } } } };
  if (given === "NDJSON")
    return { description: "A JSON value a line", content: { "application/x-ndjson": { schema: { type: "string" } } } };
  return { description: "Done", content: { "application/json": { schema: shown(given, "output", schemas) } } };
}

const rateNote: Json = {
  RateLimit: { schema: { type: "string" }, description: "How many calls are left, and until when" },
  "RateLimit-Policy": { schema: { type: "string" }, description: "How many calls a window holds" },
};

/** The refusals that a call may meet: those of its kind, and its own. */
export function refusedBy(route: Route): ErrorCode[] {
  const hasPlaces = route.path.split("/").some(isPlace);
  const codes: ErrorCode[] = ["invalid", "rate_limited", "unavailable", ...route.refuses];
  if (route.who === "member") codes.push("unauthenticated");
  if (route.who === "member" && (!route.unsecured || (route.method !== "GET" && !route.anyScope)))
    codes.push("forbidden");
  if (hasPlaces) codes.push("not_found");
  if (takesBody(route) || route.takesFile) codes.push("too_large");
  if (route.body || route.takesFile) codes.push("unsupported_media_type");
  return [...new Set(codes)].sort((a, b) => statusOfCode[a] - statusOfCode[b]);
}

/** A body that is no JSON at all, or no form with one file, is refused with 400. */
function refusalsOf(route: Route): Record<string, Json> {
  const statuses: [string, Json][] = refusedBy(route).map((code) => [
    String(statusOfCode[code]),
    ref("responses", code),
  ]);
  if (takesBody(route) || route.takesFile) statuses.push(["400", ref("responses", "not_json")]);
  return Object.fromEntries(statuses.sort());
}

const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });

function refusals(): Json {
  const content = { "application/problem+json": { schema: ref("schemas", "Problem") } };
  const again = { "Retry-After": { schema: { type: "integer" }, description: "Seconds" } };
  const one = (description: string, headers?: Json) => ({ description, content, ...(headers && { headers }) });
  return {
    not_json: one("The body is no JSON, or, where a file is taken, no whole form with one field `file`"),
    unauthenticated: one("No token, or one that is no good any more"),
    forbidden: one("The caller sees it and may not do this"),
    not_found: one("There is no such thing, or the caller may not see it"),
    conflict: one("It clashes with what is there"),
    too_large: one("Too large"),
    unsupported_media_type: one("The body is of a type that is not taken here"),
    invalid: one("Something is wrong with what was sent: `errors` names each place"),
    rate_limited: one("Too many calls", again),
    unavailable: one("The server cannot answer right now", again),
  } satisfies Record<ErrorCode | "not_json", Json>;
}

/** A schema as JSON Schema; what has a name of its own goes among the components and is referred to. */
function shown(schema: z.ZodType, io: "input" | "output", schemas: Json): Json {
  const {
    $schema: _,
    $defs = {},
    ...json
  } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Json & {
    $defs?: Json;
  };
  for (const [name, definition] of Object.entries($defs)) schemas[name] ??= referring(definition);
  const { id, ...rest } = referring(json) as Json;
  if (typeof id !== "string") return rest;
  schemas[id] ??= rest;
  return ref("schemas", id);
}

/** The same with references to components in the place of those to definitions beside it. */
function referring(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referring);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === "$ref" && typeof inner === "string"
        ? inner.replace("#/$defs/", "#/components/schemas/")
        : referring(inner),
    ]),
  );
}
