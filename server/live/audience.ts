import type { Presence } from "@/lib/people/schema";
import { companionsOf } from "@/lib/rooms/seats";
import { encodeFrame, joinFrames } from "./encode";
import type { House } from "./house";
import type { Person } from "./person";

type LastSeen = ReadonlyMap<number, string | null>;

/** What has been told of who is here: to employees of everyone, to guests of those who share a room with them. */
export class Audience {
  private readonly shown = new Map<number, Presence>();
  private everyone: Buffer | null = null;

  constructor(private readonly house: House) {}

  statusOf(personId: number): Presence {
    return this.shown.get(personId) ?? "offline";
  }

  /** The frames that tell a newcomer who is here, as one write; null while nobody is. */
  async whoIsHere(person: Person): Promise<Buffer | null> {
    if (person.isGuest) await learnCompanions(person);
    const frames = person.isGuest ? this.encode(knownTo(person, [...this.shown.keys()])) : this.all();
    return frames.length > 0 ? frames : null;
  }

  /** Guests whose rooms have changed, or who have just come: after this, each knows their companions. */
  async learnCompanions(): Promise<Person[]> {
    const guests = [...this.house.persons.values()].filter((person) => person.isGuest && person.companions === null);
    await Promise.all(guests.map(learnCompanions));
    return guests;
  }

  /** One write for each socket, however many have come and gone. */
  tell(changes: ReadonlyMap<number, Presence>, lastSeen: LastSeen): void {
    if (changes.size === 0) return;
    for (const [personId, status] of changes) {
      if (status === "offline") this.shown.delete(personId);
      else this.shown.set(personId, status);
    }
    this.everyone = null;
    const all = this.encode([...changes.keys()], lastSeen);
    for (const person of this.house.persons.values())
      write(person, person.isGuest ? this.encode(knownTo(person, [...changes.keys()]), lastSeen) : all);
  }

  /** Tells guests of whom they did not know before. */
  greet(guests: Person[]): void {
    for (const guest of guests) write(guest, this.encode(knownTo(guest, [...this.shown.keys()])));
  }

  private all(): Buffer {
    this.everyone ??= this.encode([...this.shown.keys()]);
    return this.everyone;
  }

  private encode(personIds: number[], lastSeen?: LastSeen): Buffer {
    const frames = personIds.map((id) =>
      encodeFrame({
        type: "presence",
        user_id: id,
        status: this.statusOf(id),
        last_seen_at: lastSeen?.get(id) ?? null,
      }),
    );
    return joinFrames(frames);
  }
}

async function learnCompanions(guest: Person): Promise<void> {
  guest.companions ??= await companionsOf(guest.id);
}

const knownTo = (guest: Person, personIds: number[]) => personIds.filter((id) => guest.companions?.has(id));

function write(person: Person, frame: Buffer): void {
  if (frame.length === 0) return;
  for (const connection of person.connections) connection.wire.send(frame);
}
