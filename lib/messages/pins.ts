import { sql } from "drizzle-orm";
import { database, type Transaction } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { type RoomGrant, requireRoom } from "@/lib/access/gate";
import { AppError } from "@/lib/errors";
import { pinsPerRoomMax } from "@/lib/limits";
import { changeMessage } from "./changing";
import { readerOf, readPlaced, requireMessage } from "./data";
import type { MessageView } from "./schema";
import { seenBy } from "./sight";

/**
 * Pins a message for all of its room; pinning it twice does nothing more.
 * @throws AppError `not_found`, `invalid` (`whisperKept`), `conflict` (deleted, `tooManyPins`)
 */
export async function pinMessage(actor: Actor, { messageId }: { messageId: number }): Promise<void> {
  const found = await requireMessage(actor, messageId, "post");
  if (found.placed.between) throw new AppError("invalid", "whisperKept");
  await changeMessage(found, {
    set: async (tx) => {
      if (await isPinned(tx, messageId)) return null;
      await requirePlace(tx, found.message.room_id);
      return sql`pinned = true, pinned_at = clock_timestamp(), pinned_by = ${actor.personId}`;
    },
  });
}

/** @throws AppError `not_found`, `conflict` (deleted) */
export async function unpinMessage(actor: Actor, { messageId }: { messageId: number }): Promise<void> {
  const found = await requireMessage(actor, messageId, "post");
  await changeMessage(found, {
    set: async (tx) =>
      (await isPinned(tx, messageId)) ? sql`pinned = false, pinned_at = null, pinned_by = null` : null,
  });
}

async function isPinned(tx: Transaction, messageId: number): Promise<boolean> {
  const rows = await tx.execute(sql`select 1 from messages where id = ${messageId} and pinned`);
  return rows.length > 0;
}

async function requirePlace(tx: Transaction, roomId: number): Promise<void> {
  const [row] = await tx.execute<{ pins: string }>(sql`
    select count(*) as pins from messages where room_id = ${roomId} and pinned`);
  if (Number(row?.pins) >= pinsPerRoomMax) throw new AppError("conflict", "tooManyPins");
}

/** What is pinned in a room, the latest first; `messages_pinned` serves it. @throws AppError `not_found` */
export async function listPins(actor: Actor, { roomId }: { roomId: number }): Promise<MessageView[]> {
  const reader = readerOf(await requireRoom(actor, roomId, "read"));
  const pinned = await readPlaced(
    sql`m.room_id = ${roomId} and m.pinned and m.to_id is null`,
    sql`m.pinned_at desc, m.id desc`,
    pinsPerRoomMax,
  );
  return pinned.map((placed) => seenBy(reader, placed)).filter((message) => message !== null);
}

/** Which messages of a room are pinned, of those that its reader sees; `messages_pinned` serves it. */
export async function pinnedIds({ room }: RoomGrant<"read">): Promise<number[]> {
  const rows = await database().execute<{ id: string }>(sql`
    select m.id from messages m where m.room_id = ${room.id} and m.pinned and m.to_id is null
      and case when m.thread_id is null then m.seq else (select t.seq from messages t where t.id = m.thread_id) end > ${room.fromSeq}
    limit ${pinsPerRoomMax}`);
  return [...rows].map((row) => Number(row.id));
}
