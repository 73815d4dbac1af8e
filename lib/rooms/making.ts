import type { Transaction } from "@/db/client";
import { rooms } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { grantToCreator, roomFacts } from "@/lib/access/gate";
import { notFound } from "@/lib/errors";
import { findActivePeople } from "@/lib/people/data";
import { putAllInto, putInto } from "./joining";

/** The first people of a room, the actor aside. @throws AppError `not_found` for one whom the actor may not see */
export async function requirePeople(actor: Actor, ids: number[]): Promise<number[]> {
  const wanted = [...new Set(ids)].filter((id) => id !== actor.personId);
  const found = await findActivePeople(actor, wanted);
  if (found.length !== wanted.length) throw notFound();
  return found.map((person) => person.id);
}

export async function insertRoom(tx: Transaction, room: typeof rooms.$inferInsert): Promise<number> {
  const [row] = await tx.insert(rooms).values(room).returning({ id: rooms.id });
  if (!row) throw new Error("a room was not written");
  return row.id;
}

/** Seats the first members. @returns the room's version after that */
export async function seat(tx: Transaction, actor: Actor, roomId: number, others: number[], role: "admin" | "member") {
  const facts = await roomFacts(actor.personId, roomId, tx);
  if (!facts) throw new Error("a room that was just made is gone");
  const grant = grantToCreator(actor, facts);
  const own = await putInto(tx, grant, actor.personId, role);
  const joined = await putAllInto(tx, grant, others, "member", { addedBy: actor.personId });
  return joined?.version ?? own;
}
