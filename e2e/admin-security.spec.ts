import type { BrowserContextOptions, Page } from "@playwright/test";
import { checks } from "@/lib/i18n/checks";
import { say } from "@/lib/i18n/say";
import { ask, cookieOf } from "./support/bare";
import { withDatabase } from "./support/database";
import { arrive, maria, type Person, pavel, vera } from "./support/people";
import { expect, test } from "./support/test";
import { desk, english, phone } from "./support/window";

const ways: [string, BrowserContextOptions][] = [
  ["on a desk", desk],
  ["on a phone", phone],
  ["without scripts", { ...desk, javaScriptEnabled: false }],
];

/** The form on whose button one presses, by a label in it. */
const form = (page: Page, label: string) => page.locator("form").filter({ has: page.getByLabel(label) });

async function save({ page, words }: Person, label: string): Promise<void> {
  await form(page, label).getByRole("button", { name: words.admin.frame.save }).click();
  await expect(form(page, label).getByText(words.admin.frame.saved)).toBeVisible();
}

for (const [way, device] of ways)
  test(`${way} an administrator settles who may enter, and each rule holds at once`, async ({ company, windows }) => {
    const owner = await arrive(company, windows, { ...vera, device });
    const { page, words } = owner;
    const { security } = words.admin;
    await page.goto("/admin/security");

    await page.getByLabel(security.passwordChars).fill("8");
    await form(page, security.passwordChars).getByRole("button").click();
    await expect(
      page.getByText(say(owner.locale, checks[owner.locale].wholeBetween, { min: 12, max: 64 })),
    ).toBeVisible();
    await expect(page.getByLabel(security.passwordChars)).toHaveValue("8");
    await page.getByLabel(security.passwordChars).fill("20");
    await save(owner, security.passwordChars);

    await page.getByLabel(security.registrationRule).selectOption("open");
    await page.getByLabel(security.domains).fill("looms.example\nnot a domain");
    await form(page, security.domains).getByRole("button").click();
    await expect(page.getByText(words.errors.domainShape)).toBeVisible();
    await page.getByLabel(security.registrationRule).selectOption("open");
    await page.getByLabel(security.domains).fill("looms.example");
    await save(owner, security.domains);

    const stranger = await windows.open(device, english);
    const { fields, register } = words.pages;
    const name = `n${Date.now()}`;
    const fill = async (email: string, password: string) => {
      await stranger.getByLabel(fields.displayName, { exact: true }).fill("Newcomer");
      await stranger.getByLabel(fields.username, { exact: true }).fill(name);
      await stranger.getByLabel(fields.email, { exact: true }).fill(email);
      await stranger.getByLabel(fields.password, { exact: true }).fill(password);
      await stranger.getByRole("button", { name: register.submit }).click();
    };
    await stranger.goto("/register");
    await fill(`${name}@evil.example`, "six plain words are long enough");
    await expect(stranger.getByText(words.errors.emailDomain)).toBeVisible();
    await stranger.getByLabel(fields.password, { exact: true }).evaluate((input) => input.removeAttribute("minlength"));
    await fill(`${name}@looms.example`, "eighteen letters x");
    await expect(stranger.getByText(words.errors.passwordShort.replace("{n}", "20"))).toBeVisible();
    await fill(`${name}@looms.example`, "six plain words are long enough");
    await expect(stranger.locator(".shell")).toBeVisible();

    await page.getByLabel(security.roomCreation).selectOption("admins");
    await page.getByLabel(security.membership).selectOption("admins");
    await save(owner, security.membership);
    await page.goto("/admin/security");
    await expect(page.getByLabel(security.roomCreation)).toHaveValue("admins");
    await expect(page.getByLabel(security.membership)).toHaveValue("admins");
    await expect(page.getByLabel(security.domains)).toHaveValue("looms.example");

    await page.getByLabel(security.roomCreation).selectOption("members");
    await page.getByLabel(security.membership).selectOption("room_admins");
    await save(owner, security.membership);
    await page.getByLabel(security.registrationRule).selectOption("invited");
    await page.getByLabel(security.domains).fill("");
    await save(owner, security.domains);
    await page.getByLabel(security.passwordChars).fill("12");
    await save(owner, security.passwordChars);
  });

for (const [way, device] of ways)
  test(`${way} the rule that would shut out its own maker is refused, with the way to make it good`, async ({
    company,
    windows,
  }) => {
    const owner = await arrive(company, windows, { ...vera, device });
    const { page, words } = owner;
    const { security } = words.admin;
    await page.goto("/admin/security");
    await page.getByLabel(security.factorRule).selectOption("everyone");
    await form(page, security.factorRule).getByRole("button").click();
    await expect(page.getByText(words.errors.secondFactorFirst)).toBeVisible();
    await page.getByRole("link", { name: words.pages.secondFactor.remedies.secondFactor }).click();
    await expect(page.getByRole("img", { name: words.pages.secondFactor.qr })).toBeVisible();
    await page.goto("/people");
    await expect(page).toHaveURL(/\/people$/);
  });

test("a shorter session ends the older ones at once, sockets too", async ({ company, windows }) => {
  const owner = await arrive(company, windows, vera);
  const colleague = await arrive(company, windows, maria);
  const { security } = owner.words.admin;
  await withDatabase(
    company,
    (sql) => sql`
      update sessions set created_at = now() - interval '3 days'
      where person_id = (select id from persons where username = ${maria.username})`,
  );
  const cookie = await cookieOf(colleague.page);
  const me = async () => (await ask(company, "/api/v1/me", { headers: { cookie } })).status;
  expect(await me()).toBe(200);
  await owner.page.goto("/admin/security");
  await owner.page.getByLabel(security.sessionDays).fill("2");
  await save(owner, security.sessionDays);
  expect(await me()).toBe(401);
  await expect(colleague.page.getByText(colleague.words.live.connection.signedOut)).toBeVisible();
  await owner.page.getByLabel(security.sessionDays).fill("30");
  await save(owner, security.sessionDays);
});

test("the page is not there for whoever may not, by its address either", async ({ company, windows }) => {
  await arrive(company, windows, vera);
  const member = await arrive(company, windows, { ...pavel, device: desk });
  const cookie = await cookieOf(member.page);
  for (const path of ["/admin/security", "/admin/security/provider"])
    expect((await ask(company, path, { headers: { cookie } })).status, path).toBe(404);
  for (const path of ["/api/v1/settings", "/api/v1/settings/provider"])
    expect((await ask(company, path, { headers: { cookie } })).status, path).toBe(403);
});
