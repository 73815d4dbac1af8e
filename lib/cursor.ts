import { z } from "zod";
import { fieldError } from "./errors";
import { listPageSize } from "./limits";
import { momentIn } from "./moments";
import type { Page } from "./people/schema";

// PostgreSQL holds no NUL in a text: what bears one was not sealed here.
const name = z
  .string()
  .max(500)
  .refine((value) => !value.includes("\0"));
const place = z.strictObject({ name, id: z.number().int().nonnegative() });
type Place = z.infer<typeof place>;

/** A place in a list sorted by name and id, opaque to clients. */
export const sealCursor = (value: Place): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** What no list has given out, or not this one. */
export const strangeCursor = () => fieldError("cursor", "cursorUnknown");

/** @throws AppError `invalid` for anything that `sealCursor` did not make */
export function openCursor(cursor: string): Place {
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    throw strangeCursor();
  }
}

/**
 * A place in a list sorted by time and id: the name begins with the time, and what follows a blank is the list's own.
 * @throws AppError `invalid`
 */
export function openMoment(cursor: string): { at: string; id: number; rest: string } {
  const { name, id } = openCursor(cursor);
  const [time = "", rest = ""] = name.split(" ");
  const at = momentIn(time);
  if (at === null) throw strangeCursor();
  return { at, id, rest };
}

/** What every list may be asked for: where to go on, and how many items at most (`listPageSize` if left out). */
export interface PageAsked {
  cursor?: string;
  limit?: number;
}

/**
 * A page of a list that is short by its bounds and was read whole. It is put into the order of its keys, which say where
 * the next page begins: what comes or goes between two calls takes nothing else with it.
 * @param keyOf what no two items share and none changes; names are compared letter by letter, then ids
 * @throws AppError `invalid` (cursor)
 */
export function pageOf<T>(
  items: T[],
  { cursor, limit = listPageSize }: PageAsked,
  keyOf: (item: T) => Place,
  order: "up" | "down" = "up",
): Page<T> {
  const after = cursor === undefined ? null : openCursor(cursor);
  const turn = order === "up" ? 1 : -1;
  const left = items
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === null || turn * compare(key, after) > 0)
    .sort((one, other) => turn * compare(one.key, other.key));
  const page = left.slice(0, limit);
  const last = left.length > limit ? page.at(-1) : undefined;
  return { items: page.map(({ item }) => item), next_cursor: last ? sealCursor(last.key) : null };
}

function compare(one: Place, other: Place): number {
  if (one.name !== other.name) return one.name < other.name ? -1 : 1;
  return one.id - other.id;
}
