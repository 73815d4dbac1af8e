import { expect, test } from "vitest";
import { Turnstile } from "./turnstile";

test("no more than so many run at once, all run, and a failure gives its place up", async () => {
  const turnstile = new Turnstile(3);
  let running = 0;
  let most = 0;
  const job = async (at: number) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    if (at % 4 === 0) throw new Error("failed");
    return at;
  };
  const all = await Promise.allSettled(Array.from({ length: 20 }, (_, at) => turnstile.pass(() => job(at))));
  expect(most).toBe(3);
  expect(all.filter((one) => one.status === "fulfilled")).toHaveLength(15);
  expect(await turnstile.pass(async () => "free")).toBe("free");
});
