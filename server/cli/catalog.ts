import { createConnection, type Socket } from "node:net";
import type { Sql, TransactionSql } from "postgres";
import postgres from "postgres";
import type { Manifest } from "./archive";

export type Connection = Sql | TransactionSql;

/** What sidecars tell anew as soon as they run, and what the worker makes again from the messages. */
const fleeting = ["relays", "presences", "message_words"];

/** One connection whose texts mean the same on every server. */
export const connect = (url: string): Sql =>
  postgres(url, {
    // Of several servers the driver itself seeks one that answers.
    ...(url.includes(",") ? {} : { socket: promptSocket }),
    max: 1,
    max_lifetime: null,
    connect_timeout: 5,
    prepare: false,
    onnotice: () => {},
    connection: {
      application_name: "staffroom-cli",
      DateStyle: "ISO, YMD",
      IntervalStyle: "postgres",
      TimeZone: "UTC",
      bytea_output: "hex",
      extra_float_digits: 1,
      statement_timeout: 0,
      idle_in_transaction_session_timeout: 0,
    },
  });

interface Address {
  host: string[];
  port: number[];
  path?: string | false;
}

/**
 * One that sends what it is given at once, as libpq's does: the word that a table ends here comes after its last rows
 * as a small packet of its own, which Nagle's algorithm would hold back for some 40 ms, with every table. The driver
 * takes it, though its types do not say so.
 */
async function promptSocket({ host, port, path }: Address): Promise<Socket> {
  if (path) return createConnection(path);
  const [server, at] = [host[0], port[0] ?? 5432];
  // The driver compares the certificate with the name that it finds at the socket.
  return Object.assign(createConnection({ host: server, port: at, noDelay: true }), { host: server, port: at });
}

/** The tables that lie in the database, with their columns, each after those that it refers to. */
export async function tablesOf(sql: Connection): Promise<{ name: string; columns: string[] }[]> {
  const tables = await sql<{ name: string; columns: string[]; needs: string[] }[]>`
    select c.relname as name,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      (select coalesce(array_agg(distinct f.confrelid::regclass::text), '{}') from pg_constraint f
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as needs
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by c.relname`;
  return inOrder(tables.filter(({ name }) => !fleeting.includes(name)));
}

/** Those too that a backup leaves out, by name. */
export async function everyTable(sql: Connection): Promise<string[]> {
  const left = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname in ${sql(fleeting)}`;
  return [...(await tablesOf(sql)), ...left].map(({ name }) => name);
}

function inOrder<T extends { name: string; needs: string[] }>(tables: T[]): T[] {
  const sorted: T[] = [];
  const waiting = new Set(tables);
  const isReady = ({ needs }: T) => ![...waiting].some(({ name }) => needs.includes(name));
  while (waiting.size > 0) {
    const ready = [...waiting].filter(isReady);
    if (ready.length === 0) throw new Error(`tables refer to each other in a circle: ${names(waiting)}`);
    for (const table of ready) waiting.delete(table);
    sorted.push(...ready);
  }
  return sorted;
}

const names = (tables: Iterable<{ name: string }>) => [...tables].map(({ name }) => name).join(", ");

/** How far each identity column has counted. */
export async function sequencesOf(sql: Connection): Promise<Manifest["sequences"]> {
  const columns = await sql<{ table: string; column: string; sequence: string }[]>`
    select c.relname as "table", a.attname as "column",
      pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attidentity <> '' order by 1, 2`;
  const found: Manifest["sequences"] = [];
  for (const { table, column, sequence } of columns) {
    // The catalogue has quoted the name already.
    const [row] = await sql.unsafe<{ last_value: string; is_called: boolean }[]>(
      `select last_value, is_called from ${sequence}`,
    );
    found.push({ table, column, last: Number(row?.last_value ?? 1), is_called: row?.is_called ?? false });
  }
  return found;
}

export async function migrationsOf(sql: Connection): Promise<Manifest["migrations"]> {
  const [table] = await sql<{ name: string | null }[]>`select to_regclass('drizzle.__drizzle_migrations') as name`;
  if (!table?.name) return [];
  const rows = await sql<{ hash: string; at: string }[]>`
    select hash, created_at as at from drizzle.__drizzle_migrations order by created_at`;
  return rows.map(({ hash, at }) => ({ hash, at: Number(at) }));
}
