import { clientCatchUpMax, messagePageSizeMax } from "@/lib/limits";
import type { MessagePage, MessageView } from "@/lib/messages/schema";
import type { RoomView } from "@/lib/rooms/schema";
import type { ReadAgain } from "./feed";
import type { CallOptions } from "./rest";

interface Caller {
  call: <T>(method: string, path: string, body?: unknown, options?: CallOptions) => Promise<T>;
}

/**
 * Reads a room from its end back to what is known. The room's version is read first: what changes meanwhile is asked
 * about afterwards.
 */
export async function readAgain(
  caller: Caller,
  roomId: number,
  isKnown: (message: MessageView) => boolean,
): Promise<ReadAgain> {
  const forever = { patienceMs: Number.POSITIVE_INFINITY };
  const room = await caller.call<RoomView>("GET", `rooms/${roomId}`, undefined, forever);
  let messages: MessageView[] = [];
  for (let before: number | undefined; messages.length < clientCatchUpMax; ) {
    const query = { before, limit: messagePageSizeMax };
    const page = await caller.call<MessagePage>("GET", `rooms/${roomId}/messages`, undefined, { ...forever, query });
    messages = [...page.items, ...messages];
    before = page.items[0]?.id;
    // A whisper that is known says nothing of what stands before it.
    if (!page.has_before || page.items.some((message) => !message.to && isKnown(message))) break;
  }
  return { room, messages };
}
