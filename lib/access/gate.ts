import { and, eq, sql } from "drizzle-orm";
import { database, type Transaction } from "@/db/client";
import { memberships, rooms, workspace } from "@/db/schema";
import { AppError, forbidden, notFound } from "@/lib/errors";
import type { Actor } from "./actor";
import { isCurrent } from "./membership";
import { mayInspect, maySee, type RoomFacts, type RoomVerb, roomRules } from "./policy";

declare const grantBrand: unique symbol;

/** Proof that the actor may do `V` in the room. Only this file mints one; what writes to a room demands one. */
export interface RoomGrant<V extends RoomVerb> {
  readonly [grantBrand]: V;
  readonly actor: Actor;
  readonly room: RoomFacts;
}

/**
 * Loads the facts and asks the policy.
 * @throws AppError `not_found` where the actor may not know of the room, `forbidden` where they know of it but may not.
 */
export async function requireRoom<V extends RoomVerb>(actor: Actor, roomId: number, verb: V): Promise<RoomGrant<V>> {
  const room = await roomFacts(actor.personId, roomId);
  if (!room) throw notFound();
  if (!roomRules[verb](actor, room)) throw refusal(actor, room, verb);
  return { actor, room } as RoomGrant<V>;
}

/** Another grant for the same room and actor, by the facts that are loaded already; null where the policy refuses. */
export function grantAlso<V extends RoomVerb>(grant: RoomGrant<RoomVerb>, verb: V): RoomGrant<V> | null {
  return roomRules[verb](grant.actor, grant.room) ? ({ actor: grant.actor, room: grant.room } as RoomGrant<V>) : null;
}

/** The creator's own first grants: the room was made in this very transaction. */
export function grantToCreator(actor: Actor, room: RoomFacts): RoomGrant<"changeMembers"> {
  return { actor, room } as RoomGrant<"changeMembers">;
}

/** To do these one must see the room as its people do: an administrator's knowing of it is no answer. */
const membersOnly: ReadonlySet<RoomVerb> = new Set(["see", "read", "post", "join", "leave"]);

function refusal(actor: Actor, room: RoomFacts, verb: RoomVerb): AppError {
  if (!mayInspect(actor, room) || (!maySee(actor, room) && membersOnly.has(verb))) return notFound();
  if (room.archived && roomRules[verb](actor, { ...room, archived: false }))
    return new AppError("forbidden", "roomArchived");
  if (room.kind === "direct") return new AppError("forbidden", "directFixed");
  if (room.forAll && verb === "leave") return new AppError("forbidden", "roomForAll");
  return forbidden();
}

/** Primary keys of rooms, memberships and workspace serve this. */
export async function roomFacts(personId: number, roomId: number, tx?: Transaction): Promise<RoomFacts | null> {
  const [row] = await (tx ?? database())
    .select({
      id: rooms.id,
      kind: rooms.kind,
      visibility: rooms.visibility,
      archived: sql<boolean>`${rooms.archivedAt} is not null`,
      forAll: rooms.forAll,
      fromSeq: sql<number>`coalesce(${memberships.fromSeq}, 0)`.mapWith(Number),
      myRole: memberships.role,
      membershipRule: workspace.membership,
    })
    .from(rooms)
    .innerJoin(workspace, eq(workspace.id, 1))
    .leftJoin(
      memberships,
      and(eq(memberships.roomId, rooms.id), eq(memberships.personId, personId), isCurrent("memberships")),
    )
    .where(eq(rooms.id, roomId))
    .limit(1);
  return row ?? null;
}
