import type { Actor } from "@/lib/access/actor";
import { readSettings } from "@/lib/workspace/data";
import { batches, signsUpTo } from "./batches";
import { everybody, membersIn, namedRooms, newestMessageId, saidAloud, signsAloud } from "./data";
import type { ExportLine } from "./schema";

/**
 * The company's own: people, rooms that have a name, and what was said aloud in them. Whispers are their two people's
 * and direct rooms those people's alone: neither is here, not even counted.
 */
export async function* companyLines(actor: Actor): AsyncGenerator<ExportLine[]> {
  const upTo = await newestMessageId();
  yield [{ type: "workspace", ...(await readSettings(actor)) }];
  yield* batches("user", 0, (after) => everybody(actor, after));
  for await (const rooms of batches("room", 0, (after) => namedRooms(actor, after))) {
    yield rooms;
    for (const room of rooms) yield* batches("member", 0, (after) => membersIn(room.id, after));
  }
  yield* batches("message", 0, (after) => saidAloud(actor, after, upTo));
  yield* batches("reaction", signsUpTo(upTo), (after) => signsAloud(after));
}
