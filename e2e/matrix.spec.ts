import { readFileSync } from "node:fs";
import { join } from "node:path";
import { matrix } from "@/server/testing/matrix";
import { callAction, callForm } from "./support/bare";
import { inCompany } from "./support/child";
import { type Company, root } from "./support/company";
import type { Knock } from "./support/furnished";
import { arrive, vera } from "./support/people";
import { expect, test } from "./support/test";

const codes: Record<string, string> = {
  u: "unauthenticated",
  f: "forbidden",
  n: "not_found",
  c: "conflict",
  i: "invalid",
};

/** Actions that have a story of their own for their refusals, or that ask for nothing but a session. */
const toldElsewhere: Record<string, string> = {
  postMessageAction: "refusals.spec.ts calls it by hand with everything",
};

/** Some six hundred calls, one after the other. */
const everyKnockMs = 6 * 60_000;

interface Action {
  id: string;
  path: string;
}

test("every form and action has its row in the matrix", () => {
  const known = new Set([...Object.values(matrix).map((row) => row.action), ...Object.keys(toldElsewhere)]);
  expect([...actions().keys()].filter((name) => !known.has(name))).toEqual([]);
});

test("each form does for each caller what the matrix says, called by hand without its page", async ({
  company,
  windows,
}) => {
  test.setTimeout(everyKnockMs);
  await arrive(company, windows, vera);
  const outcomes: string[] = [];
  for (const knock of await furnished(company)) {
    const action = actions().get(knock.action);
    if (!action) throw new Error(`the build knows no ${knock.action}`);
    const { fields, input, cookie } = knock;
    const answer =
      input === undefined
        ? await callForm(company, action.path, action.id, fields, cookie)
        : await callAction(company, action.path, action.id, [input], cookie ? { cookie } : {});
    const code = /"problem":\{"code":"(\w+)"/.exec(answer.text)?.[1];
    const wanted = codes[knock.expected];
    const outcome = code ?? (answer.status < 400 ? "+" : String(answer.status));
    if (outcome !== (wanted ?? "+"))
      outcomes.push(`${knock.action} by ${knock.caller}: ${outcome}, not ${wanted ?? "+"}`);
  }
  expect(outcomes).toEqual([]);
});

/** From the build itself: what anybody finds who reads the pages' scripts. */
function actions(): Map<string, Action> {
  const manifest: { node: Record<string, { exportedName: string; workers: Record<string, unknown> }> } = JSON.parse(
    readFileSync(join(root, ".next/server/server-reference-manifest.json"), "utf8"),
  );
  return new Map(
    Object.entries(manifest.node).map(([id, { exportedName, workers }]) => [
      exportedName,
      { id, path: pathOf(workers) },
    ]),
  );
}

/** A page that carries the action, by its path without groups and with something at its places. */
const pathOf = (workers: Record<string, unknown>): string =>
  `/${(Object.keys(workers)[0] ?? "")
    .replace(/^app\/|\/?page$/g, "")
    .replace(/\([^)]*\)\/?/g, "")
    .replace(/\[[^\]]*\]/g, "1")}`;

const furnished = async (company: Company): Promise<Knock[]> => JSON.parse(await inCompany(company, "furnished.ts"));
