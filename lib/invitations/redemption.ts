import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { invitations, invitationUses, rooms } from "@/db/schema";
import { hashSecret } from "@/lib/auth/secrets";
import { AppError } from "@/lib/errors";
import { type Joined, putAllInto } from "@/lib/rooms/joining";
import { stillGood } from "./data";
import type { InvitationRole } from "./schema";

export interface Redeemed {
  id: number;
  role: InvitationRole;
  /**
   * Writes down who came and puts them into the rooms of the invitation that are still there.
   * @returns what `tellAllJoined` is to tell after the commit
   */
  usedBy(personId: number): Promise<Joined[]>;
}

/**
 * Takes one use under the row's lock, so that of a hundred at once only as many pass as the invitation allows.
 * @throws AppError `forbidden` (`invitationDead`)
 */
export async function redeemInvitation(tx: Transaction, token: string, now: Date): Promise<Redeemed> {
  const [row] = await tx
    .update(invitations)
    .set({ uses: sql`${invitations.uses} + 1` })
    .where(and(eq(invitations.tokenHash, hashSecret(token)), stillGood(now)))
    .returning({
      id: invitations.id,
      role: invitations.role,
      roomIds: invitations.roomIds,
      createdBy: invitations.createdBy,
    });
  if (!row) throw new AppError("forbidden", "invitationDead");
  return {
    id: row.id,
    role: row.role,
    async usedBy(personId) {
      await tx.insert(invitationUses).values({ invitationId: row.id, personId });
      const joined: Joined[] = [];
      // In one order everywhere, so that two at once never wait for each other.
      for (const roomId of await openRooms(tx, row.roomIds)) {
        const came = await putAllInto(tx, roomId, [personId], "member", { addedBy: row.createdBy });
        if (came) joined.push(came);
      }
      return joined;
    },
  };
}

/** Those of the rooms that are neither deleted nor archived meanwhile; the primary key serves it. */
async function openRooms(tx: Transaction, ids: number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .select({ id: rooms.id })
    .from(rooms)
    .where(and(inArray(rooms.id, ids), eq(rooms.kind, "room"), isNull(rooms.archivedAt)))
    .orderBy(asc(rooms.id));
  return rows.map((row) => row.id);
}
