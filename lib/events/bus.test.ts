import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { sqlClient } from "@/db/client";
import { connectRedis, sharedRedis } from "@/lib/redis";
import { type Bus, bus, listen, publish, type Subscription } from "./bus";
import { postgresBus } from "./bus-postgres";
import { redisBus } from "./bus-redis";
import { type BusEvent, busEvent } from "./schema";

const shared = globalThis as typeof globalThis & { staffroomBus?: Bus };
const changed = (version: number): BusEvent => ({ type: "room_changed", roomId: 1, version });

/** How each bus is opened, loses the line of its listeners, and is out of reach. */
const buses = {
  redis: {
    open: () => redisBus(process.env.REDIS_URL ?? ""),
    cutListeners: async () => void (await sharedRedis()?.call("client", "kill", "type", "pubsub")),
    withoutServer: async (work: () => Promise<void>) => {
      const state = globalThis as typeof globalThis & { staffroomRedis?: ReturnType<typeof connectRedis> };
      const { staffroomRedis } = state;
      const lost = connectRedis("/nowhere/redis.sock", true);
      state.staffroomRedis = lost;
      await work().finally(() => {
        lost.disconnect();
        state.staffroomRedis = staffroomRedis;
      });
    },
  },
  postgres: {
    open: postgresBus,
    cutListeners: async () => {
      await sqlClient()`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query ilike 'listen%'`;
    },
    withoutServer: async (work: () => Promise<void>) => {
      const state = globalThis as typeof globalThis & { staffroomDatabase?: unknown };
      const { staffroomDatabase } = state;
      const sql = postgres("postgres://nobody@127.0.0.1:1/nothing", { max: 1, connect_timeout: 1 });
      state.staffroomDatabase = { sql, db: drizzle(sql) };
      await work().finally(async () => {
        state.staffroomDatabase = staffroomDatabase;
        await sql.end({ timeout: 0 });
      });
    },
  },
};

describe.each(Object.entries(buses))("news over %s", (name, { open, cutListeners, withoutServer }) => {
  const skipped = name === "redis" && !process.env.REDIS_URL;
  let heard: BusEvent[] = [];
  let gaps = 0;
  let subscriptions: Subscription[] = [];

  /** Waits until a listener's line is up: what is published before is lost, as it may be. */
  async function hear(): Promise<BusEvent[]> {
    const events: BusEvent[] = [];
    const subscription = await listen(
      (event) => events.push(event),
      () => {
        gaps += 1;
      },
    );
    subscriptions.push(subscription);
    await arrives(events, 0);
    return events;
  }

  /** Publishes a mark until it comes; then everything before it has come, too. */
  async function arrives(events: BusEvent[], mark: number): Promise<void> {
    await vi.waitFor(async () => {
      await publish({ type: "typing", roomId: 999, personId: mark + 1 });
      expect(events.some((event) => event.type === "typing" && event.personId === mark + 1)).toBe(true);
    });
  }
  const news = (events: BusEvent[]) => events.filter((event) => event.type !== "typing");

  beforeEach(async () => {
    if (skipped) return;
    shared.staffroomBus = open();
    gaps = 0;
    heard = await hear();
  });
  afterEach(async () => {
    await Promise.all(subscriptions.map((subscription) => subscription.close()));
    subscriptions = [];
    delete shared.staffroomBus;
  });

  test.skipIf(skipped)("is heard by every listener, once each, in order", async () => {
    const other = await hear();
    const sent = Array.from({ length: 50 }, (_, at) => changed(at));
    await publish(...sent);
    await arrives(heard, 1);
    await arrives(other, 2);
    expect(news(heard)).toEqual(sent);
    expect(news(other)).toEqual(sent);
  });

  test.skipIf(skipped)("is dropped where it is malformed, and what follows is heard", async () => {
    const malformed = [
      "",
      "not json",
      "null",
      "[]",
      '{"type":"unknown"}',
      '{"type":"room_changed","roomId":"1","version":1}',
      '{"type":"room_changed","roomId":-1,"version":1}',
      '{"type":"sessions_ended","sessionIds":["x"]}',
      "[".repeat(3_000),
    ];
    for (const payload of malformed) await bus().publish(payload);
    await publish(changed(7));
    await arrives(heard, 1);
    expect(news(heard)).toEqual([changed(7)]);
  });

  test.skipIf(skipped)("is not heard after listening has ended", async () => {
    const other = await hear();
    await subscriptions.pop()?.close();
    const before = other.length;
    await publish(changed(1));
    await arrives(heard, 1);
    expect(other).toHaveLength(before);
  });

  test.skipIf(skipped)("publishing never throws while the server is away, and the bus says that it is", async () => {
    expect(await bus().alive()).toBe(true);
    await withoutServer(async () => {
      await expect(publish(changed(1), changed(2))).resolves.toBeUndefined();
      expect(await bus().alive()).toBe(false);
    });
    await publish(changed(3));
    await arrives(heard, 1);
    expect(news(heard)).toEqual([changed(3)]);
  });

  test.skipIf(skipped)("a line that was lost comes back by itself, and says that news may be missing", async () => {
    expect(gaps).toBe(0);
    await cutListeners();
    await vi.waitFor(() => expect(gaps).toBe(1), { timeout: 10_000 });
    await arrives(heard, 1);
    await publish(changed(8));
    await arrives(heard, 2);
    expect(news(heard)).toEqual([changed(8)]);
  });
});

test("each kind of news fits into what PostgreSQL carries, by the hundred where it names many", () => {
  const uuid = "00000000-0000-4000-8000-000000000000";
  const largest: BusEvent[] = [
    { type: "sessions_ended", sessionIds: Array.from({ length: 100 }, () => uuid) },
    {
      type: "presence",
      relayId: uuid,
      changes: Array.from({ length: 100 }, () => ({ personId: Number.MAX_SAFE_INTEGER, status: "offline" as const })),
    },
    { type: "read", roomId: Number.MAX_SAFE_INTEGER, personId: Number.MAX_SAFE_INTEGER, messageId: 1, seq: 1 },
  ];
  for (const event of largest) {
    expect(busEvent.parse(event)).toEqual(event);
    expect(JSON.stringify(event).length).toBeLessThan(8_000);
  }
});
