import type { OpenApi } from "./openapi";
import { firstVariables } from "./postman";
import { bodyText, fileForm, rehearse, type Step } from "./rehearsal";

/**
 * The same calls as a file of requests, as the editors of JetBrains and REST Client of Visual Studio Code read it. What
 * the two understand of answers differs: ids and tokens are filled in by hand, at the head of the file.
 */
export function httpFile(document: OpenApi): string {
  const acts = rehearse(document);
  const kept = acts.flatMap(({ steps }) => steps.flatMap((step) => Object.keys(step.keeps)));
  const variables = { ...firstVariables, run: "1", ...Object.fromEntries(kept.map((name) => [name, blank(name)])) };
  return [
    "# Every call of Staffroom. Sign in first, and put what it answers here; ids too, as they come.",
    ...Object.entries(variables).map(([name, value]) => `@${name} = ${value}`),
    ...acts.flatMap(({ name, steps }) => ["", `# ${name}`, ...steps.flatMap(requestOf)]),
    "",
  ].join("\n");
}

const blank = (name: string) => (name === "session_id" ? "uuid" : name.endsWith("_id") ? "1" : name);

function requestOf(step: Step): string[] {
  const sent = step.query.filter(({ isSent }) => isSent).map(({ name, value }) => `${name}=${value}`);
  return [
    "",
    `### ${step.name}`,
    `${step.method} {{base_url}}${step.path}${sent.length > 0 ? `?${sent.join("&")}` : ""}`,
    ...(step.token ? [`Authorization: Bearer {{${step.token}}}`] : []),
    ...bodyOf(step),
  ];
}

function bodyOf({ takesFile, body }: Step): string[] {
  if (takesFile) return [`Content-Type: ${fileForm.type}`, "", ...fileForm.text.trimEnd().split("\r\n")];
  if (body === undefined) return [];
  return ["Content-Type: application/json", "", bodyText(withoutMade(body))];
}

/** What only whoever plays a collection makes is left out: no editor's word for it is the other's. */
export const withoutMade = (body: unknown): unknown =>
  typeof body === "object" && body !== null && !Array.isArray(body)
    ? Object.fromEntries(Object.entries(body).filter(([, value]) => value !== "{{$guid}}"))
    : body;
