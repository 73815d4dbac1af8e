import type { MessageView } from "@/lib/messages/schema";
import { encodeText } from "./encode";
import type { Person } from "./person";
import type { Room } from "./room";

/**
 * Takes note of a message of the room's stream. One that was overtaken by a change of it comes later than those that
 * followed it, and is new all the same.
 * @returns whether it is told here for the first time
 */
export function takeNew(room: Room, message: MessageView): boolean {
  if (message.thread_id !== null || message.to !== null) return false;
  if (message.seq <= room.lastSeq) return room.skipped.delete(message.seq);
  for (let seq = room.lastSeq + 1; seq < message.seq; seq++) room.skipped.add(seq);
  room.lastSeq = message.seq;
  return true;
}

/** Makes `unread` frames. Most people of a room have the same counts: theirs is encoded once, and is the same buffer. */
export function countEncoder(room: Room): (person: Person) => Buffer {
  let text = "";
  let frame = encodeText(text);
  return ({ places }) => {
    const count = Math.max(0, room.lastSeq - (places.lastRead(room.id) ?? room.lastSeq));
    const mentions = count > 0 ? places.mentions(room.id) : 0;
    const first = count > 0 ? places.firstUnreadId(room.id) : null;
    const marked = count > 0 && places.isMarked(room.id) ? ',"marked":true' : "";
    const next = `{"type":"unread","room_id":${room.id},"count":${count},"mentions":${mentions},"first_unread_id":${first}${marked}}`;
    if (next !== text) {
      text = next;
      frame = encodeText(next);
    }
    return frame;
  };
}
