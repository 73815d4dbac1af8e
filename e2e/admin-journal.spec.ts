import { readFile } from "node:fs/promises";
import type { BrowserContextOptions } from "@playwright/test";
import sharp from "sharp";
import { withDatabase } from "./support/database";
import { arrive, companyName, type Person, pavel, vera, words } from "./support/people";
import { expect, test } from "./support/test";
import { desk, english, phone } from "./support/window";

const { admin } = words.en;
const { journal, settings, overview, frame, rooms } = admin;
const unscripted = { javaScriptEnabled: false };
const ways: [string, BrowserContextOptions[]][] = [
  ["on a desk", [desk]],
  ["on a phone", [phone]],
  ["without scripts", [desk, unscripted]],
];

/** What a form answers; without scripts the page comes anew with it. */
const saved = (person: Person) => expect(person.page.getByText(frame.saved).last()).toBeVisible();
const button = (person: Person, name: string) => person.page.getByRole("button", { name, exact: true });
const entries = (person: Person) => person.page.locator(".records tbody tr");

for (const [way, options] of ways) {
  test(`the company's name, mark and new rooms are changed ${way}`, async ({ company, windows }) => {
    const owner = await arrive(company, windows, vera, ...options);
    const { page } = owner;
    await page.goto("/admin/settings");
    await page.getByLabel(settings.name).fill(`${companyName} ${way}`);
    await button(owner, frame.save).first().click();
    await saved(owner);
    await expect(page.locator(".brand").filter({ visible: true }).first()).toHaveText(`${companyName} ${way}`);

    const mark = await sharp({ create: { width: 300, height: 100, channels: 3, background: "#b4431f" } })
      .png()
      .toBuffer();
    await page.goto("/admin/settings");
    await page.getByLabel(settings.markFile).setInputFiles({ name: "mark.png", mimeType: "image/png", buffer: mark });
    await button(owner, settings.markUpload).click();
    await saved(owner);
    const stranger = await windows.open(desk, english);
    await stranger.goto("/sign-in");
    const shown = stranger.locator(".brand img");
    await expect(shown).toHaveAttribute("src", /^\/mark\?v=[0-9a-f]{8}$/);
    expect(await shown.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth)).toBe(256);
    await button(owner, settings.markRemove).click();
    await expect(button(owner, settings.markRemove)).toHaveCount(0);
    await saved(owner);
    await stranger.reload();
    await expect(stranger.locator(".brand svg")).toBeVisible();
    await stranger.context().close();

    await page.goto("/admin/settings");
    const saveRooms = page
      .locator("form")
      .filter({ has: page.getByLabel(rooms.visibility) })
      .getByRole("button", { name: frame.save, exact: true });
    await page.getByLabel(rooms.visibility).selectOption("open");
    await page.getByLabel(rooms.history).selectOption("joined");
    await saveRooms.click();
    await saved(owner);
    await page.reload();
    await expect(page.getByLabel(rooms.visibility)).toHaveValue("open");
    await expect(page.getByLabel(rooms.history)).toHaveValue("joined");
    await page.getByLabel(rooms.visibility).selectOption("private");
    await page.getByLabel(rooms.history).selectOption("all");
    await saveRooms.click();
    await saved(owner);
  });

  test(`the journal tells who did what, is narrowed and read back ${way}`, async ({ company, windows }) => {
    const owner = await arrive(company, windows, vera, ...options);
    const { page } = owner;
    // More refusals than a page holds.
    for (let n = 0; n < 52; n++)
      await page.request.post("/api/v1/auth/token", {
        data: { username: `${way} ${n}`, password: "not the right one" },
      });
    await page.goto("/admin/audit");
    await expect(entries(owner)).toHaveCount(50);
    await expect(entries(owner).first()).toContainText("Sign-in refused: an unknown name");
    await expect(entries(owner).first()).toContainText(journal.stranger);
    await page.getByRole("link", { name: journal.older }).click();
    await expect(page).toHaveURL(/cursor=/);
    await expect(entries(owner).first()).toContainText("Sign-in refused");
    await page.getByRole("link", { name: journal.newest }).click();
    await expect(page).not.toHaveURL(/cursor=/);

    await page.goto("/admin/settings");
    await page.getByLabel(settings.name).fill(`Renamed ${way}`);
    await button(owner, frame.save).first().click();
    await saved(owner);
    await page.goto("/admin/audit");
    await page.getByLabel(journal.filters.who, { exact: true }).fill("vera");
    await page.getByLabel(journal.filters.kind).selectOption({ label: journal.nouns.workspace });
    await page.getByLabel(journal.filters.outcome).selectOption("done");
    await button(owner, journal.filters.apply).click();
    await expect(page).toHaveURL(/actor=vera/);
    const entry = entries(owner).first();
    await expect(entry).toContainText(vera.displayName);
    await expect(entry).toContainText("The company's settings were changed");
    await expect(entry).toContainText(`→ Renamed ${way}`);
    await entry.getByText(journal.details).click();
    await expect(entry).toContainText(/No\. \d+ in the chain, [0-9a-f]{64}/);

    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name: journal.csv }).click();
    const csv = await readFile(await (await coming).path(), "utf8");
    expect(csv).toContain(`→ Renamed ${way}`);
    expect(csv).not.toContain("Sign-in refused");

    await page.getByLabel(journal.filters.who, { exact: true }).fill("nobody is called so");
    await button(owner, journal.filters.apply).click();
    await expect(page.getByText(journal.none)).toBeVisible();
    await page.getByRole("link", { name: journal.filters.clear }).click();
    await expect(entries(owner)).toHaveCount(50);
  });

  test(`the overview tells how the chat is doing, and what was given up is seen to ${way}`, async ({
    company,
    windows,
  }) => {
    const owner = await arrive(company, windows, vera, ...options);
    const { page } = owner;
    await withDatabase(
      company,
      (sql) => sql`
      insert into jobs (kind, state, payload, problem, attempts, finished_at)
      select 'mail', 'failed', jsonb_build_object('to', 'n' || n || '@looms.example'), 'refused 550 5.1.1', 8, now()
      from generate_series(1, 2) n`,
    );
    await page.goto("/me");
    await page.getByRole("link", { name: words.en.pages.settings.admin }).click();
    await expect(page.getByRole("heading", { name: frame.overview, level: 1 })).toBeVisible();
    await expect(page.getByText(overview.noBackup)).toBeVisible();
    await expect(page.getByText("2 jobs were given up.")).toBeVisible();
    await expect(page.locator(".stat").filter({ hasText: overview.activeToday })).not.toContainText(/^0/);

    const plot = page.getByRole("figure").filter({ hasText: overview.peopleADay });
    await plot.getByText(overview.asTable).click();
    await expect(plot.getByRole("rowheader")).toHaveCount(30);
    await expect(plot.getByRole("cell").first()).toHaveText(/^[1-9]/);

    const failed = page.locator("li").filter({ hasText: "@looms.example" });
    await failed.filter({ hasText: "n1@looms.example" }).getByRole("button", { name: admin.jobs.dismiss }).click();
    await expect(failed).toHaveCount(1);
    await failed.getByRole("button", { name: admin.jobs.dismiss }).click();
    await expect(failed).toHaveCount(0);
    await expect(page.getByText("given up")).toHaveCount(0);
  });
}

test("what is no picture is refused where it was chosen", async ({ company, windows }) => {
  const owner = await arrive(company, windows, vera);
  await owner.page.goto("/admin/settings");
  const file = {
    name: "mark.png",
    mimeType: "image/png",
    buffer: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"),
  };
  await owner.page.getByLabel(settings.markFile).setInputFiles(file);
  await button(owner, settings.markUpload).click();
  await expect(owner.page.getByText(words.en.errors.pictureUnreadable)).toBeVisible();
});

test("whoever is no administrator finds none of it", async ({ company, windows }) => {
  const member = await arrive(company, windows, pavel);
  for (const path of ["/admin", "/admin/audit", "/admin/settings"]) {
    await member.page.goto(path);
    await expect(member.page.getByRole("heading", { name: words.en.pages.titles.notFound })).toBeVisible();
  }
  const csv = await member.page.request.get("/admin/audit/csv");
  expect([csv.status(), await csv.text()]).toEqual([403, expect.not.stringContaining("Sign-in")]);
  const stranger = await windows.open(desk, english);
  expect((await stranger.request.get("/admin/audit/csv")).status()).toBe(401);
});
