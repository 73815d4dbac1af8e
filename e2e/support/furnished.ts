import { furnish } from "@/server/testing/furnish";
import { type Caller, callers, matrix, type Place } from "@/server/testing/matrix";
import { cookieOf } from "@/server/testing/world";

// Run as a process of its own, with the company's environment: writes for each action and caller what to aim at.
export interface Knock {
  action: string;
  caller: Caller;
  expected: string;
  cookie: string | null;
  fields: Record<string, string>;
  /** Of an action that is no form. */
  input?: unknown;
  place: Place;
}

/** Who is refused changes nothing: each kind of caller stands in one place for all refusals. */
const standing = new Map(await Promise.all(callers.map(async (caller) => [caller, await furnish(caller)] as const)));
const asked = Object.values(matrix).flatMap(({ action, fields, input, expected }) =>
  action ? callers.map((caller, at) => ({ action, fields, input, caller, expected: expected[at] ?? "" })) : [],
);
const knocks: Knock[] = [];
/** Nobody waits for the others' place: some are furnished at a time. */
const atOnce = 6;
for (let from = 0; from < asked.length; from += atOnce) {
  const some = asked.slice(from, from + atOnce).map(async ({ action, fields, input, caller, expected }) => {
    const { who, place } = (expected !== "+" && standing.get(caller)) || (await furnish(caller));
    const cookie = who ? await cookieOf(who) : null;
    return { action, caller, place, expected, cookie, fields: fields?.(place) ?? {}, input: input?.(place) };
  });
  knocks.push(...(await Promise.all(some)));
}
process.stdout.write(JSON.stringify(knocks), () => process.exit(0));
