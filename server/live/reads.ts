import { encodeFrame, joinFrames } from "./encode";
import type { House } from "./house";
import type { LiveLimits } from "./options";
import type { Room } from "./room";

interface Mark {
  messageId: number;
  seq: number;
}

/** Tells a room's listeners how far the others have read: gathered, and of each reader only the newest mark. */
export class ReadMarks {
  private readonly pending = new Map<number, Map<number, Mark>>();

  constructor(
    private readonly house: House,
    private readonly limits: LiveLimits,
  ) {}

  note(roomId: number, personId: number, mark: Mark): void {
    if (!this.house.rooms.has(roomId)) return;
    const marks = this.pending.get(roomId) ?? new Map<number, Mark>();
    const known = marks.get(personId);
    if (!known || known.seq < mark.seq) marks.set(personId, mark);
    this.pending.set(roomId, marks);
  }

  /** A thousand people may read the same message at once: a tick takes some of them, the next ticks the rest. */
  tick(): void {
    for (const [roomId, marks] of this.pending) {
      const due = [...marks].slice(0, this.limits.readMarksPerTick);
      for (const [personId] of due) marks.delete(personId);
      if (marks.size === 0) this.pending.delete(roomId);
      const room = this.house.rooms.get(roomId);
      if (room) tell(room, due);
    }
  }
}

function tell(room: Room, due: [personId: number, mark: Mark][]): void {
  const frames = due.map(([personId, { messageId, seq }]) =>
    encodeFrame({ type: "read", room_id: room.id, user_id: personId, message_id: messageId, seq }),
  );
  const all = joinFrames(frames);
  const readers = new Set(due.map(([personId]) => personId));
  for (const person of room.members) {
    if (!readers.has(person.id)) person.sendIn(room.id, all);
    else if (frames.length > 1)
      person.sendIn(room.id, joinFrames(frames.filter((_, at) => due[at]?.[0] !== person.id)));
  }
}
