import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { RoomGrant } from "@/lib/access/gate";
import { isCurrent } from "@/lib/access/membership";
import { AppError, fieldError, notFound } from "@/lib/errors";
import type { Inserted, Written } from "./mutations";

/**
 * A whisper takes no number: it bears the room's `seq` and `version` of the moment, held still while it is written, and
 * sorts behind by id. Nobody is named by it: it is for one person alone.
 * @throws AppError `not_found` (`whisperNobody`) where the person is not in the room
 */
export async function insertWhisper(
  tx: Transaction,
  grant: RoomGrant<"post">,
  written: Written & { toId: number },
): Promise<Inserted> {
  const authorId = grant.actor.personId;
  if (written.toId === authorId) throw fieldError("to", "whisperSelf");
  const [room] = await tx.execute<{ seq: string; version: string }>(sql`
    select last_seq as seq, version from rooms where id = ${grant.room.id} and archived_at is null for share`);
  if (!room) throw notFound();
  const present = await presentOf(tx, grant.room.id, [authorId, written.toId]);
  if (!present.has(authorId)) throw notFound();
  if (!present.has(written.toId)) throw new AppError("not_found", "whisperNobody");
  const [row] = await tx.execute<{ id: string; version: string }>(sql`
    insert into messages (room_id, author_id, to_id, seq, version, born_version, reply_to_id, client_id, text, html, whispered_at)
    values (${grant.room.id}, ${authorId}, ${written.toId}, ${room.seq}, ${room.version}, ${room.version},
      ${written.replyToId ?? null}, ${written.clientId}, ${written.text}, ${written.html}, now())
    returning id, version`);
  if (!row) throw notFound();
  return { id: Number(row.id), version: Number(row.version), between: [authorId, written.toId] };
}

/** Who of these is a member; nobody of them leaves until the transaction ends. */
async function presentOf(tx: Transaction, roomId: number, personIds: number[]): Promise<Set<number>> {
  const rows = await tx.execute<{ person_id: string }>(sql`
    select m.person_id from memberships m join persons p on p.id = m.person_id and p.active
    where m.room_id = ${roomId} and m.person_id in ${personIds} and ${isCurrent("m")} order by m.person_id for share of m`);
  return new Set([...rows].map((row) => Number(row.person_id)));
}
