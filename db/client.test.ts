import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { database, inTransaction, type Transaction } from "./client";

type Runner = Pick<Transaction, "execute">;

async function isPrepared(runner: Runner, text: string): Promise<boolean> {
  const rows = await runner.execute(sql`select 1 from pg_prepared_statements where statement = ${text}`);
  return rows.length === 1;
}

test("a query is prepared, inside a transaction and outside", async () => {
  await inTransaction(async (tx) => {
    await tx.execute(sql`select ${1}::int as within`);
    expect(await isPrepared(tx, "select $1::int as within")).toBe(true);
  });
  // The pool gives out any connection: all of them have seen it after so many.
  await Promise.all(Array.from({ length: 60 }, (_, n) => database().execute(sql`select ${n}::int as without`)));
  expect(await isPrepared(database(), "select $1::int as without")).toBe(true);
});

test("a query with many parameters is not kept", async () => {
  await inTransaction(async (tx) => {
    await tx.execute(sql`select ${1}::int in ${Array.from({ length: 30 }, (_, n) => n)} as listed`);
    const kept = await tx.execute(sql`select 1 from pg_prepared_statements where statement like '%as listed'`);
    expect(kept).toHaveLength(0);
  });
});
