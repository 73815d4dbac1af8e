import { looksOwn, type PlacedMessage, type Reader, seenBy } from "@/lib/messages/sight";
import type { RoomChange } from "@/lib/rooms/changes";
import { roomForEach } from "@/lib/rooms/data";
import type { RoomView } from "@/lib/rooms/schema";
import { encodeFrame, joinFrames } from "./encode";
import type { Person } from "./person";
import { beginAfter, type Room } from "./room";

/** A change and its frame for all but those who see it in a way of their own; null for a change of the room itself. */
export interface ToldChange {
  change: RoomChange;
  type: "message" | "message_changed";
  frame: Buffer | null;
}

/** What all listeners are told, or what each is told, null being nothing. */
export type Told = Buffer | ((person: Person) => Buffer | null);

/** What must be known to tell some people something of their own. */
export interface Own {
  /** The room as they see it. */
  views: Map<number, RoomView>;
  /** The room itself has changed: there is nothing that is the same for all. */
  isForAll: boolean;
  /** The oldest place in the stream of which anything is told: whoever came after it sees less than the others. */
  oldest: number;
}

/**
 * Everyone is told something of their own where the room has changed itself; else those who have another role, and those
 * who came after some of what is told here was said.
 */
export async function lookForOwn(room: Room, changes: RoomChange[]): Promise<Own> {
  const isForAll = changes.some((change) => change.kind === "room");
  const oldest = Math.min(...changes.flatMap((change) => ("message" in change ? seqsIn(change) : [])));
  const roles = new Set(changes.flatMap((change) => (isRole(change) ? [change.user.id] : [])));
  const theirs = room.members.filter(({ id }) => isForAll || roles.has(id) || cameAfter(room, id, oldest));
  const views = await roomForEach(
    room.id,
    theirs.map(({ id }) => id),
  );
  // A version that was overtaken may have been somebody's leaving and coming again.
  for (const [personId, view] of views) beginAfter(room, personId, view.from_seq);
  return { views, isForAll, oldest };
}

/** Who was seated while the views were read hears from the database how far the room has come: of this, nothing. */
export function eachTheirs(room: Room, frames: ToldChange[], { views, isForAll, oldest }: Own): Told {
  const shared = joinFrames(frames.map(({ frame }) => frame).filter((frame) => frame !== null));
  const looksOwnTo = ({ id }: Person) => frames.some(({ change }) => "message" in change && looksOwn(id, change));
  const isSame =
    views.size === 0 &&
    !isForAll &&
    !room.members.some((person) => cameAfter(room, person.id, oldest) || looksOwnTo(person));
  if (isSame) return shared;
  const encoded = new Map<string, Buffer>();
  return (person) => {
    const view = views.get(person.id);
    if (view)
      return view.my_role === null
        ? null
        : joinFrames(frames.flatMap((told) => framesFor(told, person, view, encoded)));
    if (isForAll || cameAfter(room, person.id, oldest)) return null;
    if (!looksOwnTo(person)) return shared;
    const reader = { personId: person.id, fromSeq: room.since.get(person.id) ?? 0 };
    return joinFrames(frames.flatMap((told) => frameOf(told, reader, encoded) ?? []));
  };
}

/** Every version reaches everyone: in the place of what is not for somebody stands the room. */
function framesFor(told: ToldChange, person: Person, view: RoomView, encoded: Map<string, Buffer>): Buffer[] {
  const { change, frame } = told;
  const room = () => encodeFrame({ type: "room", room_id: view.id, version: change.version, room: view });
  if (frame === null) return [room()];
  if (change.kind === "membership") return isRole(change) && change.user.id === person.id ? [frame, room()] : [frame];
  return [frameOf(told, { personId: person.id, fromSeq: view.from_seq }, encoded) ?? room()];
}

/**
 * The change as somebody sees it; null for a message that is not for them. Of hundreds who signed a message most chose the
 * same sign and are shown the same: it is encoded once.
 */
function frameOf({ change, type, frame }: ToldChange, reader: Reader, encoded: Map<string, Buffer>): Buffer | null {
  if (!("message" in change)) return frame;
  const { version } = change;
  const message = seenBy(reader, change);
  if (!message || message === change.message) return message && frame;
  const look = `${version} ${message.reply_to === null} ${message.reactions.map(({ mine }) => Number(mine)).join("")}`;
  const known = encoded.get(look) ?? encodeFrame({ type, room_id: message.room_id, version, message });
  encoded.set(look, known);
  return known;
}

const isRole = (change: RoomChange): change is RoomChange & { kind: "membership" } =>
  change.kind === "membership" && change.change === "role";

const seqsIn = ({ streamSeq, quotedSeq }: PlacedMessage) => (quotedSeq > 0 ? [streamSeq, quotedSeq] : [streamSeq]);

const cameAfter = ({ since }: Room, personId: number, seq: number) =>
  since.size > 0 && (since.get(personId) ?? 0) >= seq;
