import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { databaseUrl, env } from "@/lib/env";
import * as schema from "./schema/index";

export type Database = PostgresJsDatabase<typeof schema>;
/** What a function needs to run inside somebody's transaction. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

interface Client {
  sql: postgres.Sql;
  db: Database;
}

// The development server loads modules anew on each change; one pool must outlive them.
const shared = globalThis as typeof globalThis & { staffroomDatabase?: Client };

function client(): Client {
  shared.staffroomDatabase ??= connect();
  return shared.staffroomDatabase;
}

function connect(): Client {
  const sql = postgres(databaseUrl(), {
    max: env().NODE_ENV === "test" ? 6 : 12,
    idle_timeout: 60,
    connect_timeout: 5,
    onnotice: () => {},
    // Long queries of which little is carried out: a server that compiles them first takes seconds where they take none.
    connection: { application_name: "staffroom", statement_timeout: 30_000, jit: "off" },
  });
  return { sql, db: drizzle(preparing(sql), { schema, casing: "snake_case" }) };
}

/** Queries with more parameters than this have as many texts as lengths of their lists; they are not worth keeping. */
const preparedParametersMax = 12;

/**
 * drizzle sends each query as a new one and says so; prepared once a connection, it costs one exchange instead of two.
 * A transaction brings a client of its own.
 */
function preparing<S extends postgres.ISql>(sql: S): S {
  return new Proxy(sql, {
    get(target, name) {
      if (name === "unsafe")
        return (text: string, parameters: Parameters<postgres.Sql["unsafe"]>[1] = [], options = {}) =>
          target.unsafe(text, parameters, { ...options, prepare: parameters.length <= preparedParametersMax });
      const own: unknown = Reflect.get(target, name);
      if (name !== "begin" || typeof own !== "function") return own;
      return (work: (transaction: postgres.TransactionSql) => unknown) =>
        own.call(target, (transaction: postgres.TransactionSql) => work(preparing(transaction)));
    },
  });
}

/** The pool of this process, opened on first use. */
export const database = () => client().db;

/** postgres.js itself, for what drizzle has no words for (LISTEN, advisory locks). */
export const sqlClient = () => client().sql;

/**
 * Runs the whole of a work or nothing of it. One that PostgreSQL gave up for another's sake is begun anew, so a work
 * leaves nothing behind but by `tx`, and tells its news after the commit.
 */
export async function inTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database().transaction(work);
    } catch (error) {
      if (attempt === attemptsMax || !givenUp.has(sqlState(error) ?? "")) throw error;
    }
  }
}

/** How often a transaction is begun. */
const attemptsMax = 3;

/** `serialization_failure` and `deadlock_detected`: nothing is wrong with the work itself. */
const givenUp = new Set(["40001", "40P01"]);

export async function closeDatabase(): Promise<void> {
  const open = shared.staffroomDatabase;
  delete shared.staffroomDatabase;
  await open?.sql.end({ timeout: 2 });
}

/** PostgreSQL's code of an error (`23505` for a broken unique index), or undefined. drizzle wraps the original. */
export function sqlState(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string" && /^[0-9A-Z]{5}$/.test(cause.code)) return cause.code;
  }
  return undefined;
}

/** The name of the constraint that an error speaks of, or undefined. */
export function brokenConstraint(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("constraint_name" in cause && typeof cause.constraint_name === "string") return cause.constraint_name;
  }
  return undefined;
}
