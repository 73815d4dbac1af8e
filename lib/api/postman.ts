import type { OpenApi } from "./openapi";
import { bodyText, fileForm, rehearse, type Step, unplayed } from "./rehearsal";

/** What each `{{variable}}` begins with: the demo's owner on this machine. */
export const firstVariables = { base_url: "http://localhost:3000", username: "user1", password: "password123" };

/** A collection of Postman's format 2.1, which plays from its first call to its last on a server with an owner. */
export function postmanCollection(document: OpenApi): object {
  return {
    info: {
      name: "Staffroom",
      description: about,
      schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
    },
    auth: bearer("token"),
    variable: Object.entries(variablesOf(document)).map(([key, value]) => ({ key, value, type: "string" })),
    item: rehearse(document).map(({ name, steps }) => ({ name, item: steps.map(itemOf) })),
  };
}

const about = [
  "Set `base_url`, `username` and `password`, then run it whole: the first folder makes what the others need, the last ends it. The account must be an owner's.",
  "Not in it:",
  ...Object.entries(unplayed).map(([id, why]) => `- \`${id}\` ${why}`),
].join("\n");

function variablesOf(document: OpenApi): Record<string, string> {
  const kept = rehearse(document).flatMap(({ steps }) => steps.flatMap((step) => Object.keys(step.keeps)));
  return { ...firstVariables, ...Object.fromEntries(["run", ...kept].map((name) => [name, ""])) };
}

const bearer = (variable: string) => ({
  type: "bearer",
  bearer: [{ key: "token", value: `{{${variable}}}`, type: "string" }],
});

function itemOf(step: Step): object {
  const before = step.id === "post_auth_token" ? [listen("prerequest", [eachRunItsNames])] : [];
  return {
    name: step.name,
    event: [...before, listen("test", [statusTest(step), ...keeping(step)])],
    request: {
      method: step.method,
      header: headersOf(step),
      ...(step.token === null && { auth: { type: "noauth" } }),
      ...(step.token === "newcomer_token" && { auth: bearer(step.token) }),
      ...bodyOf(step),
      url: urlOf(step),
      ...(step.notes && { description: step.notes }),
    },
  };
}

const listen = (when: string, exec: string[]) => ({ listen: when, script: { type: "text/javascript", exec } });

/** Accounts that a run makes have names that no run before it took. */
const eachRunItsNames = 'pm.collectionVariables.set("run", Date.now().toString(36));';

const statusTest = ({ success }: Step) =>
  `pm.test("answers ${success.join(" or ")}", () => pm.expect(pm.response.code).to.be.oneOf([${success.join(", ")}]));`;

const keeping = ({ keeps }: Step): string[] =>
  Object.entries(keeps).map(
    ([name, place]) => `pm.collectionVariables.set("${name}", pm.response.json()${accessTo(place)});`,
  );

const accessTo = (place: string): string =>
  place
    .split(".")
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join("");

function headersOf(step: Step): object[] {
  const type = step.takesFile ? fileForm.type : step.body === undefined ? null : "application/json";
  return type === null ? [] : [{ key: "Content-Type", value: type }];
}

function bodyOf(step: Step): object {
  if (step.takesFile) return { body: { mode: "raw", raw: fileForm.text } };
  if (step.body === undefined) return {};
  return { body: { mode: "raw", raw: bodyText(step.body), options: { raw: { language: "json" } } } };
}

function urlOf({ path, query }: Step): object {
  const sent = query.filter(({ isSent }) => isSent).map(({ name, value }) => `${name}=${value}`);
  return {
    raw: `{{base_url}}${path}${sent.length > 0 ? `?${sent.join("&")}` : ""}`,
    host: ["{{base_url}}"],
    path: path.slice(1).split("/"),
    ...(query.length > 0 && {
      query: query.map(({ name, value, isSent }) => ({ key: name, value, ...(!isSent && { disabled: true }) })),
    }),
  };
}
