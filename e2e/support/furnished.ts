import { furnish } from "@/server/testing/furnish";
import { type Caller, callers, matrix, type Place } from "@/server/testing/matrix";
import { cookieOf } from "@/server/testing/world";

// Run as a process of its own, with the company's environment: writes a place for each action and caller.
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

const knocks: Knock[] = [];
for (const { action, fields, input, expected } of Object.values(matrix))
  for (const [at, caller] of callers.entries()) {
    if (!action) continue;
    const { who, place } = await furnish(caller);
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
