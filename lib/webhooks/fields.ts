import { hookListMax, hookTextCharsMax } from "@/lib/limits";

/** Reading what others send: whatever is not there, or is of another kind, says nothing. */

export function at(value: unknown, ...path: string[]): unknown {
  let here = value;
  for (const name of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, name)) return undefined;
    here = Reflect.get(here, name);
  }
  return here;
}

/** A text or a number, as text; of one that no message could hold, its beginning. */
export function textAt(value: unknown, ...path: string[]): string {
  const found = at(value, ...path);
  if (typeof found === "number") return String(found);
  return typeof found === "string" ? found.slice(0, hookTextCharsMax).toWellFormed() : "";
}

export function listAt(value: unknown, ...path: string[]): unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** As much of a list as a message can show. */
export const someAt = (value: unknown, ...path: string[]): unknown[] => listAt(value, ...path).slice(0, hookListMax);

/** Names and texts of an object, such as labels. */
export function pairsAt(value: unknown, ...path: string[]): [string, string][] {
  const found = at(value, ...path);
  if (typeof found !== "object" || found === null || Array.isArray(found)) return [];
  return Object.keys(found).map((name) => [name, textAt(found, name)]);
}
