import { eq, sql } from "drizzle-orm";
import { database, inTransaction, type Transaction } from "@/db/client";
import { rooms } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { getRoom } from "./data";
import { tellJoined } from "./joining";
import { insertRoom, requirePeople, seat } from "./making";
import type { RoomView } from "./schema";

/**
 * The one direct room that these people and the actor have; made if they have none.
 * @throws AppError `not_found` for a person whom the actor may not see
 */
export async function startDirect(
  actor: Actor,
  input: { user_ids: number[] },
): Promise<{ room: RoomView; made: boolean }> {
  const others = await requirePeople(
    actor,
    input.user_ids.filter((id) => id !== actor.personId),
  );
  const directKey = [actor.personId, ...others].sort((a, b) => a - b).join(",");
  const existing = await directRoom(directKey);
  if (existing !== null) return { room: await getRoom(actor, existing), made: false };
  const made = await inTransaction(async (tx) => {
    // Two at once: the second waits here, and finds the first one's room.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`direct ${directKey}`}, 0))`);
    const there = await directRoom(directKey, tx);
    if (there !== null) return { id: there, version: null };
    const id = await insertRoom(tx, { kind: "direct", visibility: "private", createdBy: actor.personId, directKey });
    return { id, version: await seat(tx, actor, id, others, "member") };
  });
  await tellJoined(made.id, [actor.personId, ...others], made.version);
  return { room: await getRoom(actor, made.id), made: made.version !== null };
}

/** `rooms_direct_key` serves it. */
async function directRoom(directKey: string, tx?: Transaction): Promise<number | null> {
  const [row] = await (tx ?? database())
    .select({ id: rooms.id })
    .from(rooms)
    .where(eq(rooms.directKey, directKey))
    .limit(1);
  return row?.id ?? null;
}
