import { sqlClient } from "@/db/client";
import type { Bus } from "./bus";

const channel = "staffroom_events";

/** News over LISTEN and NOTIFY. A payload holds at most 8,000 bytes, which is why events carry ids alone. */
export function postgresBus(): Bus {
  return {
    name: "postgres",
    async publish(...payloads) {
      await sqlClient()`
        select pg_notify(${channel}, payload) from json_array_elements_text(${JSON.stringify(payloads)}::text::json) payload`;
    },
    async subscribe(onPayload, onGap) {
      let listening = false;
      const { unlisten } = await sqlClient().listen(channel, onPayload, () => {
        if (listening) onGap();
        listening = true;
      });
      return { close: unlisten };
    },
    async alive() {
      try {
        await sqlClient()`select 1`;
        return true;
      } catch {
        return false;
      }
    },
  };
}
