import type { Page } from "@playwright/test";
import { arrive, companyName, password, pavel, remember, vera, words } from "./support/people";
import { expect, test } from "./support/test";
import { desk, english } from "./support/window";

const { pages, live } = words.en;

test("the keyboard alone founds a company, invites, comes in and talks", async ({ company, windows }) => {
  const page = await windows.open(desk, english);
  await page.goto("/");
  await expect(page.getByLabel(pages.fields.company)).toBeFocused();
  await type(page, companyName);
  for (const text of [vera.displayName, vera.username, "vera@looms.example", password]) {
    await page.keyboard.press("Tab");
    await type(page, text);
  }
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL((url) => url.pathname === "/");
  remember(company, vera);

  await follow(page, "link", pages.home.invite);
  await expect(page).toHaveURL(/\/admin\/invites$/);
  await follow(page, "button", words.en.admin.invites.submit);
  const link = await page.getByLabel(words.en.admin.invites.made).inputValue();

  const newcomer = await windows.open(desk, english);
  await newcomer.goto(link);
  await tabTo(newcomer, "textbox", pages.fields.displayName);
  await type(newcomer, pavel.displayName);
  for (const text of [pavel.username, "pavel@looms.example", password]) {
    await newcomer.keyboard.press("Tab");
    await type(newcomer, text);
  }
  await newcomer.keyboard.press("Enter");
  await expect(newcomer).toHaveURL((url) => url.pathname === "/");

  await page.goto("/people");
  await follow(page, "button", pages.people.writeTo.replace("{name}", pavel.displayName));
  await expect(page).toHaveURL(/\/rooms\/\d+$/);
  await tabTo(page, "textbox", live.composer.label);
  await type(page, "Written without a mouse");
  await page.keyboard.press("Enter");
  await expect(page.locator("article[data-seq] .body")).toHaveText("Written without a mouse");

  await follow(newcomer, "link", vera.displayName);
  await tabTo(newcomer, "textbox", live.composer.label);
  await type(newcomer, "Read without one");
  await newcomer.keyboard.press("Enter");
  await expect(page.locator("article[data-seq] .body")).toHaveText(["Written without a mouse", "Read without one"]);
});

test("the way past the list is the first thing that the keyboard meets", async ({ company, windows }) => {
  const { page } = await arrive(company, windows, vera);
  await page.goto("/");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: live.nav.skip });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.locator("#main")).toBeFocused();
});

const type = (page: Page, text: string): Promise<void> => page.keyboard.insertText(text);

/** Presses Tab until it is there, as somebody without a mouse does, and never more often than a page has places. */
async function tabTo(page: Page, role: "link" | "button" | "textbox", name: string): Promise<void> {
  const wanted = page.getByRole(role, { name }).first();
  await expect(wanted).toBeVisible();
  const isThere = () => wanted.evaluate((element) => element === document.activeElement);
  for (let steps = 0; steps < 80 && !(await isThere()); steps += 1) {
    await page.keyboard.press("Tab");
    await expectVisibleFocus(page);
  }
  await expect(wanted).toBeFocused();
}

async function follow(page: Page, role: "link" | "button", name: string): Promise<void> {
  await tabTo(page, role, name);
  await page.keyboard.press("Enter");
}

/** Whatever has the focus shows it: an outline of its own, or of what it stands in. */
async function expectVisibleFocus(page: Page): Promise<void> {
  const shown = await page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return true;
    for (let element: Element | null = focused; element; element = element.parentElement) {
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      if (outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0) return true;
    }
    return focused.outerHTML.slice(0, 120);
  });
  expect.soft(shown).toBe(true);
}
