import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { arrive, createRoom, vera, words } from "./support/people";
import { expect, test } from "./support/test";
import { desk, phone } from "./support/window";

const { import: list } = words.en.admin;
const unscripted = { javaScriptEnabled: false };
let made = 0;

/** Good people with spoilt lines between them. */
function file(good: number, ...spoilt: string[]): { name: string; mimeType: string; buffer: Buffer } {
  const lines = Array.from({ length: good }, () => {
    const login = `weaver.${++made}`;
    return `Weaver ${made},${login},${login}@looms.example,employee,Mill`;
  });
  const text = ["name,login,e-mail,role,rooms", ...lines, ...spoilt].join("\r\n");
  return { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
}

async function read(page: Page, upload: ReturnType<typeof file>): Promise<void> {
  await page.goto("/admin/people/import");
  await page.getByLabel(list.file, { exact: true }).setInputFiles(upload);
  await page.getByRole("button", { name: list.read }).click();
  await expect(page).toHaveURL(/\/import\/\d+$/);
}

const load = (page: Page, people: number) =>
  page.getByRole("button", {
    name: (people === 1 ? list.confirm.one : list.confirm.other).replace("{n}", `${people}`),
  });
const loaded = (page: Page, people: number) => page.getByText(list.loaded.other.replace("{n}", `${people}`));

for (const [name, device] of [
  ["on a desk", desk],
  ["on a phone", phone],
] as const)
  test(`every bad line is shown before anything is written, then the good ones are loaded, ${name}`, async ({
    company,
    windows,
  }) => {
    const owner = await arrive(company, windows, { ...vera, device });
    const { page } = owner;
    await createRoom(owner, { name: `Mill ${name}` });
    const spoilt = ["Nina,vera,nina@looms.example,,", "Oleg,oleg,oleg,,", "Piotr,piotr,piotr@looms.example,boss,Attic"];
    const upload = file(250, ...spoilt);
    const text = upload.buffer.toString().replaceAll(",Mill", `,Mill ${name}`);
    await read(page, { ...upload, buffer: Buffer.from(text) });

    const rows = page.locator(".records tbody tr");
    await expect(rows).toHaveCount(3);
    await expect(rows.nth(0)).toContainText("252");
    await expect(rows.nth(0)).toContainText("The login “vera” is taken");
    await expect(rows.nth(1)).toContainText("“oleg” is no e-mail address.");
    await expect(rows.nth(2)).toContainText("There is no role “boss”.");
    await expect(rows.nth(2)).toContainText("There is no room “attic”.");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: list.download }).click(),
    ]);
    const bad = await readFile(await download.path(), "utf8");
    expect(bad.split("\n")).toHaveLength(5);
    expect(bad).toContain("Oleg,oleg,oleg");

    await load(page, 250).click();
    await expect(loaded(page, 250)).toBeVisible({ timeout: 30_000 });
    await page.getByRole("button", { name: list.takeLinks }).click();
    const links = page.getByLabel(list.linksMade);
    await expect(links).toHaveValue(/\/password\/[\w-]{43}/);
    expect((await links.inputValue()).trim().split("\n")).toHaveLength(251);
    await expect(page.getByRole("button", { name: list.takeLinks })).toBeHidden();
    await page.reload();
    await expect(page.getByText(list.linksTaken)).toBeVisible();
  });

test("without scripts a list is read, loaded and its links are given", async ({ company, windows }) => {
  const owner = await arrive(company, windows, vera, unscripted);
  const { page } = owner;
  await createRoom(owner, { name: "Mill" });
  await read(page, file(30, ",,,,", "Nina,nina"));
  await expect(page.locator(".records tbody tr")).toHaveCount(1);
  await load(page, 30).click();
  await expect(async () => {
    if (await page.getByRole("link", { name: list.look }).isVisible())
      await page.getByRole("link", { name: list.look }).click();
    await expect(loaded(page, 30)).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.getByRole("button", { name: list.takeLinks }).click();
  await expect(page.getByLabel(list.linksMade)).toHaveValue(/weaver\.\d+,http/);
});

test("what is no list is refused with a word of what to do, and a draft is dropped", async ({ company, windows }) => {
  const { page } = await arrive(company, windows, vera);
  await page.goto("/admin/people/import");
  const workbook = { name: "people.xlsx", mimeType: "application/zip", buffer: Buffer.from("PK\u0003\u0004") };
  await page.getByLabel(list.file, { exact: true }).setInputFiles(workbook);
  await page.getByRole("button", { name: list.read }).click();
  await expect(page.getByText(words.en.errors.fileIsExcel)).toBeVisible();

  await read(page, file(0, "Nina,nina,nina@looms.example,,"));
  await page.getByRole("button", { name: list.discard }).click();
  await expect(page).toHaveURL(/\/admin\/people\/import$/);
  await page.goto("/people?q=nina");
  await expect(page.getByText(words.en.pages.people.none)).toBeVisible();
});
