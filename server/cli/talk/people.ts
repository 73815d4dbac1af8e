import type { Presence, UserView } from "@/lib/people/schema";
import type { Chat } from "@/server/client";

/** Who is in the room, and who of them is here. */
export class People {
  readonly #users = new Map<number, UserView>();
  /** For each reading under way, what was told meanwhile: it is newer than what is read. */
  readonly #readings = new Set<(() => void)[]>();
  #begun = 0;
  #newest = 0;

  constructor(
    private readonly chat: Pick<Chat, "me" | "members">,
    private readonly roomId: number,
  ) {}

  async read(): Promise<void> {
    const told: (() => void)[] = [];
    this.#readings.add(told);
    this.#begun += 1;
    const turn = this.#begun;
    try {
      const members = await this.chat.members(this.roomId);
      // One that was asked for later has answered already.
      if (turn < this.#newest) return;
      this.#newest = turn;
      this.#users.clear();
      for (const { user } of members) this.#users.set(user.id, user);
      for (const change of told) change();
    } finally {
      this.#readings.delete(told);
    }
  }

  get all(): UserView[] {
    const order = { online: 0, away: 1, offline: 2 };
    return [...this.#users.values()].sort(
      (one, other) => order[one.presence] - order[other.presence] || one.display_name.localeCompare(other.display_name),
    );
  }

  /** How many are here, oneself among them. */
  get here(): number {
    return this.all.filter((user) => user.presence !== "offline" || user.id === this.chat.me.id).length;
  }

  nameOf(id: number): string | null {
    return this.#users.get(id)?.display_name ?? null;
  }

  called(username: string): UserView | null {
    const wanted = username.toLowerCase();
    return this.all.find((user) => user.username === wanted) ?? null;
  }

  presence(id: number, presence: Presence): void {
    this.#change(() => {
      const user = this.#users.get(id);
      if (user) this.#users.set(id, { ...user, presence });
    });
  }

  left(id: number): void {
    this.#change(() => this.#users.delete(id));
  }

  /** The user names that begin so. */
  startingWith(start: string): string[] {
    const wanted = start.toLowerCase();
    return this.all.map(({ username }) => username).filter((username) => username.startsWith(wanted));
  }

  #change(change: () => void): void {
    change();
    for (const told of this.#readings) told.push(change);
  }
}
