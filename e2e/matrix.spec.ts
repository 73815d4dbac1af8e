import { matrix } from "@/server/testing/matrix";
import { actions } from "./support/actions";
import { callAction, callForm } from "./support/bare";
import { inCompany } from "./support/child";
import type { Company } from "./support/company";
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

const furnished = async (company: Company): Promise<Knock[]> => JSON.parse(await inCompany(company, "furnished.ts"));
