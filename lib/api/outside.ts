import type { OpenApi, Operation } from "./openapi";

const tag = "Beside the calls";

/** The document with what stands beside the calls: where other programs post to, and what watches over the server. */
export const published = (document: OpenApi): OpenApi => ({
  ...document,
  tags: [...document.tags, { name: tag }],
  paths: { ...document.paths, ...paths },
});

const problem = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
const refused = (description: string) => ({ description, content: problem });
const text = { "text/plain": { schema: { type: "string" } } };
const facts = { "application/json": { schema: { type: "object" } } };
const busy = { $ref: "#/components/responses/unavailable" };

const open = (operationId: string, summary: string, description: string): Omit<Operation, "responses"> => ({
  operationId,
  tags: [tag],
  summary,
  description,
  "x-scope": "open",
  security: [],
  parameters: [],
});

const hookBody = {
  type: "object",
  properties: { text: { type: "string" }, username: { type: "string" } },
  description: "Or Slack's form, or one of GitLab's, Jenkins' or Alertmanager's; fields that nobody knows are ignored",
};

const paths: OpenApi["paths"] = {
  "/hooks/{token}": {
    post: {
      ...open("post_hook", "Post by an incoming webhook", "As the webhook's bot, into its room."),
      parameters: [{ name: "token", in: "path", required: true, schema: { type: "string" } }],
      requestBody: {
        required: true,
        content: { "application/json": { schema: hookBody, example: { text: "Hello" } } },
      },
      responses: {
        "200": { description: "`ok`", content: text },
        "400": refused("The body is no JSON and no form"),
        "403": { $ref: "#/components/responses/forbidden" },
        "404": { $ref: "#/components/responses/not_found" },
        "413": { $ref: "#/components/responses/too_large" },
        "422": { $ref: "#/components/responses/invalid" },
        "429": { $ref: "#/components/responses/rate_limited" },
        "503": busy,
      },
    },
  },
  "/healthz": {
    get: {
      ...open("get_healthz", "Ask whether the process runs", "It asks nobody else."),
      responses: { "200": { description: "It runs", content: facts } },
    },
  },
  "/readyz": {
    get: {
      ...open("get_readyz", "Ask whether it can serve", "Each part is named: `live`, `database`, `bus`."),
      responses: {
        "200": { description: "Database, bus and live sidecar answer", content: facts },
        "503": { description: "One of them does not", content: { ...facts, ...problem } },
      },
    },
  },
  "/metrics": {
    get: {
      ...open(
        "get_metrics",
        "Read the measures, for Prometheus",
        "By the token, if one is set; else from this machine.",
      ),
      responses: {
        "200": { description: "Prometheus text", content: text },
        "401": { $ref: "#/components/responses/unauthenticated" },
        "404": { $ref: "#/components/responses/not_found" },
        "503": busy,
      },
    },
  },
};
