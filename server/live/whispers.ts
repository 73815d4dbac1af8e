import { whisperById, whispersLately } from "@/lib/messages/data";
import { type PlacedMessage, seenBy } from "@/lib/messages/sight";
import { encodeFrame } from "./encode";
import type { House } from "./house";
import type { Inbox } from "./inbox";
import type { LiveLimits } from "./options";

/**
 * Tells whispers to their two people, in the room where they were whispered. They take no version by which a loss would
 * be seen, so those of the last while are looked at again and again, and each state of one is told once.
 */
export class Whispers {
  /** The revision that was told last, by the whisper's id, in the order of telling. */
  private readonly told = new Map<number, number>();

  constructor(
    private readonly house: House,
    private readonly inbox: Inbox,
    private readonly limits: LiveLimits,
  ) {}

  async hear(messageId: number, personIds: number[]): Promise<void> {
    if (!personIds.some((id) => this.house.persons.has(id))) return;
    const placed = await whisperById(messageId);
    if (placed) this.tell(placed);
  }

  async sweep(): Promise<void> {
    if (this.house.persons.size === 0) return;
    const lately = await whispersLately(this.limits.whisperSweepSpanMs, this.limits.whispersPerSweep);
    for (const placed of lately.toReversed()) this.tell(placed);
  }

  private tell(placed: PlacedMessage): void {
    const { id, room_id: roomId, revision } = placed.message;
    if ((this.told.get(id) ?? -1) >= revision) return;
    this.remember(id, revision);
    for (const personId of placed.between ?? []) this.inbox.look(personId);
    const type = revision === 0 ? "message" : "message_changed";
    for (const personId of placed.between ?? []) {
      const person = this.house.persons.get(personId);
      const fromSeq = this.house.rooms.get(roomId)?.since.get(personId) ?? 0;
      const message = person?.places.has(roomId) ? seenBy({ personId, fromSeq }, placed) : null;
      if (message) person?.sendIn(roomId, encodeFrame({ type, room_id: roomId, message }));
    }
  }

  private remember(id: number, revision: number): void {
    this.told.delete(id);
    this.told.set(id, revision);
    for (const oldest of this.told.keys()) {
      if (this.told.size <= this.limits.whispersPerSweep * 2) break;
      this.told.delete(oldest);
    }
  }
}
