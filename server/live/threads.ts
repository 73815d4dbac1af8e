import { placesOf } from "@/lib/messages/following";
import { encodeFrame } from "./encode";
import type { House } from "./house";

/** Tells each of these their own part in a thread, on all of their devices; one at most asks the database. */
export async function tellPlaces(
  house: House,
  { roomId, threadId, personIds }: { roomId: number; threadId: number; personIds: number[] },
): Promise<void> {
  const here = personIds.filter((id) => house.persons.get(id)?.places.has(roomId));
  for (const [personId, place] of await placesOf(threadId, here))
    house.persons.get(personId)?.sendIn(roomId, encodeFrame({ type: "thread", ...place }));
}
