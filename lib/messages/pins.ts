import { type SQL, sql } from "drizzle-orm";
import { database, type Transaction } from "@/db/client";
import { momentText } from "@/db/moments";
import type { Actor } from "@/lib/access/actor";
import { type RoomGrant, requireRoom } from "@/lib/access/gate";
import { openMoment, type PageAsked, sealCursor } from "@/lib/cursor";
import { AppError } from "@/lib/errors";
import { listPageSize, pinsPerRoomMax } from "@/lib/limits";
import type { Page } from "@/lib/people/schema";
import { changeMessage } from "./changing";
import { readerOf, readPlaced, requireMessage, seenAmong } from "./data";
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

/** The same page by page. @throws AppError `not_found`, `invalid` (cursor) */
export async function pagePins(actor: Actor, input: PageAsked & { roomId: number }): Promise<Page<MessageView>> {
  const { room } = await requireRoom(actor, input.roomId, "read");
  const limit = input.limit ?? listPageSize;
  const before = input.cursor === undefined ? null : openMoment(input.cursor);
  const rows = await database().execute<{ id: string; pinned_at: string }>(sql`
    select m.id, ${momentText(sql`m.pinned_at`)} as pinned_at
    from messages m where ${isPinnedFor(room)}
      and (${before === null} or (m.pinned_at, m.id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? 0}))
    order by m.pinned_at desc, m.id desc limit ${limit + 1}`);
  const page = [...rows].slice(0, limit).map((row) => ({ ...row, id: Number(row.id), fromSeq: room.fromSeq }));
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: await seenAmong(actor.personId, page),
    next_cursor: last ? sealCursor({ name: last.pinned_at, id: last.id }) : null,
  };
}

/** Which messages of a room are pinned, of those that its reader sees; `messages_pinned` serves it. */
export async function pinnedIds({ room }: RoomGrant<"read">): Promise<number[]> {
  const rows = await database().execute<{ id: string }>(sql`
    select m.id from messages m where ${isPinnedFor(room)} limit ${pinsPerRoomMax}`);
  return [...rows].map((row) => Number(row.id));
}

/** Of those messages of a room that are not from before its reader came. */
const isPinnedFor = (room: RoomGrant<"read">["room"]): SQL => sql`
  m.room_id = ${room.id} and m.pinned and m.to_id is null
    and case when m.thread_id is null then m.seq else (select t.seq from messages t where t.id = m.thread_id) end > ${room.fromSeq}`;
