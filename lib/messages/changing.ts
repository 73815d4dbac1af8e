import { type SQL, sql } from "drizzle-orm";
import { inTransaction, type Transaction } from "@/db/client";
import type { RoomGrant } from "@/lib/access/gate";
import { isCurrent } from "@/lib/access/membership";
import { countAttempt } from "@/lib/auth/attempts";
import { AppError, notFound } from "@/lib/errors";
import { publish } from "@/lib/events/bus";
import type { requireMessage } from "./data";

/** A message that was looked up for somebody, and that they may do something about. */
export type Found = Awaited<ReturnType<typeof requireMessage<"post">>>;

export interface Change {
  /** All that it wants is that the message is gone: where it is, there is nothing to do. */
  takesBack?: boolean;
  /** What the message's own row becomes; null where it is so already, and then nothing is told. */
  set: (tx: Transaction) => Promise<SQL | null>;
  /** What follows from it in the same transaction. */
  follow?: (tx: Transaction, nextVersion: () => Promise<number>) => Promise<void>;
}

/**
 * Changes a message as all its readers see it, by the room's next version, under the room's lock; a whisper takes none.
 * @throws AppError `not_found` where the actor has left meanwhile, `conflict` (`messageGone`) where it was deleted,
 *   `rate_limited`
 */
export async function changeMessage({ grant, placed }: Found, change: Change): Promise<void> {
  const { id, room_id: roomId } = placed.message;
  await countAttempt("sends", String(grant.actor.personId));
  const version = await inTransaction(async (tx) => {
    await holdRoom(tx, grant);
    if (await holdGone(tx, id)) {
      if (change.takesBack) return null;
      throw new AppError("conflict", "messageGone");
    }
    const set = await change.set(tx);
    if (set === null) return null;
    const next = () => nextVersion(tx, roomId);
    let last = placed.between ? await versionNow(tx, roomId) : await next();
    await tx.execute(sql`
      update messages set ${set}, version = ${last}, revision = revision + 1,
        whispered_at = case when to_id is null then null else clock_timestamp() end
      where id = ${id}`);
    await change.follow?.(tx, async () => {
      last = await next();
      return last;
    });
    return last;
  });
  if (version === null) return;
  const { between } = placed;
  await publish(
    between
      ? { type: "whisper", roomId, messageId: id, personIds: [...between] }
      : { type: "room_changed", roomId, version },
  );
}

/**
 * One change of a room after the other; and whoever is removed meanwhile changes nothing more. Of the strengths that
 * exclude each other the lesser: what only points to the room (a draft, a reading) does not wait for it.
 */
async function holdRoom(tx: Transaction, { actor, room }: RoomGrant<"post">): Promise<void> {
  const open = await tx.execute(
    sql`select 1 from rooms where id = ${room.id} and archived_at is null for no key update`,
  );
  const present = await tx.execute(sql`
    select 1 from memberships m where m.room_id = ${room.id} and m.person_id = ${actor.personId} and ${isCurrent("m")}
    for share`);
  if (open.length === 0 || present.length === 0) throw notFound();
}

/** @returns whether it was deleted */
async function holdGone(tx: Transaction, id: number): Promise<boolean> {
  const [row] = await tx.execute<{ gone: boolean }>(sql`
    select deleted_at is not null as gone from messages where id = ${id} for update`);
  if (!row) throw notFound();
  return row.gone;
}

async function nextVersion(tx: Transaction, roomId: number): Promise<number> {
  const [row] = await tx.execute<{ version: string }>(sql`
    update rooms set version = version + 1 where id = ${roomId} returning version`);
  return Number(row?.version);
}

async function versionNow(tx: Transaction, roomId: number): Promise<number> {
  const [row] = await tx.execute<{ version: string }>(sql`select version from rooms where id = ${roomId}`);
  return Number(row?.version);
}
