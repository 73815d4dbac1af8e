import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { postgresBus } from "./bus-postgres";
import { redisBus } from "./bus-redis";
import { type BusEvent, busEvent } from "./schema";

export type Listener = (event: BusEvent) => void;

export interface Subscription {
  close(): Promise<void>;
}

/** Carries news between processes. It may lose news at any time and never carries anything that is only there. */
export interface Bus {
  readonly name: "redis" | "postgres";
  /**
   * Hands over in the given order, all at once: a bus that hangs keeps nobody waiting once for each.
   * @throws when the news could not be handed over
   */
  publish(...payloads: string[]): Promise<void>;
  /** @param onGap called whenever the connection was lost and is there again: news may have been missed */
  subscribe(onPayload: (payload: string) => void, onGap: () => void): Promise<Subscription>;
  /** True while news can be handed over. */
  alive(): Promise<boolean>;
}

const shared = globalThis as typeof globalThis & { staffroomBus?: Bus };

/** Redis where REDIS_URL is set, else PostgreSQL's LISTEN and NOTIFY. */
export function bus(): Bus {
  const url = env().REDIS_URL;
  shared.staffroomBus ??= url ? redisBus(url) : postgresBus();
  return shared.staffroomBus;
}

/**
 * Tells the other processes, after the commit. Never throws: the change is in the database already,
 * and the sidecar's sweep finds what the bus lost.
 */
export async function publish(...events: BusEvent[]): Promise<void> {
  if (events.length === 0) return;
  try {
    await bus().publish(...events.map((event) => JSON.stringify(event)));
  } catch (error) {
    const types = [...new Set(events.map((event) => event.type))].join();
    log.warn({ types, err: error instanceof Error ? error.message : "" }, "news not published");
  }
}

/** Calls `listener` with every well-formed event; a malformed one is logged and dropped. */
export function listen(listener: Listener, onGap: () => void): Promise<Subscription> {
  return bus().subscribe((payload) => {
    const event = parse(payload);
    if (event) listener(event);
  }, onGap);
}

function parse(payload: string): BusEvent | null {
  try {
    return busEvent.parse(JSON.parse(payload));
  } catch {
    log.warn({ bytes: payload.length }, "malformed news dropped");
    return null;
  }
}
