import type { Actor } from "@/lib/access/actor";
import { grantAlso, type RoomGrant, requireRoom } from "@/lib/access/gate";
import { AppError } from "@/lib/errors";
import { draftIn } from "@/lib/messages/drafts";
import { placesAmong } from "@/lib/messages/following";
import { readPage } from "@/lib/messages/pages";
import { pinnedIds } from "@/lib/messages/pins";
import type { DraftView, MessagePage, ReadMessages, ThreadPlace } from "@/lib/messages/schema";
import type { PersonRef } from "@/lib/people/schema";
import { viewRoom } from "./data";
import { readersOf } from "./readings";
import type { RoomView } from "./schema";

export interface SeenRoom {
  grant: RoomGrant<"see">;
  room: RoomView;
}

/** A room as its page begins. @throws AppError `not_found` for a room that is not there or not to be seen */
export async function seeRoom(actor: Actor, roomId: number): Promise<SeenRoom> {
  const grant = await requireRoom(actor, roomId, "see");
  return { grant, room: await viewRoom(grant) };
}

/**
 * What a room's page opens with: the linked message, or a page of history, or the first unread message, or the end.
 * A place that is gone is the end. The facts of the room are those of the one grant.
 * @returns null for a room that is seen but not read, not being a member
 */
export async function openRoom(
  { grant, room }: SeenRoom,
  wanted: Pick<ReadMessages, "around" | "before" | "after">,
): Promise<{
  page: MessagePage;
  readers: { person: PersonRef; seq: number }[];
  draft: DraftView;
  pins: number[];
  /** One's part in the threads whose roots stand on the page. */
  threads: ThreadPlace[];
  mayAdd: boolean;
} | null> {
  const reading = grantAlso(grant, "read");
  if (!reading) return null;
  const isWanted = Object.values(wanted).some((id) => id !== undefined);
  const place = isWanted ? wanted : { around: room.unread.first_unread_id ?? undefined };
  const [page, readers, draft, pins] = await Promise.all([
    pageAt(reading, place),
    readersOf(reading),
    draftIn({ personId: grant.actor.personId, roomId: room.id, threadId: 0 }),
    pinnedIds(reading),
  ]);
  const roots = page.items.filter(({ replies }) => replies !== null).map(({ id }) => id);
  const threads = await placesAmong(reading, roots);
  return { page, readers, draft, pins, threads, mayAdd: grantAlso(grant, "changeMembers") !== null };
}

async function pageAt(grant: RoomGrant<"read">, place: Omit<ReadMessages, "roomId">): Promise<MessagePage> {
  try {
    return await readPage(grant, place);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return readPage(grant, {});
    throw error;
  }
}
