import { notFound } from "next/navigation";
import { cache } from "react";
import type { Actor } from "@/lib/access/actor";
import { idSchema } from "@/lib/people/schema";
import { administeredRoom } from "@/lib/rooms/administered";

/** The room of an address as whoever manages it sees it: the title and the page ask for the same, and it is read once. */
export const managedRoom = cache(async (actor: Actor, roomId: string) => {
  const id = idSchema.safeParse(Number(roomId));
  if (!id.success) notFound();
  // What one may not manage has no such page, also where one sees the room.
  return administeredRoom(actor, id.data).catch(() => notFound());
});
