import { sql } from "drizzle-orm";
import { inTransaction } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { type RoomGrant, requireRoom, roomFacts } from "@/lib/access/gate";
import { mayChangeMembers } from "@/lib/access/policy";
import { audit } from "@/lib/audit";
import { notFound } from "@/lib/errors";
import { publish } from "@/lib/events/bus";
import { findActivePeople } from "@/lib/people/data";
import { getRoom } from "./data";
import { lockRoom, putInto, tellJoined } from "./joining";
import type { RoomView } from "./schema";

/** Joins an open room. @throws AppError `not_found` for any other */
export async function joinRoom(actor: Actor, input: { roomId: number }): Promise<RoomView> {
  const grant = await requireRoom(actor, input.roomId, "join");
  if (grant.room.myRole === null) {
    const version = await inTransaction((tx) => putInto(tx, grant, actor.personId, "member"));
    await tellJoined(grant.room.id, [actor.personId], version);
  }
  return getRoom(actor, input.roomId);
}

/** Whether the actor may add and remove members here: for what a page offers; the verbs ask for themselves. */
export async function mayAddTo(actor: Actor, roomId: number): Promise<boolean> {
  const room = await roomFacts(actor.personId, roomId);
  return room !== null && mayChangeMembers(actor, room);
}

/** Puts somebody into a room; saying it twice is no error. @throws AppError `not_found`, `forbidden` */
export async function addMember(
  actor: Actor,
  input: { roomId: number; personId: number },
): Promise<{ added: boolean }> {
  const grant = await requireRoom(actor, input.roomId, "changeMembers");
  const [person] = await findActivePeople(actor, [input.personId]);
  if (!person) throw notFound();
  const version = await inTransaction(async (tx) => {
    const version = await putInto(tx, grant, person.id, "member");
    if (version !== null) await audit(tx, actor, { action: "room.member_added", ...input });
    return version;
  });
  await tellJoined(grant.room.id, [person.id], version);
  return { added: version !== null };
}

/** Takes somebody out of a room; from then on they receive nothing of it. @throws AppError `not_found`, `forbidden` */
export async function removeMember(actor: Actor, input: { roomId: number; personId: number }): Promise<void> {
  if (input.personId === actor.personId) return leaveRoom(actor, input);
  const grant = await requireRoom(actor, input.roomId, "changeMembers");
  await takeOut(actor, grant, input.personId, "room.member_removed");
}

/** Everyone may leave. @throws AppError `not_found` where one is not in */
export async function leaveRoom(actor: Actor, input: { roomId: number }): Promise<void> {
  const grant = await requireRoom(actor, input.roomId, "leave");
  await takeOut(actor, grant, actor.personId, "room.left");
}

async function takeOut(
  actor: Actor,
  grant: RoomGrant<"changeMembers"> | RoomGrant<"leave">,
  personId: number,
  action: "room.member_removed" | "room.left",
): Promise<void> {
  const roomId = grant.room.id;
  const version = await inTransaction(async (tx) => {
    await lockRoom(tx, roomId);
    const [row] = await tx.execute<{ version: string }>(sql`
      with room as (
        update rooms set version = version + 1, member_count = member_count - 1 where id = ${roomId} and exists (
          select 1 from memberships where room_id = ${roomId} and person_id = ${personId} and left_at is null)
        returning id, version
      )
      update memberships m set left_at = now(), version = room.version, change = 'left'
      from room where m.room_id = room.id and m.person_id = ${personId} returning m.version`);
    if (!row) throw notFound();
    await audit(tx, actor, { action, roomId, personId });
    return Number(row.version);
  });
  await publish({ type: "member_left", roomId, personId }, { type: "room_changed", roomId, version });
}
