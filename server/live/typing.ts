import { notFound } from "@/lib/errors";
import { publish } from "@/lib/events/bus";
import { encodeFrame } from "./encode";
import type { House } from "./house";
import type { LiveLimits } from "./options";
import type { Person } from "./person";

/** Somebody is writing. It may be lost, so it is only passed on, and not too often. */
export class Typing {
  private readonly lately = new Set<string>();

  constructor(
    private readonly house: House,
    private readonly limits: LiveLimits,
  ) {}

  /** @throws AppError `not_found` in a room that they are not in */
  async say(person: Person, roomId: number): Promise<void> {
    if (!person.places.has(roomId)) throw notFound();
    const key = `${person.id} ${roomId}`;
    if (this.lately.has(key)) return;
    this.lately.add(key);
    setTimeout(() => this.lately.delete(key), this.limits.typingRelayMs).unref();
    await publish({ type: "typing", roomId, personId: person.id });
  }

  tell(roomId: number, personId: number): void {
    const room = this.house.rooms.get(roomId);
    if (!room) return;
    const frame = encodeFrame({ type: "typing", room_id: roomId, user_id: personId });
    for (const person of room.members) if (person.id !== personId) person.sendIn(roomId, frame);
  }
}
