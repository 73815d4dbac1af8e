import { z } from "zod";
import { fieldError } from "./errors";
import { momentIn } from "./moments";

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
