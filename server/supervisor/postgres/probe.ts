import postgres from "postgres";
import { databaseConnectSeconds } from "../limits";
import type { Place } from "./place";

export const databaseName = "staffroom";

/** The address of the embedded database for all processes of this machine. */
export const embeddedUrl = (port: number, place: Pick<Place, "password">, database = databaseName) =>
  `postgres://staffroom:${place.password}@127.0.0.1:${port}/${database}`;

/** A connection for a question or two. */
export const shortConnection = (url: string) =>
  postgres(url, { max: 1, connect_timeout: databaseConnectSeconds, onnotice: () => {}, prepare: false });

/** Whether the server at the port is the one of this place: it knows the password and lies in the folder. */
export async function answers(port: number, place: Place): Promise<boolean> {
  const sql = shortConnection(embeddedUrl(port, place, "postgres"));
  try {
    const [row] = await sql<{ folder: string }[]>`select current_setting('data_directory') as folder`;
    return row?.folder === place.folder;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
