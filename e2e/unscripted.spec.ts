import { writeHistory } from "./support/database";
import { arrive, pavel, vera, words } from "./support/people";
import { expect, test } from "./support/test";
import { desk, english } from "./support/window";

const { pages, live } = words.en;
const unscripted = { javaScriptEnabled: false };

test("without scripts a company is founded", async ({ company, windows }) => {
  const { page } = await arrive(company, windows, vera, unscripted);
  await expect(page.getByRole("heading", { name: pages.home.emptyTitle })).toBeVisible();
});

test("without scripts one signs in, reads, pages back, writes, makes a room, begins a talk and invites", async ({
  company,
  windows,
}) => {
  const { page } = await arrive(company, windows, vera, unscripted);
  await (await arrive(company, windows, pavel)).page.context().close();

  await page.getByRole("link", { name: pages.home.newRoom }).first().click();
  await page.getByLabel(pages.fields.roomName, { exact: true }).fill("No scripts here");
  await page.getByRole("button", { name: pages.newRoom.submit }).click();
  await expect(page).toHaveURL(/\/rooms\/\d+$/);
  const path = new URL(page.url()).pathname;
  await page.getByRole("textbox", { name: live.composer.label, exact: true }).fill("Sent by a plain form");
  await page.getByRole("button", { name: live.composer.send }).click();
  await expect(page.locator("article .body")).toHaveText(["Sent by a plain form"]);

  await page.goto("/rooms/new");
  await page.getByLabel(pages.fields.roomName, { exact: true }).fill("A long one");
  await page.getByRole("button", { name: pages.newRoom.submit }).click();
  await expect(page).toHaveURL((url) => /\/rooms\/\d+$/.test(url.pathname) && url.pathname !== path);
  await writeHistory(company, Number(new URL(page.url()).pathname.split("/").at(-1)), 120);
  await page.reload();
  const first = () => page.locator("article[data-seq]").first().getAttribute("data-seq");
  expect(Number(await first())).toBeGreaterThan(50);
  while (Number(await first()) > 1) {
    const before = await first();
    await page.getByRole("link", { name: live.room.older }).click();
    await expect(page.locator("article[data-seq]").first()).not.toHaveAttribute("data-seq", String(before));
  }
  await expect(page.locator("article .body").first()).toHaveText(/^message 1\b/);

  await page.goto("/people");
  await page.getByRole("button", { name: pages.people.writeTo.replace("{name}", pavel.displayName) }).click();
  await expect(page.getByRole("heading", { name: pavel.displayName })).toBeVisible();

  await page.goto("/admin/invites");
  await page.getByRole("button", { name: words.en.admin.invites.submit }).click();
  await expect(page.getByLabel(words.en.admin.invites.made)).toHaveValue(/\/join\/.+/);
});

test("without scripts a mistake comes back at its field with what was typed", async ({ company, windows }) => {
  await arrive(company, windows, vera);
  const page = await windows.open(desk, english, unscripted);
  await page.goto("/sign-in");
  await page.getByLabel(pages.fields.usernameOrEmail).fill(vera.username);
  await page.getByLabel(pages.fields.password, { exact: true }).fill("not the right one");
  await page.getByRole("button", { name: pages.signIn.submit }).click();
  await expect(page.getByText(words.en.errors.wrongCredentials)).toBeVisible();
  await expect(page.getByLabel(pages.fields.usernameOrEmail)).toHaveValue(vera.username);
});

test("without scripts an address that leads nowhere says so", async ({ company, windows }) => {
  const { page } = await arrive(company, windows, vera, unscripted);
  await page.goto("/nowhere/at/all");
  await expect(page.getByRole("heading", { name: pages.titles.notFound })).toBeVisible();
});
