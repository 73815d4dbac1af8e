import type { Operation } from "./openapi";

/** What a call is shown by: its way, and where the visitor has reached this installation. */
export interface Place {
  method: string;
  path: string;
  origin: string;
}

/** A call as it is typed into a shell; `$TOKEN` holds the token. */
export function curlOf(operation: Operation, { method, path, origin }: Place): string {
  const body = bodyOf(operation);
  const lines = [
    `curl ${method === "GET" ? "" : `-X ${method} `}"${origin}${addressOf(operation, path)}"`,
    ...(needsToken(operation) ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...(takesFile(operation) ? ["-F file=@plan.pdf"] : []),
    ...(body === undefined ? [] : ['-H "Content-Type: application/json"', `-d '${shellText(body)}'`]),
    ...(givesBytes(operation) ? ["-o answer"] : []),
  ];
  return lines.join(" \\\n  ");
}

/** The same as a script for Node.js, which needs nothing installed. */
export function javaScriptOf(operation: Operation, { method, path, origin }: Place): string {
  const body = bodyOf(operation);
  const headers = [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the script's own
    ...(needsToken(operation) ? ["authorization: `Bearer ${process.env.TOKEN}`"] : []),
    ...(body === undefined ? [] : ['"content-type": "application/json"']),
  ];
  const options = [
    ...(method === "GET" ? [] : [`method: "${method}"`]),
    ...(headers.length > 0 ? ["headers"] : []),
    ...(takesFile(operation) || body !== undefined ? ["body"] : []),
  ];
  return [
    ...(takesFile(operation) ? ['import { openAsBlob } from "node:fs";', ""] : []),
    ...(givesBytes(operation) ? ['import { writeFile } from "node:fs/promises";', ""] : []),
    `const url = "${origin}${addressOf(operation, path)}";`,
    ...(headers.length > 0 ? [`const headers = ${headersText(headers)};`] : []),
    ...(takesFile(operation) ? fileLines : []),
    ...(body === undefined ? [] : [`const body = JSON.stringify(${scriptText(body)});`]),
    `const answer = await fetch(url${options.length > 0 ? `, { ${options.join(", ")} }` : ""});`,
    lastLine(operation),
  ].join("\n");
}

const headersText = (headers: string[]) => `{\n${headers.map((one) => `  ${one},`).join("\n")}\n}`;

const fileLines = ["const body = new FormData();", 'body.append("file", await openAsBlob("plan.pdf"), "plan.pdf");'];

function lastLine(operation: Operation): string {
  if (givesBytes(operation)) return 'await writeFile("answer", Buffer.from(await answer.arrayBuffer()));';
  return "204" in operation.responses
    ? "console.log(answer.status);"
    : "console.log(answer.status, await answer.json());";
}

const needsToken = ({ security }: Operation) => security.length > 0;
const takesFile = ({ requestBody }: Operation) => "multipart/form-data" in (requestBody?.content ?? {});

const givesBytes = ({ responses }: Operation) => {
  const content = (responses["200"]?.content ?? {}) as object;
  return "*/*" in content || "application/x-ndjson" in content;
};

const aSession = "5f0c6c1e-7a43-4b0e-9b0f-0d8a2f6b3c11";

/** With something at each place, and with what the query must hold. */
function addressOf({ parameters }: Operation, path: string): string {
  const filled = path
    .replace("{emoji}", encodeURIComponent("👍"))
    .replace("{session_id}", aSession)
    .replace(/\{\w+\}/g, "1");
  const query = parameters.filter((one) => one.in === "query" && one.required);
  const values = query.map(
    ({ name, schema }) => `${name}=${schema.type === "string" && name !== "roots" ? "hello" : "1"}`,
  );
  return values.length > 0 ? `${filled}?${values.join("&")}` : filled;
}

/** The example of the table; `{{room_id}}` and the like are numbers. */
function bodyOf({ requestBody }: Operation): unknown {
  const example = requestBody?.content["application/json"]?.example;
  if (example === undefined) return undefined;
  return JSON.parse(JSON.stringify(example).replace(/"\{\{\w+_id\}\}"/g, "1")) as unknown;
}

/** What a program makes anew each time is left to it. */
const shellText = (body: unknown): string =>
  JSON.stringify(body)
    .replace(/,?"\w+":"\{\{\$guid\}\}"/g, "")
    .replace(/\{\{(\w+)\}\}/g, (_, name: string) => `'"$${name.toUpperCase()}"'`);

const scriptText = (body: unknown): string =>
  JSON.stringify(body, null, 2)
    .replace(/^( *)"(\w+)":/gm, "$1$2:")
    .replace('"{{$guid}}"', "crypto.randomUUID()")
    .replace(/"\{\{(\w+)\}\}"/g, (_, name: string) => `process.env.${name.toUpperCase()}`);
