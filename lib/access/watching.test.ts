import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { forbidden } from "@/lib/errors";
import { revocationSweepMs, unverifiedMsMax } from "@/lib/limits";
import { whileAllowed } from "./watching";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const endless = (letGo = () => {}) =>
  new ReadableStream<Uint8Array>({ pull: (out) => out.enqueue(new Uint8Array(8)), cancel: letGo });

test("bytes that are no longer for whoever takes them stop, with the reason, and their source is let go", async () => {
  const letGo = vi.fn();
  let may = true;
  const bytes = whileAllowed(endless(letGo), async () => {
    if (!may) throw forbidden();
  }).getReader();
  await vi.advanceTimersByTimeAsync(revocationSweepMs * 3);
  expect((await bytes.read()).value).toHaveLength(8);
  may = false;
  await vi.advanceTimersByTimeAsync(revocationSweepMs);
  await expect(bytes.read()).rejects.toMatchObject({ code: "forbidden" });
  expect([letGo.mock.calls.length, vi.getTimerCount()]).toEqual([1, 0]);
});

test.each([
  ["answers with an error", () => Promise.reject(new Error("away"))],
  ["does not answer", () => new Promise<void>(() => {})],
])("where the database %s they go on for ten seconds, and no longer", async (_, away) => {
  const bytes = whileAllowed(endless(), away).getReader();
  await vi.advanceTimersByTimeAsync(unverifiedMsMax - 1_000);
  expect((await bytes.read()).done).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  await expect(bytes.read()).rejects.toMatchObject({ code: "unavailable" });
});

test("nobody asks any more once they have ended, failed, or are no longer wanted", async () => {
  const ask = vi.fn(async () => {});
  const whole = whileAllowed(new Blob(["all"]).stream(), ask);
  expect(await new Response(whole).text()).toBe("all");
  const failing = new ReadableStream<Uint8Array>({ pull: () => Promise.reject(new Error("the disk")) });
  await expect(whileAllowed(failing, ask).getReader().read()).rejects.toThrow("the disk");
  await whileAllowed(endless(), ask).cancel();
  await vi.advanceTimersByTimeAsync(revocationSweepMs * 3);
  expect([ask.mock.calls.length, vi.getTimerCount()]).toEqual([0, 0]);
});
