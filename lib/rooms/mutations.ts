import { and, eq, sql } from "drizzle-orm";
import { database, inTransaction, type Transaction } from "@/db/client";
import { memberships, rooms } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { type RoomGrant, requireRoom } from "@/lib/access/gate";
import { mayCreateRoom, mayFillRoom, mayMakeRoomForAll } from "@/lib/access/policy";
import { type AuditFacts, audit } from "@/lib/audit";
import { fieldError, forbidden, notFound } from "@/lib/errors";
import { publish } from "@/lib/events/bus";
import { roomDeletionMsMax } from "@/lib/limits";
import { shutOffBotsOf } from "@/lib/webhooks/bots";
import { readWorkspace } from "@/lib/workspace/data";
import { getRoom, viewRoom } from "./data";
import { changeRoomsForAll, putEverybodyInto } from "./for-all";
import { tellAllJoined, tellJoined } from "./joining";
import { insertRoom, requirePeople, seat } from "./making";
import type { ChangeRoom, CreateRoom, EditRoom, RoomView } from "./schema";

/**
 * Makes a room with its first members; the creator becomes its admin.
 * @throws AppError `forbidden` (`membersByAdmins` at `member_ids` for others whom one may not add), or `not_found` for a
 * member whom the actor may not see
 */
export async function createRoom(actor: Actor, input: CreateRoom): Promise<RoomView> {
  const company = await readWorkspace();
  if (!company || !mayCreateRoom(actor, company.room_creation)) throw forbidden();
  const isShared = input.member_ids?.some((id) => id !== actor.personId);
  if (isShared && !mayFillRoom(actor, company.membership))
    throw fieldError("member_ids", "membersByAdmins", "forbidden");
  const others = await requirePeople(actor, input.member_ids ?? []);
  const made = await inTransaction(async (tx) => {
    const id = await insertRoom(tx, {
      kind: "room",
      name: input.name,
      topic: input.topic ?? "",
      visibility: input.visibility ?? company.room_visibility,
      history: input.history ?? company.room_history,
      createdBy: actor.personId,
    });
    const version = await seat(tx, actor, id, others, "admin");
    await audit(tx, actor, { action: "room.created", roomId: id });
    return { id, version };
  });
  await tellJoined(made.id, [actor.personId, ...others], made.version);
  return getRoom(actor, made.id);
}

/** What a room is, and how loud it is for the actor, in one call. @throws AppError `not_found`, `forbidden` */
export async function changeRoom(actor: Actor, { notify, ...edit }: ChangeRoom): Promise<RoomView> {
  const isEdit = Object.values(edit).some((value) => value !== undefined && value !== edit.roomId);
  if (isEdit) await requireRoom(actor, edit.roomId, "manage");
  if (notify !== undefined) await setNotify(actor, { roomId: edit.roomId, notify });
  return isEdit ? editRoom(actor, edit) : getRoom(actor, edit.roomId);
}

/** Of what a member wants to be told; nobody else hears of it. @throws AppError `not_found` */
export async function setNotify(
  actor: Actor,
  { roomId, notify }: { roomId: number; notify: "all" | "mentions" | "nothing" },
): Promise<void> {
  await requireRoom(actor, roomId, "read");
  await database()
    .update(memberships)
    .set({ notify })
    .where(and(eq(memberships.roomId, roomId), eq(memberships.personId, actor.personId)));
}

/**
 * Changes what a room is. What newcomers see (`history`) holds for those who come later. A room that becomes the one for
 * all takes in every employee at once.
 * @throws AppError `not_found`, `forbidden`
 */
export async function editRoom(actor: Actor, input: EditRoom): Promise<RoomView> {
  const grant = await requireRoom(actor, input.roomId, "manage");
  const changed = await inTransaction(async (tx) => {
    if (input.for_all !== undefined) await changeRoomsForAll(tx);
    const { before, after } = await differences(tx, grant, input);
    if (Object.keys(after).length === 0) return null;
    if (after.for_all !== undefined && !mayMakeRoomForAll(actor)) throw forbidden();
    const version = await write(tx, grant, input);
    const joined = after.for_all === true ? await putEverybodyInto(tx, grant.room.id) : null;
    await audit(tx, actor, { action: "room.edited", roomId: grant.room.id, before, after });
    return { version, joined };
  });
  if (changed?.joined) await tellAllJoined([changed.joined]);
  else if (changed) await publish({ type: "room_changed", roomId: grant.room.id, version: changed.version });
  return viewRoom(grant);
}

/**
 * Deletes a room with all that is in it: its members are out at once. The bytes of its files go later.
 * @throws AppError `not_found`, `forbidden` (the room for all is deleted by administrators of the company)
 */
export async function deleteRoom(actor: Actor, { roomId }: { roomId: number }): Promise<{ members: number }> {
  const grant = await requireRoom(actor, roomId, "manage");
  if (grant.room.forAll && !mayMakeRoomForAll(actor)) throw forbidden();
  const members = await inTransaction(async (tx) => {
    await shutOffBotsOf(tx, grant.room.id, new Date());
    await tx.execute(sql.raw(`set local statement_timeout = ${roomDeletionMsMax}`));
    const [row] = await tx
      .delete(rooms)
      .where(eq(rooms.id, grant.room.id))
      .returning({ name: rooms.name, members: rooms.memberCount, messages: rooms.lastSeq });
    if (!row) throw notFound();
    await audit(tx, actor, { action: "room.deleted", roomId, subject: row.name, before: row });
    return row.members;
  });
  await publish({ type: "room_deleted", roomId });
  return { members };
}

/** What would change, by the names that the outside knows; the row is locked from here on. */
async function differences(tx: Transaction, { room }: RoomGrant<"manage">, input: EditRoom) {
  const [row] = await tx
    .select({
      name: rooms.name,
      topic: rooms.topic,
      visibility: rooms.visibility,
      history: rooms.history,
      for_all: rooms.forAll,
      archived: sql<boolean>`${rooms.archivedAt} is not null`,
    })
    .from(rooms)
    .where(eq(rooms.id, room.id))
    .for("no key update");
  if (!row) throw notFound();
  const [before, after]: [AuditFacts, AuditFacts] = [{}, {}];
  for (const name of ["name", "topic", "visibility", "history", "for_all", "archived"] as const) {
    const wanted = input[name];
    if (wanted === undefined || wanted === row[name]) continue;
    before[name] = row[name];
    after[name] = wanted;
  }
  return { before, after };
}

async function write(tx: Transaction, { room }: RoomGrant<"manage">, input: EditRoom): Promise<number> {
  const [row] = await tx
    .update(rooms)
    .set({
      name: input.name,
      topic: input.topic,
      visibility: input.visibility,
      history: input.history,
      forAll: input.for_all,
      archivedAt: input.archived === undefined ? undefined : archiving(input.archived),
      version: sql`${rooms.version} + 1`,
    })
    .where(eq(rooms.id, room.id))
    .returning({ version: rooms.version });
  if (!row) throw notFound();
  return row.version;
}

/** A room that is archived already stays archived since when it was. */
const archiving = (archived: boolean) => (archived ? sql`coalesce(${rooms.archivedAt}, now())` : null);
