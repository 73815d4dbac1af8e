import { draftIn } from "@/lib/messages/drafts";
import { encodeFrame } from "./encode";
import type { Parts } from "./parts";

/** Tells somebody's devices what they have half written, as it is now. */
export async function tellDraft(
  { house }: Parts,
  place: { personId: number; roomId: number; threadId: number },
): Promise<void> {
  const isHere = () => house.persons.get(place.personId)?.places.has(place.roomId) === true;
  if (!isHere()) return;
  // Where it cannot be read now, the next change of it or the next sign-in tells it.
  const draft = await draftIn(place).catch(() => null);
  if (draft && isHere())
    house.persons.get(place.personId)?.sendIn(place.roomId, encodeFrame({ type: "draft", ...draft }));
}
