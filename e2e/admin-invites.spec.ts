import type { Page } from "@playwright/test";
import { startCompany } from "./support/company";
import { openMailbox } from "./support/mailbox";
import { arrive, createRoom, fillAccount, join, maria, pavel, remember, vera, words } from "./support/people";
import { expect, test } from "./support/test";
import { desk, english, phone, Windows } from "./support/window";

const { admin, pages } = words.en;
const { invites } = admin;
const unscripted = { javaScriptEnabled: false };

/** Makes a link on the page that is open. @returns it */
async function makeLink(page: Page, options: { uses: string; rooms: string[] }): Promise<string> {
  await page.goto("/admin/invites");
  await page.getByLabel(invites.uses).selectOption(options.uses);
  if (options.rooms.length > 0) await page.getByText(invites.rooms).click();
  for (const room of options.rooms) await page.getByRole("checkbox", { name: room }).check();
  await page.getByRole("button", { name: invites.submit }).click();
  return page.getByLabel(invites.made, { exact: true }).inputValue();
}

async function revoke(page: Page, id: string): Promise<void> {
  await page.goto("/admin/invites");
  await page.getByRole("link", { name: invites.revokeNamed.replace("{id}", id) }).click();
  await expect(page.getByRole("heading", { name: invites.revokeTitle.replace("{id}", id) })).toBeVisible();
  await expect(page.getByText(invites.revokeEffect)).toBeVisible();
  await page.getByRole("button", { name: invites.revoke }).click();
}

const newestId = async (page: Page): Promise<string> => {
  const path = await page.locator(".records a.link").first().getAttribute("href");
  return path?.split("/").at(-1) ?? "";
};

test("a link leads into rooms, and the administrator sees who came by it", async ({ company, windows }) => {
  const owner = await arrive(company, windows, vera);
  await createRoom(owner, { name: "Looms" });
  await createRoom(owner, { name: "Dye house" });
  const link = await makeLink(owner.page, { uses: "5", rooms: ["Looms", "Dye house"] });
  await expect(owner.page.getByRole("img", { name: invites.qr })).toBeVisible();

  for (const account of [maria, pavel]) {
    const page = await windows.open(account.device, english);
    await join(page, { ...account, locale: "en" }, link);
    remember(company, account);
    await expect(page.getByRole("link", { name: /Looms/ }).first()).toBeVisible();
    await expect(page.getByRole("link", { name: /Dye house/ }).first()).toBeVisible();
    await page.context().close();
  }

  await owner.page.goto("/admin/invites");
  const row = owner.page.locator(".records tr").filter({ hasText: "2 of 5" });
  await expect(row).toContainText("Looms");
  await row.getByRole("link", { name: pages.people.roles.member }).click();
  await expect(owner.page.getByRole("heading", { name: invites.whoCame })).toBeVisible();
  for (const { displayName } of [maria, pavel]) await expect(owner.page.getByText(displayName)).toBeVisible();
});

for (const [name, device, options] of [
  ["on a desk", desk, {}],
  ["on a phone", phone, {}],
  ["without scripts", desk, unscripted],
] as const)
  test(`a link is made and revoked by a confirmation, ${name}`, async ({ company, windows }) => {
    const { page } = await arrive(company, windows, { ...vera, device }, options);
    const link = await makeLink(page, { uses: "1", rooms: [] });
    await page.goto("/admin/invites");
    const id = await newestId(page);
    await revoke(page, id);
    await expect(page.getByText(invites.revokedUnused)).toBeVisible();

    await page.goto(link);
    await expect(page.getByText(/signed in already/)).toBeVisible();
    const stranger = await windows.open(device, english, options);
    await stranger.goto(link);
    await expect(stranger.getByRole("heading", { name: pages.join.dead })).toBeVisible();

    await page.goto("/admin/invites");
    await page.getByRole("link", { name: invites.past, exact: true }).click();
    await expect(page.locator(".records tbody tr").first()).toContainText(invites.states.revoked);
    await expect(page.locator(`.records a[href$="/invites/${id}"]`)).toBeVisible();
  });

test("letters go out by the company's mail server, and the link in one lets its reader in", async ({ browser }) => {
  test.slow();
  const mailbox = await openMailbox();
  const company = await startCompany(mailbox.env);
  const windows = new Windows(browser, company.url);
  try {
    const { page } = await arrive(company, windows, vera);
    await page.goto("/admin/invites");
    await page.getByLabel(invites.emails).fill("Maria <maria@looms.example>\npavel@looms.example, nobody");
    await page.getByRole("button", { name: invites.send }).click();
    await expect(page.getByText("2 letters are on their way. No addresses: nobody.")).toBeVisible();
    const letter = await mailbox.letterTo("maria@looms.example");
    expect(letter.subject).toContain("Northern Looms");
    const link = /https?:\S+\/join\/\S+/.exec(letter.text ?? "")?.[0] ?? "";
    await mailbox.letterTo("pavel@looms.example");
    expect(mailbox.letters).toHaveLength(2);

    const reader = await windows.open(phone, english);
    await reader.goto(link);
    await fillAccount(reader, { ...maria, locale: "en" });
    await reader.getByRole("button", { name: pages.join.submit }).click();
    await expect(reader.locator(".shell")).toBeVisible();

    await page.goto("/admin/invites?state=past");
    await expect(page.locator(".records tbody tr").first()).toContainText("maria@looms.example");
    expect(windows.faults).toEqual([]);
  } finally {
    await windows.close();
    await company.stop();
    await mailbox.close();
  }
});
