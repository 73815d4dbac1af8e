import { inTransaction } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { requireRoom, roomFacts } from "@/lib/access/gate";
import { mayChangeMembers, mayJoin, mayLeave, mayRemoveMembers } from "@/lib/access/policy";
import { audit } from "@/lib/audit";
import { AppError, notFound } from "@/lib/errors";
import { findActivePeople } from "@/lib/people/data";
import { getRoom } from "./data";
import { endOf, setMembershipEnd } from "./ending";
import { putAllInto, putInto, tellAllJoined, tellJoined } from "./joining";
import { type Left, takeAllOut, tellAllLeft } from "./leaving";
import { setMemberRole } from "./roles";
import type { AddMembers, Member, Members, PutMember, RoomView } from "./schema";

/** Joins an open room. @throws AppError `not_found` for any other */
export async function joinRoom(actor: Actor, input: { roomId: number }): Promise<RoomView> {
  await enter(actor, input.roomId);
  return getRoom(actor, input.roomId);
}

/** @returns false where one is in already */
async function enter(actor: Actor, roomId: number): Promise<boolean> {
  const grant = await requireRoom(actor, roomId, "join");
  if (grant.room.myRole !== null) return false;
  const version = await inTransaction((tx) => putInto(tx, grant, actor.personId, "member"));
  await tellJoined(roomId, [actor.personId], version);
  return version !== null;
}

/** Whether the actor may add members here: for what a page offers; the verbs ask for themselves. */
export async function mayAddTo(actor: Actor, roomId: number): Promise<boolean> {
  const room = await roomFacts(actor.personId, roomId);
  return room !== null && mayChangeMembers(actor, room);
}

/** Whether the actor may take members out of here, likewise. */
export async function mayTakeFrom(actor: Actor, roomId: number): Promise<boolean> {
  const room = await roomFacts(actor.personId, roomId);
  return room !== null && mayRemoveMembers(actor, room);
}

/** Whether the actor may leave here, likewise. */
export async function mayLeaveRoom(actor: Actor, roomId: number): Promise<boolean> {
  const room = await roomFacts(actor.personId, roomId);
  return room !== null && mayLeave(actor, room);
}

/** Puts somebody into a room; saying it twice is no error. @throws AppError `not_found`, `forbidden` */
export async function addMember(actor: Actor, { roomId, personId }: Member): Promise<{ added: boolean }> {
  const { added } = await addMembers(actor, { roomId, personIds: [personId] });
  return { added: added.length === 1 };
}

/**
 * Puts many people into a room, all or none of them. Whoever is in already stays as they are.
 * @returns who came in
 * @throws AppError `not_found` where the actor may not see one of them or one was deactivated, `forbidden`
 */
export async function addMembers(actor: Actor, input: AddMembers, now = new Date()): Promise<{ added: number[] }> {
  const grant = await requireRoom(actor, input.roomId, "changeMembers");
  const wanted = [...new Set(input.personIds)];
  if ((await findActivePeople(actor, wanted)).length !== wanted.length) throw notFound();
  const endsAt = endOf(actor, input.ends_at, now);
  const joined = await inTransaction(async (tx) => {
    const joined = await putAllInto(tx, grant, wanted, "member", { addedBy: actor.personId, endsAt });
    const after = endsAt ? { after: { ends_at: endsAt.toISOString() } } : {};
    const deeds = (joined?.personIds ?? []).map(
      (personId) => ({ action: "room.member_added", roomId: input.roomId, personId, ...after }) as const,
    );
    await audit(tx, actor, ...deeds);
    return joined;
  });
  if (joined) await tellAllJoined([joined]);
  return { added: joined?.personIds ?? [] };
}

/**
 * Puts somebody in, or gives whoever is in already another role or another end, in one call. Whoever may join a room puts
 * themselves in by their own right, and stays by it what they are.
 * @throws AppError `not_found`, `forbidden`
 */
export async function putMember(actor: Actor, input: PutMember, now = new Date()): Promise<{ added: boolean }> {
  const { roomId, personId, role, ends_at } = input;
  if (role === "admin") await requireRoom(actor, roomId, "manage");
  const own = personId === actor.personId ? await roomFacts(personId, roomId) : null;
  const joins = own !== null && ends_at === undefined && mayJoin(actor, own);
  const added = joins ? await enter(actor, roomId) : await addOne(actor, input, now);
  if (!added && ends_at !== undefined) await setMembershipEnd(actor, { roomId, personId, ends_at }, now);
  const stays = own !== null && own.myRole === role;
  if (role === "admin" || (!added && role && !stays)) await setMemberRole(actor, { roomId, personId, role });
  return { added };
}

async function addOne(actor: Actor, { roomId, personId, ends_at }: PutMember, now: Date): Promise<boolean> {
  const { added } = await addMembers(actor, { roomId, personIds: [personId], ends_at: ends_at ?? undefined }, now);
  return added.length === 1;
}

/** Takes somebody out of a room; from then on they receive nothing of it. @throws AppError `not_found`, `forbidden` */
export async function removeMember(actor: Actor, input: Member): Promise<void> {
  if (input.personId === actor.personId) return leaveRoom(actor, input);
  const { removed } = await removeMembers(actor, { roomId: input.roomId, personIds: [input.personId] });
  if (removed.length > 0) return;
  const theirs = await roomFacts(input.personId, input.roomId);
  throw theirs?.forAll && theirs.myRole !== null ? new AppError("forbidden", "roomForAll") : notFound();
}

/**
 * Takes many people out of a room. Whoever is not in is left out, and so are employees where the room is for all.
 * @returns who went
 */
export async function removeMembers(actor: Actor, input: Members): Promise<{ removed: number[] }> {
  const grant = await requireRoom(actor, input.roomId, "removeMembers");
  const left = await inTransaction(async (tx) => {
    const left = await takeAllOut(tx, grant, input.personIds);
    await audit(tx, actor, ...deedsOf("room.member_removed", left));
    return left;
  });
  if (left) await tellAllLeft([left]);
  return { removed: left?.personIds ?? [] };
}

/** Everyone may leave any room but the one for all. @throws AppError `not_found` where one is not in */
export async function leaveRoom(actor: Actor, input: { roomId: number }): Promise<void> {
  const grant = await requireRoom(actor, input.roomId, "leave");
  const left = await inTransaction(async (tx) => {
    const left = await takeAllOut(tx, grant, [actor.personId]);
    if (!left) throw notFound();
    await audit(tx, actor, ...deedsOf("room.left", left));
    return left;
  });
  await tellAllLeft([left]);
}

/** A room may lose its last admin, since whoever leaves is not held; the journal and the list of rooms say so. */
const deedsOf = (action: "room.left" | "room.member_removed", left: Left | null) =>
  (left?.personIds ?? []).map(
    (personId) =>
      ({
        action,
        roomId: left?.roomId,
        personId,
        ...(left?.adminsLeft === 0 && { after: { admins: 0 } }),
      }) as const,
  );
