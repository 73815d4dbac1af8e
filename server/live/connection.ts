import type { Person } from "./person";
import type { Session } from "./session";
import type { Wire } from "./wire";

/** A socket that has signed in. */
export interface Connection {
  readonly wire: Wire;
  readonly person: Person;
  readonly session: Session;
  /** The one room that it listens to, or null for all. */
  readonly only: number | null;
  status: "online" | "away";
}
