import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { arrive, createRoom, openRoom, say, talk, vera } from "./support/people";
import { expect, test } from "./support/test";

/** What the framework weighs by itself: a page of this version that shows one line of text (kB, gzip). */
const frameworkKilobytes = 131;
const ownKilobytesMax = 45;

test("a room's first page carries at most 45 kB of script of our own beside the framework's 131", async ({
  company,
  windows,
}, info) => {
  const owner = await arrive(company, windows, vera);
  const path = await createRoom(owner, { name: "Weighed" });
  for (const text of ["one", "two", "three"]) await say(owner, text);
  await expect(talk(owner)).toHaveCount(3);
  const scripts = collectScripts(owner.page);
  await owner.page.goto(path, { waitUntil: "networkidle" });
  await openRoom(owner, path);
  const kilobytes = await scripts();
  info.annotations.push({ type: "script of a room (kB, gzip)", description: kilobytes.toFixed(1) });
  expect(kilobytes).toBeGreaterThan(0);
  expect(kilobytes - frameworkKilobytes, `${kilobytes.toFixed(1)} kB in all`).toBeLessThanOrEqual(ownKilobytesMax);
});

test("the text of a room is in its first HTML", async ({ company, windows }) => {
  const owner = await arrive(company, windows, vera);
  const path = await createRoom(owner, { name: "Readable at once" });
  await say(owner, "there before any script");
  await expect(talk(owner)).toHaveCount(1);
  const answer = await owner.page.request.get(path);
  const markup = (await answer.text()).replace(/<script\b[^>]*>[\s\S]*?<\/script>/g, "");
  expect(markup).toContain("there before any script");
  expect(markup).toContain("Readable at once");
});

/** Every script that the page loads, whether it asks for it in its markup or later; compressed as it would travel. */
function collectScripts(page: Page): () => Promise<number> {
  const bodies = new Map<string, Promise<Buffer>>();
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") bodies.set(response.url(), response.body());
  });
  return async () => {
    const all = await Promise.all(bodies.values());
    return all.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0) / 1000;
  };
}
