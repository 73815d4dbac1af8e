import type { Locale } from "@/lib/i18n/locale";
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
  /** In which something is refused: as it was asked for, or the person's own when they came. */
  readonly locale: Locale;
  status: "online" | "away";
}
