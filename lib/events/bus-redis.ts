import { connectRedis, sharedRedis } from "@/lib/redis";
import type { Bus } from "./bus";

const channel = "staffroom:events";

/** News over Redis pub/sub. A subscriber holds a connection of its own, as the protocol demands. */
export function redisBus(url: string): Bus {
  return {
    name: "redis",
    async publish(...payloads) {
      const redis = sharedRedis();
      await Promise.all(payloads.map((payload) => redis?.publish(channel, payload)));
    },
    async subscribe(onPayload, onGap) {
      const redis = connectRedis(url, false);
      let wasReady = false;
      redis.on("message", (_channel, payload) => onPayload(payload));
      redis.on("ready", () => {
        if (wasReady) onGap();
        wasReady = true;
      });
      // Not awaited: while Redis is away the subscription waits for it, and the sweep carries the news.
      void redis.subscribe(channel).catch(() => {});
      return {
        async close() {
          // What is on the line already would still be read after this.
          redis.removeAllListeners("message");
          redis.disconnect();
        },
      };
    },
    async alive() {
      try {
        return (await sharedRedis()?.ping()) === "PONG";
      } catch {
        return false;
      }
    },
  };
}
