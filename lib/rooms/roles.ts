import { sql } from "drizzle-orm";
import { inTransaction, type Transaction } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { type RoomGrant, requireRoom } from "@/lib/access/gate";
import { isCurrent } from "@/lib/access/membership";
import { isAdmin } from "@/lib/access/policy";
import { audit } from "@/lib/audit";
import { AppError, notFound } from "@/lib/errors";
import { publish } from "@/lib/events/bus";
import { lockRoom } from "./joining";
import type { MemberRole } from "./schema";

/**
 * Makes a member an admin of the room, or an admin a member; saying it twice is no error.
 * @throws AppError `not_found` for one who is not in, `forbidden`, `conflict` (`lastRoomAdmin`) where the room would be
 * left to administrators of the company by somebody who is none
 */
export async function setMemberRole(actor: Actor, input: MemberRole): Promise<void> {
  const grant = await requireRoom(actor, input.roomId, "manage");
  const version = await inTransaction(async (tx) => {
    await lockRoom(tx, grant.room.id);
    const { before, others } = await standingOf(tx, grant, input.personId);
    if (before === input.role) return null;
    if (before === "admin" && others === 0 && !isAdmin(actor)) throw new AppError("conflict", "lastRoomAdmin");
    const version = await write(tx, grant, input);
    await audit(tx, actor, {
      action: "room.member_role",
      roomId: input.roomId,
      personId: input.personId,
      before: { role: before },
      after: { role: input.role },
    });
    return version;
  });
  if (version !== null) await publish({ type: "room_changed", roomId: input.roomId, version });
}

/** The primary key of memberships serves it. */
async function standingOf(tx: Transaction, { room }: RoomGrant<"manage">, personId: number) {
  const [row] = await tx.execute<{ role: "admin" | "member"; others: string }>(sql`
    select m.role, (select count(*) from memberships a where a.room_id = ${room.id} and a.role = 'admin'
      and a.person_id <> ${personId} and ${isCurrent("a")}) as others
    from memberships m where m.room_id = ${room.id} and m.person_id = ${personId} and ${isCurrent("m")}`);
  if (!row) throw notFound();
  return { before: row.role, others: Number(row.others) };
}

async function write(tx: Transaction, { room }: RoomGrant<"manage">, { personId, role }: MemberRole): Promise<number> {
  const [row] = await tx.execute<{ version: string }>(sql`
    with room as (update rooms set version = version + 1 where id = ${room.id} returning id, version)
    update memberships m set role = ${role}::text, version = room.version, change = 'role'
    from room where m.room_id = room.id and m.person_id = ${personId} returning m.version`);
  if (!row) throw notFound();
  return Number(row.version);
}
