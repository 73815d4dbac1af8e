import { eq, sql } from "drizzle-orm";
import { database, inTransaction, type Transaction } from "@/db/client";
import { rooms } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { grantToCreator, requireRoom, roomFacts } from "@/lib/access/gate";
import { mayCreateRoom } from "@/lib/access/policy";
import { audit } from "@/lib/audit";
import { forbidden, notFound } from "@/lib/errors";
import { publish } from "@/lib/events/bus";
import { findActivePeople } from "@/lib/people/data";
import { readWorkspace } from "@/lib/workspace/data";
import { getRoom, viewRoom } from "./data";
import { putAllInto, putInto, tellJoined } from "./joining";
import type { CreateRoom, EditRoom, RoomView } from "./schema";

/**
 * Makes a room with its first members; the creator becomes its admin.
 * @throws AppError `forbidden`, or `not_found` for a member whom the actor may not see
 */
export async function createRoom(actor: Actor, input: CreateRoom): Promise<RoomView> {
  const company = await readWorkspace();
  if (!company || !mayCreateRoom(actor, company.room_creation)) throw forbidden();
  const others = await requirePeople(actor, input.member_ids ?? []);
  const made = await inTransaction(async (tx) => {
    const id = await insertRoom(tx, {
      kind: "room",
      name: input.name,
      topic: input.topic ?? "",
      visibility: input.visibility ?? company.room_visibility,
      history: company.room_history,
      createdBy: actor.personId,
    });
    const version = await seat(tx, actor, id, others, "admin");
    await audit(tx, actor, { action: "room.created", roomId: id });
    return { id, version };
  });
  await tellJoined(made.id, [actor.personId, ...others], made.version);
  return getRoom(actor, made.id);
}

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

/** Changes the name and the topic. @throws AppError `not_found`, `forbidden` */
export async function editRoom(actor: Actor, input: EditRoom): Promise<RoomView> {
  const grant = await requireRoom(actor, input.roomId, "manage");
  const version = await inTransaction(async (tx) => {
    const [row] = await tx
      .update(rooms)
      .set({ name: input.name, topic: input.topic, version: sql`${rooms.version} + 1` })
      .where(eq(rooms.id, grant.room.id))
      .returning({ version: rooms.version });
    await audit(tx, actor, { action: "room.edited", roomId: grant.room.id });
    return row?.version;
  });
  if (version !== undefined) await publish({ type: "room_changed", roomId: grant.room.id, version });
  return viewRoom(grant);
}

async function requirePeople(actor: Actor, ids: number[]): Promise<number[]> {
  const wanted = [...new Set(ids)].filter((id) => id !== actor.personId);
  const found = await findActivePeople(actor, wanted);
  if (found.length !== wanted.length) throw notFound();
  return found.map((person) => person.id);
}

async function insertRoom(tx: Transaction, room: typeof rooms.$inferInsert): Promise<number> {
  const [row] = await tx.insert(rooms).values(room).returning({ id: rooms.id });
  if (!row) throw new Error("a room was not written");
  return row.id;
}

async function seat(tx: Transaction, actor: Actor, roomId: number, others: number[], role: "admin" | "member") {
  const facts = await roomFacts(actor.personId, roomId, tx);
  if (!facts) throw new Error("a room that was just made is gone");
  const grant = grantToCreator(actor, facts);
  const own = await putInto(tx, grant, actor.personId, role);
  const joined = await putAllInto(tx, grant, others, "member", { addedBy: actor.personId });
  return joined?.version ?? own;
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
