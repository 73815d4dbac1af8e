import { errorCode, StartProblem } from "../problem";
import type { Database } from "./embedded";
import { shortConnection } from "./probe";

const versionMin = 15;

/** Proves that the owner's own database can be used. @throws StartProblem that says what to do */
export async function openExternal(url: string): Promise<Database> {
  const { hostname, port, pathname, username } = parseUrl(url);
  const where = `${hostname || "localhost"}:${port || 5432}`;
  const database = decodeURIComponent(pathname.slice(1)) || username;
  const sql = shortConnection(url);
  try {
    const [row] = await sql<{ version: number; encoding: string }[]>`
      select current_setting('server_version_num')::int / 10000 as version, current_setting('server_encoding') as encoding`;
    if (!row || row.version < versionMin)
      throw new StartProblem(`PostgreSQL at ${where} is too old: Staffroom needs version ${versionMin} or newer.`);
    if (row.encoding !== "UTF8")
      throw new StartProblem(`The database "${database}" is not in UTF-8: make it anew with createdb --encoding=UTF8.`);
    return { url, description: `PostgreSQL at ${where}`, stop: async () => {} };
  } catch (error) {
    throw error instanceof StartProblem ? error : new StartProblem(sentence(error, where, database));
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function parseUrl(url: string): URL {
  try {
    return new URL(url);
  } catch {
    throw new StartProblem(
      "DATABASE_URL is no address. For example: DATABASE_URL=postgres://user:password@localhost:5432/staffroom",
    );
  }
}

function sentence(error: unknown, where: string, database: string): string {
  const code = errorCode(error);
  if (code === "28P01" || code === "28000")
    return `PostgreSQL at ${where} refuses the user or the password in DATABASE_URL: correct them.`;
  if (code === "3D000")
    return `PostgreSQL at ${where} has no database "${database}": make it with createdb ${database}, or correct DATABASE_URL.`;
  if (code === "53300") return `PostgreSQL at ${where} has no connection to spare: raise its max_connections.`;
  if (code && /^[0-9A-Z]{5}$/.test(code) && error instanceof Error)
    return `PostgreSQL at ${where} refuses DATABASE_URL: ${error.message}.`;
  return `PostgreSQL at ${where} does not answer (${code ?? "no reason given"}): start it, or correct DATABASE_URL.`;
}
