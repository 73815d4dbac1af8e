import type { OpenApi, Operation } from "./openapi";

/** A call as it is played in a row of all of them: by whom, with what, and what its answer is kept for. */
export interface Step {
  id: string;
  name: string;
  group: string;
  notes: string;
  method: string;
  /** With `{{variables}}` at its places. */
  path: string;
  query: { name: string; value: string; isSent: boolean }[];
  body?: unknown;
  takesFile: boolean;
  /** The variable that holds the token; null where nobody need sign in. */
  token: "token" | "newcomer_token" | null;
  /** Variables, and where in the answer their values stand. */
  keeps: Record<string, string>;
  success: number[];
}

/** Calls in the order in which they can be played, under headings. */
export interface Act {
  name: string;
  steps: Step[];
}

/** Calls that no row of calls can show on any server, and why. */
export const unplayed: Record<string, string> = {
  post_setup: "needs a server on which nobody has an account yet",
  put_me_second_factor: "needs a code of an authenticator",
  delete_me_second_factor: "needs a second factor, which needs a code",
  post_me_recovery_codes: "needs a second factor, which needs a code",
  delete_users_id_second_factor: "needs somebody who has a second factor",
  put_settings_provider: "needs an OpenID provider that answers",
  delete_settings_provider: "needs an OpenID provider that was connected",
  get_imports_id: "needs a list of people that was loaded on a page",
  get_files_id_preview: "needs a large picture",
};

/** What a call is played with, where its example in the table does not say it. */
interface Direction {
  body?: unknown;
  as?: "newcomer_token";
  keeps?: Record<string, string>;
  /** What of its query is sent though it may be left out. */
  asks?: string[];
}

const newPassword = "correct horse battery";
const tokens = { token: "access_token", refresh_token: "refresh_token" };

const directions: Record<string, Direction> = {
  post_auth_token: { body: { username: "{{username}}", password: "{{password}}" }, keeps: tokens },
  post_auth_refresh: { keeps: tokens },
  post_auth_register: {
    body: {
      username: "carla-{{run}}",
      email: "carla-{{run}}@example.com",
      password: newPassword,
      invite: "{{invite_token}}",
    },
    keeps: { newcomer_token: "access_token" },
  },
  post_users: {
    body: { username: "boris-{{run}}", email: "boris-{{run}}@example.com", display_name: "Boris" },
    keeps: { user_id: "user.id" },
  },
  post_invites: { keeps: { invite_id: "id", invite_token: "token" } },
  post_me_prove: { body: { current: "{{password}}" } },
  put_me_password: { as: "newcomer_token" },
  post_me_second_factor: { as: "newcomer_token" },
  get_me_sessions: { as: "newcomer_token", keeps: { session_id: "items.0.id" } },
  delete_me_sessions_uuid: { as: "newcomer_token" },
  put_rooms_id_members_me: { as: "newcomer_token" },
  delete_rooms_id_members_me: { as: "newcomer_token" },
  get_search: { asks: ["q"] },
};

const queries: Record<string, string> = { roots: "{{message_id}}", q: "hello" };

/** What is there before anything was answered. */
const given = ["base_url", "username", "password", "run"];

/** What others still need goes at the very end, the caller's own session last of all. */
const last = ["delete_rooms_id", "delete_me_sessions_uuid", "post_auth_logout"];

/**
 * First what makes what the others need, then each group, then what ends things.
 * @throws Error where a call needs what no other gives: it wants a direction, or a place among the unplayed
 */
export function rehearse(document: OpenApi): Act[] {
  const steps = stepsOf(document);
  const ending = steps.filter((step) => step.method === "DELETE" || last.includes(step.id));
  const making = inOrder(steps.filter((step) => !ending.includes(step) && Object.keys(step.keeps).length > 0));
  const rest = steps.filter((step) => !ending.includes(step) && !making.includes(step));
  const groups = document.tags.map(({ name }) => ({ name, steps: rest.filter((step) => step.group === name) }));
  const acts = [
    { name: "Begin here", steps: making },
    ...groups.filter((act) => act.steps.length > 0),
    { name: "What ends things", steps: ending.sort(laterAndShorter) },
  ];
  requireGiven(acts.flatMap((act) => act.steps));
  return acts;
}

function stepsOf(document: OpenApi): Step[] {
  const places = new Set(Object.keys(document.paths).flatMap(variablesIn));
  const steps: Step[] = [];
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods)) {
      if (operation.operationId in unplayed) continue;
      steps.push(stepOf(operation, method.toUpperCase(), path, places));
      if (operation.operationId === "post_rooms_id_messages") steps.push(replyAfter(steps));
    }
  return steps;
}

function stepOf(operation: Operation, method: string, path: string, places: Set<string>): Step {
  const { as, body, keeps, asks = [] }: Direction = directions[operation.operationId] ?? {};
  const content = operation.requestBody?.content ?? {};
  return {
    id: operation.operationId,
    name: operation.summary,
    group: operation.tags[0] ?? "",
    notes: operation.description ?? "",
    method,
    path: path.replace("{emoji}", encodeURIComponent("👍")).replace(/\{(\w+)\}/g, "{{$1}}"),
    query: operation.parameters
      .filter((one) => one.in === "query")
      .map(({ name, required }) => ({ name, value: queries[name] ?? "", isSent: required || asks.includes(name) })),
    body: body ?? content["application/json"]?.example,
    takesFile: "multipart/form-data" in content,
    token: operation.security.length === 0 ? null : (as ?? "token"),
    keeps: keeps ?? keptOf(method, path, places),
    success: Object.keys(operation.responses).map(Number).filter(isSuccess),
  };
}

const isSuccess = (status: number) => status >= 200 && status < 300;

/** What `POST …/rooms` makes is what `{room_id}` stands for elsewhere. */
function keptOf(method: string, path: string, places: Set<string>): Record<string, string> {
  const variable = `${path.split("/").at(-1)?.replace(/s$/, "")}_id`;
  return method === "POST" && places.has(variable) ? { [variable]: "id" } : {};
}

/** A thread has something to be read once there is a reply. */
function replyAfter(steps: Step[]): Step {
  const said = steps.at(-1);
  if (!said) throw new Error("nothing was said that could be replied to");
  const body = { text: "And a reply to it", thread_id: "{{message_id}}" };
  return { ...said, name: "Reply in its thread", body, keeps: { reply_id: "id" } };
}

/** Each after those whose answers it needs, else as they stand. */
function inOrder(steps: Step[]): Step[] {
  const known = new Set(given);
  const waiting = [...steps];
  const ordered: Step[] = [];
  while (waiting.length > 0) {
    const at = waiting.findIndex((step) => needs(step).every((name) => known.has(name)));
    const [step] = waiting.splice(Math.max(at, 0), 1);
    if (!step || at < 0) throw new Error(`nothing gives what these need: ${[step, ...waiting].map((one) => one?.id)}`);
    ordered.push(step);
    for (const name of Object.keys(step.keeps)) known.add(name);
  }
  return ordered;
}

const laterAndShorter = (a: Step, b: Step) =>
  last.indexOf(a.id) - last.indexOf(b.id) || b.path.split("/").length - a.path.split("/").length;

function requireGiven(steps: Step[]): void {
  const known = new Set(given);
  for (const step of steps) {
    const missing = needs(step).filter((name) => !known.has(name));
    const empty = step.query.filter(({ value, isSent }) => isSent && value === "").map(({ name }) => name);
    if (missing.length + empty.length > 0) throw new Error(`${step.id}: nothing gives ${[...missing, ...empty]}`);
    for (const name of Object.keys(step.keeps)) known.add(name);
  }
}

const needs = ({ path, query, body, token }: Step): string[] => [
  ...variablesIn(path),
  ...variablesIn(JSON.stringify([query.filter(({ isSent }) => isSent), body ?? null])),
  ...(token ? [token] : []),
];

/** Names in braces; those with a dollar are made by whoever plays. */
const variablesIn = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((hit) => hit[1] ?? "");

/** A body as text: ids stand in it as numbers. */
export const bodyText = (body: unknown): string => JSON.stringify(body, null, 2).replace(/"(\{\{\w+_id\}\})"/g, "$1");

/** A small file as a form, so that nothing need lie beside the collection. */
export const fileForm = {
  type: "multipart/form-data; boundary=staffroom",
  text: [
    "--staffroom",
    'Content-Disposition: form-data; name="file"; filename="hello.txt"',
    "Content-Type: text/plain",
    "",
    "Hello from a file",
    "--staffroom--",
    "",
  ].join("\r\n"),
};
