import { type SQL, sql } from "drizzle-orm";

/** A moment as a cursor takes it, RFC 3339 in UTC: to the millisecond, as the columns hold it, so that nothing is lost. */
export const momentText = (moment: SQL): SQL =>
  sql`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
