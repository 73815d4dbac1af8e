import type { BusEvent } from "@/lib/events/schema";
import { tellDraft } from "./drafts";
import type { Parts } from "./parts";
import { checkRooms } from "./sweep";
import { tellPlaces } from "./threads";

/** Hears what other processes say. It only says where to look: what is told to people comes from the database. */
export function hear(parts: Parts, event: BusEvent): void {
  switch (event.type) {
    case "room_changed":
      parts.relay.poke(event.roomId, event.version);
      break;
    case "whisper":
      // Where the database does not answer now, the sweep finds it.
      parts.whispers.hear(event.messageId, event.personIds).catch(() => {});
      break;
    case "members_joined":
      for (const personId of event.personIds) void parts.relay.seat(event.roomId, personId);
      break;
    case "members_left":
      for (const personId of event.personIds) {
        parts.house.unseat(event.roomId, personId);
        parts.inbox.moved(personId);
      }
      break;
    case "room_deleted":
      // Where the database does not answer now, the sweep asks again.
      checkRooms(parts, [event.roomId]).catch(() => {});
      break;
    case "sessions_ended":
      parts.house.endSessions(event.sessionIds);
      break;
    case "read":
      parts.unread.moved(event.roomId, event.personId);
      parts.inbox.moved(event.personId);
      parts.reads.note(event.roomId, event.personId, event);
      break;
    case "reads":
      for (const mark of event.marks) parts.reads.note(mark.roomId, event.personId, mark);
      break;
    case "counts":
      parts.inbox.moved(event.personId);
      if (event.roomId === undefined) void parts.unread.movedAnywhere(event.personId);
      else parts.unread.moved(event.roomId, event.personId);
      break;
    case "draft":
      void tellDraft(parts, event);
      break;
    case "thread":
      // Where the database does not answer now, the next page of the room tells it.
      tellPlaces(parts.house, event).catch(() => {});
      for (const personId of event.personIds) parts.inbox.moved(personId);
      break;
    case "inbox":
      parts.inbox.look(event.personId);
      break;
    case "typing":
      parts.typing.tell(event.roomId, event.personId);
      break;
    case "presence":
      parts.presence.hear(event.relayId, event.changes);
      break;
    default:
      event satisfies never;
  }
}
