import { join } from "node:path";
import { migrateDatabase } from "@/db/migrate";
import { StartProblem } from "../problem";
import { shortConnection } from "./probe";

/** Brings the schema forward. @throws StartProblem in place of whatever went wrong */
export async function bringUpToDate(url: string, root: string): Promise<void> {
  try {
    await migrateDatabase(url, join(root, "drizzle"));
  } catch (error) {
    throw new StartProblem(sentence(error));
  }
}

function sentence(error: unknown): string {
  const origin = innermost(error);
  if (!("code" in origin)) return origin.message;
  if (origin.code === "42501")
    return `The user in DATABASE_URL may not change the schema (${origin.message}): make it the owner of the database.`;
  return `The database could not be brought up to date: ${origin.message} (${origin.code}).`;
}

function innermost(error: unknown): Error {
  let cause = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  return cause instanceof Error ? cause : new Error(String(cause));
}

/** Whether the company has been founded. */
export async function isFounded(url: string): Promise<boolean> {
  const sql = shortConnection(url);
  try {
    return (await sql`select 1 from workspace limit 1`).length > 0;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
