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
const knocks: Knock[] = [];
for (const { action, fields, input, expected } of Object.values(matrix))
  for (const [at, caller] of callers.entries()) {
    if (!action) continue;
    const { who, place } = (expected[at] !== "+" && standing.get(caller)) || (await furnish(caller));
    knocks.push({
      action,
      caller,
      place,
      expected: expected[at] ?? "",
      cookie: who ? await cookieOf(who) : null,
      fields: fields?.(place) ?? {},
      input: input?.(place),
    });
  }
process.stdout.write(JSON.stringify(knocks), () => process.exit(0));
