import { type SQL, sql } from "drizzle-orm";

/**
 * Whoever has left belongs to a room no more, nor does one whose time is up, though the worker may not have written that
 * down yet. Every door asks this; the rest of its indexes' condition is `left_at is null`.
 * @param memberships how the query calls the table
 */
export const isCurrent = (memberships: string): SQL =>
  sql.raw(`(${memberships}.left_at is null and (${memberships}.ends_at is null or ${memberships}.ends_at > now()))`);
