import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { person } from "@/server/testing/world";
import { database, inTransaction, sqlState, type Transaction } from "./client";
import { persons } from "./schema";

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

test("two transactions that wait for each other both come to their end, each once", async () => {
  const [anna, boris] = [(await person("anna")).id, (await person("boris")).id];
  let meet = () => {};
  const met = new Promise<void>((resolve) => {
    meet = resolve;
  });
  let [begun, holding] = [0, 0];
  const append = (tx: Transaction, id: number, mark: string) =>
    tx
      .update(persons)
      .set({ statusText: sql`${persons.statusText} || ${mark}::text` })
      .where(eq(persons.id, id));
  const crossing = (first: number, second: number, mark: string) =>
    inTransaction(async (tx) => {
      begun += 1;
      await append(tx, first, mark);
      holding += 1;
      if (holding === 2) meet();
      await met;
      await append(tx, second, mark);
      return mark;
    });

  expect(await Promise.all([crossing(anna, boris, "a"), crossing(boris, anna, "b")])).toEqual(["a", "b"]);

  expect(begun, "one of them was given up").toBe(3);
  for (const id of [anna, boris]) {
    const [row] = await database().select({ marks: persons.statusText }).from(persons).where(eq(persons.id, id));
    expect([...(row?.marks ?? "")].sort()).toEqual(["a", "b"]);
  }
});

test.each([
  ["given up for others' sake", "40001", 3],
  ["wrong in itself", "23505", 1],
])("a transaction that is always %s fails in the end", async (_why, code, times) => {
  let begun = 0;
  const failing = inTransaction(async (tx) => {
    begun += 1;
    await tx.execute(sql.raw(`do $$ begin raise exception using errcode = '${code}'; end $$`));
  });
  expect(sqlState(await failing.catch((error: unknown) => error))).toBe(code);
  expect(begun).toBe(times);
});

test("no query is compiled before it runs, whatever the server of the company does by itself", async () => {
  const [jit] = await database().execute(sql`select setting, source from pg_settings where name = 'jit'`);
  expect(jit).toEqual({ setting: "off", source: "client" });
});
