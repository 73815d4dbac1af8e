import { z } from "zod";

const first = Date.parse("0001-01-01T00:00:00Z");
const last = Date.parse("9999-12-31T23:59:59.999Z");

/** A moment as PostgreSQL takes it, to the millisecond; null for what is none, or of a year that it has no words for. */
export function momentIn(text: string): string | null {
  const ms = Date.parse(text);
  return ms >= first && ms <= last ? new Date(ms).toISOString() : null;
}

/** RFC 3339 in UTC. */
export const momentSchema = z.iso.datetime().transform((text, context) => {
  const moment = momentIn(text);
  if (moment !== null) return moment;
  context.addIssue({ code: "custom", message: "invalid" });
  return z.NEVER;
});
