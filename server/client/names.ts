import { clientNamesPageSize } from "@/lib/limits";
import type { PersonRef } from "@/lib/people/schema";
import type { RoomView } from "@/lib/rooms/schema";
import { everyPage } from "./listing";
import { StaffroomError } from "./problem";
import type { Rest } from "./rest";

interface Items<T> {
  items: T[];
}

/**
 * Finds out which room or person is meant, and remembers it: an id never changes its bearer. Whoever asks while it is
 * being found out waits for the same answer, so that what is done by a name is done in the order in which it was asked.
 */
export class Names {
  readonly #rooms = new Map<string, Promise<number>>();
  readonly #people = new Map<string, number>();

  constructor(private readonly rest: Rest) {}

  /** @throws StaffroomError `not_found`, `conflict` where several rooms bear the name */
  async roomId(room: number | string): Promise<number> {
    if (typeof room === "number") return room;
    if (/^\d+$/.test(room)) return Number(room);
    const known = this.#rooms.get(room);
    if (known !== undefined) return known;
    const found = room.startsWith("@") ? this.#direct(room) : this.#named(room);
    this.#rooms.set(room, found);
    // It may be there the next time.
    found.catch(() => this.#rooms.delete(room));
    return found;
  }

  /** @throws StaffroomError `not_found` */
  async personId(person: number | string): Promise<number> {
    if (typeof person === "number") return person;
    const username = person.replace(/^@/, "").toLowerCase();
    const known = this.#people.get(username);
    if (known !== undefined) return known;
    const query = { q: username, limit: clientNamesPageSize };
    const { items } = await this.rest.call<Items<PersonRef>>("GET", "users", undefined, { query });
    const found = items.find((one) => one.username === username);
    if (!found) throw new StaffroomError("not_found", { status: 404, detail: `Nobody is called @${username}.` });
    this.#people.set(username, found.id);
    return found.id;
  }

  async #direct(name: string): Promise<number> {
    const body = { user_ids: [await this.personId(name)] };
    return (await this.rest.call<RoomView>("POST", "direct", body, { isRepeatable: true })).id;
  }

  async #named(name: string): Promise<number> {
    const wanted = name.replace(/^#/, "").toLowerCase();
    const rooms = await everyPage<RoomView>((query) => this.rest.call("GET", "rooms", undefined, { query }));
    const found = rooms.filter((room) => room.name.toLowerCase() === wanted);
    const [room] = found;
    if (!room)
      throw new StaffroomError("not_found", { status: 404, detail: `You are in no room that is called “${name}”.` });
    if (found.length > 1)
      throw new StaffroomError("conflict", {
        status: 409,
        detail: `Several rooms are called “${name}”: name one by its number, ${found.map(({ id }) => id).join(" or ")}.`,
      });
    return room.id;
  }
}
