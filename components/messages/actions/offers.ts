import type { Role } from "@/lib/access/actor";
import { mayDeleteMessage, mayPost, type RoomFacts } from "@/lib/access/policy";
import type { MessageView } from "@/lib/messages/schema";
import type { RoomView } from "@/lib/rooms/schema";

/** What somebody may do with a message: nothing else is offered. The verbs decide for themselves. */
export interface Offers {
  speak: boolean;
  edit: boolean;
  remove: boolean;
  pin: boolean;
  thread: boolean;
  /** To hear of its thread, or no more. */
  follow: boolean;
  /** To its author, where others would hear one's words. */
  whisper: boolean;
  markUnread: boolean;
}

/** @param isInThread the message is shown beside its replies: one is in the thread already, and nobody whispers there */
export function offersFor(
  viewer: { personId: number; role: Role },
  room: RoomView,
  message: MessageView,
  isInThread = false,
): Offers {
  const who = { ...viewer, active: true };
  const facts = factsOf(room);
  const stands = message.deleted_at === null;
  const speak = stands && mayPost(who, facts);
  const inStream = message.thread_id === null;
  const isRoot = inStream && message.to === null;
  return {
    speak,
    edit: speak && message.author.id === viewer.personId,
    remove: stands && mayDeleteMessage(who, facts, { authorId: message.author.id, isWhisper: message.to !== null }),
    pin: speak && message.to === null,
    thread: isRoot && !isInThread && (speak || message.replies !== null),
    follow: isRoot && (stands || message.replies !== null),
    whisper: speak && inStream && !isInThread && message.author.id !== viewer.personId && room.member_count > 2,
    markUnread: inStream,
  };
}

/** Who may add people has no part in it. */
export const factsOf = (room: RoomView): RoomFacts => ({
  id: room.id,
  kind: room.kind,
  visibility: room.visibility,
  archived: room.archived,
  myRole: room.my_role,
  forAll: room.for_all,
  fromSeq: room.from_seq,
  membershipRule: "admins",
});
