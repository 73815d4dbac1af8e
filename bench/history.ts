import { openDatabase } from "./database";
import type { Result } from "./result";

/** The data need not survive a loss of power. */
const hasty = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/** Reading far back and counting what is unread: the product's own functions beside the usual ways. */
export async function run(): Promise<Result[]> {
  await openDatabase(hasty);
  // The verbs read the environment as they are loaded.
  const { makeRooms } = await import("./history-rooms");
  const { measurePages } = await import("./history-pages");
  const { measureUnread } = await import("./history-unread");
  const rooms = await makeRooms();
  return [...(await measurePages(rooms)), ...(await measureUnread(rooms))];
}
