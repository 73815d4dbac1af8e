import type { Page } from "@playwright/test";
import { timelineRowsMax } from "@/lib/limits";
import type { Company } from "./support/company";
import { messageAt, writeHistory } from "./support/database";
import { arrive, createRoom, maria, openRoom, type Person, say, talk, vera } from "./support/people";
import { expect, test } from "./support/test";
import type { Windows } from "./support/window";

const messages = 100_000;
const middle = messages / 2;

test("a room of 100,000 messages opens at its end, with nothing more than a page", async ({ company, windows }) => {
  const { owner, path } = await longRoom(company, windows);
  const started = Date.now();
  await owner.page.goto(path);
  await expect(talk(owner).last()).toHaveText(new RegExp(`^message ${messages}\\b`));
  expect(Date.now() - started).toBeLessThan(5_000);
  await expect(talk(owner).last()).toBeInViewport();
  expect(await talk(owner).count()).toBeLessThanOrEqual(100);
});

test("a link to a message of years ago opens there, with the message marked and in view", async ({
  company,
  windows,
}) => {
  const { owner, path, roomId } = await longRoom(company, windows);
  const id = await messageAt(company, roomId, middle);
  await owner.page.goto(`${path}?m=${id}`);
  const target = owner.page.locator(`#m${id}`);
  await expect(target).toHaveClass(/is-target/);
  await expect(target).toBeInViewport({ ratio: 1 });
  await expect(target).toContainText(`message ${middle}`);
});

test("reading on in both directions keeps the place to the pixel and the page small", async ({ company, windows }) => {
  const { owner, path, roomId } = await longRoom(company, windows);
  const { page } = owner;
  const id = await messageAt(company, roomId, middle);
  await page.goto(`${path}?m=${id}`);
  await expect(page.locator(`#m${id}`)).toBeInViewport();
  for (let turn = 0; turn < 8; turn += 1) await expectKeptPlace(page, "older");
  expect((await seqs(page)).at(0)).toBeLessThan(middle - 300);
  for (let turn = 0; turn < 14; turn += 1) await expectKeptPlace(page, "newer");
  const shown = await seqs(page);
  expect(shown.at(-1)).toBeGreaterThan(middle + 300);
  expect(shown).toEqual(shown.map((_, at) => (shown[0] ?? 0) + at));
  expect(shown.length).toBeLessThanOrEqual(2 * timelineRowsMax);
});

test("what comes in while one reads further up moves nothing, and a button counts it and leads to it", async ({
  company,
  windows,
}) => {
  const { owner, path } = await longRoom(company, windows);
  const colleague = await arrive(company, windows, maria);
  await openRoom(owner, path);
  await openRoom(colleague, path);
  await expect(talk(owner).last()).toBeInViewport();
  const log = owner.page.locator(".log");
  await log.hover();
  await owner.page.mouse.wheel(0, -600);
  const { room } = owner.words.live;
  await expect(owner.page.getByRole("button", { name: room.toEnd })).toBeVisible();
  await settled(owner.page);

  const before = await places(owner.page);
  for (const count of [1, 2, 3]) {
    await say(colleague, `new ${count} for ${test.info().testId}`);
    await expect(owner.page.getByRole("button", { name: `↓ ${count} new`, exact: true })).toBeVisible();
  }
  expect(furthest(before, await places(owner.page))).toBeLessThan(1);
  await owner.page.getByRole("button", { name: "↓ 3 new" }).click();
  await expect(talk(owner).last()).toHaveText(`new 3 for ${test.info().testId}`);
  await expect(talk(owner).last()).toBeInViewport();
  await expect(owner.page.getByRole("button", { name: "↓ 3 new" })).toHaveCount(0);
});

const rooms = new WeakMap<Company, string>();

async function longRoom(company: Company, windows: Windows): Promise<{ owner: Person; path: string; roomId: number }> {
  const owner = await arrive(company, windows, vera);
  const there = rooms.get(company);
  if (there) return { owner, path: there, roomId: idOf(there) };
  await (await arrive(company, windows, maria)).page.context().close();
  const path = await createRoom(owner, { name: "Years", with: [maria] });
  await owner.page.goto("/");
  await writeHistory(company, idOf(path), messages);
  rooms.set(company, path);
  return { owner, path, roomId: idOf(path) };
}

const idOf = (path: string) => Number(path.split("/").at(-1));

type Edge = "older" | "newer";

/** Scrolls to where the next page is read, and compares where every row stands before and after it has come. */
async function expectKeptPlace(page: Page, edge: Edge): Promise<void> {
  const answers = page.waitForResponse((response) => /\/messages\?/.test(response.url()));
  const before = await scrollTowards(page, edge);
  await answers;
  await expect.poll(async () => endOf(await seqs(page), edge)).not.toBe(before.end);
  await settled(page);
  expect(furthest(before.places, await places(page))).toBeLessThan(1);
}

const endOf = (all: number[], edge: Edge) => (edge === "older" ? all.at(0) : all.at(-1));

/** In one go inside the page, so that the places are read after the scroll and before any answer. */
function scrollTowards(page: Page, edge: Edge): Promise<{ places: Record<string, number>; end: number }> {
  return page.locator(".log").evaluate((log, edge) => {
    const all = [...log.querySelectorAll<HTMLElement>("[data-seq]")];
    const end = edge === "older" ? all[0] : all.at(-1);
    if (!end) throw new Error("no messages");
    const frame = log.getBoundingClientRect();
    const at = end.getBoundingClientRect();
    log.scrollTop += edge === "older" ? at.top - frame.top - 200 : at.bottom - frame.bottom + 200;
    const places = Object.fromEntries(all.map((row) => [row.dataset.seq ?? "", row.getBoundingClientRect().top]));
    return { places, end: Number(end.dataset.seq) };
  }, edge);
}

const places = (page: Page): Promise<Record<string, number>> =>
  page
    .locator(".log [data-seq]")
    .evaluateAll((rows) =>
      Object.fromEntries(
        rows.map((row) => [row instanceof HTMLElement ? (row.dataset.seq ?? "") : "", row.getBoundingClientRect().top]),
      ),
    );

const seqs = (page: Page): Promise<number[]> =>
  page
    .locator(".log [data-seq]")
    .evaluateAll((rows) => rows.map((row) => (row instanceof HTMLElement ? Number(row.dataset.seq) : 0)));

/** How far the row that moved the most has moved, in pixels, of those that stand there before and after. */
function furthest(before: Record<string, number>, after: Record<string, number>): number {
  const both = Object.keys(after).filter((seq) => before[seq] !== undefined);
  expect(both.length).toBeGreaterThan(10);
  return Math.max(...both.map((seq) => Math.abs((after[seq] ?? 0) - (before[seq] ?? 0))));
}

/** Two frames drawn: whatever was asked of the page has been laid out. */
const settled = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
