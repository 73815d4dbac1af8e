import { inboxStates } from "@/lib/inbox/data";
import type { InboxState } from "@/lib/inbox/schema";
import { followersOf } from "@/lib/messages/following";
import type { MessageView } from "@/lib/messages/schema";
import { encodeFrame } from "./encode";
import type { House } from "./house";
import type { LiveLimits } from "./options";
import type { Person } from "./person";

/**
 * Tells people what waits in their inboxes. What is told of a room says whose may have changed: only those who are
 * named, follow, wrote or are whispered to, and are connected here, are counted anew, all of a tick by one question.
 */
export class Inbox {
  private readonly due = new Set<number>();
  private readonly threads = new Set<number>();
  private readonly told = new WeakMap<Person, InboxState>();

  constructor(
    private readonly house: House,
    private readonly limits: LiveLimits,
  ) {}

  /** Something has come to them, or may have. */
  look(personId: number): void {
    if (this.house.persons.has(personId)) this.due.add(personId);
  }

  /** They have read something: only where something waits can there be less. */
  moved(personId: number): void {
    const person = this.house.persons.get(personId);
    const state = person && this.told.get(person);
    if (state && isWaiting(state)) this.due.add(personId);
  }

  /** Another socket of theirs is here: it is told even if nothing waits. */
  greet(person: Person): void {
    this.told.delete(person);
    this.due.add(person.id);
  }

  /** A message is told, new or changed. */
  note(message: MessageView, isNew: boolean): void {
    for (const personId of message.mentions) this.look(personId);
    if (message.thread_id !== null) this.threads.add(message.thread_id);
    if (isNew) this.moved(message.author.id);
    else this.look(message.author.id);
    // Whom it names no more does not stand in it.
    if (message.deleted_at ?? message.edited_at) this.movedIn(message.room_id);
  }

  async tick(): Promise<void> {
    await this.findFollowers();
    const people = [...this.due].slice(0, this.limits.inboxesPerTick);
    for (const id of people) this.due.delete(id);
    try {
      for (const [id, state] of await inboxStates(people)) this.tell(this.house.persons.get(id), state);
    } catch (error) {
      for (const id of people) this.due.add(id);
      throw error;
    }
  }

  private async findFollowers(): Promise<void> {
    const threads = [...this.threads];
    this.threads.clear();
    try {
      for (const id of await followersOf(threads)) this.look(id);
    } catch (error) {
      for (const id of threads) this.threads.add(id);
      throw error;
    }
  }

  private movedIn(roomId: number): void {
    for (const person of this.house.rooms.get(roomId)?.members ?? []) this.moved(person.id);
  }

  private tell(person: Person | undefined, state: InboxState): void {
    if (!person || isSame(this.told.get(person), state)) return;
    this.told.set(person, state);
    const frame = encodeFrame({ type: "inbox", ...state });
    for (const { wire, only } of person.connections) if (only === null) wire.send(frame);
  }
}

const isWaiting = ({ count, whisper_rooms }: InboxState): boolean => count > 0 || whisper_rooms.length > 0;

const isSame = (known: InboxState | undefined, state: InboxState): boolean =>
  known?.count === state.count && known.whisper_rooms.join() === state.whisper_rooms.join();
