import type { BrowserContextOptions } from "@playwright/test";
import { ask, cookieOf } from "./support/bare";
import type { Company } from "./support/company";
import { withDatabase } from "./support/database";
import { setUpFactor, typeCode, typePassword } from "./support/factor";
import { type Account, arrive, maria, type Person, password, pavel, vera } from "./support/people";
import { expect, test } from "./support/test";
import { desk, english, phone, russian } from "./support/window";

const ways: [string, Account, BrowserContextOptions][] = [
  ["on a desk", vera, desk],
  ["on a phone", { ...pavel, device: phone }, phone],
  [
    "without scripts",
    { ...maria, device: { ...desk, javaScriptEnabled: false } },
    { ...desk, javaScriptEnabled: false },
  ],
];

for (const [way, account, device] of ways)
  test(`${way} a second factor is set up, asked for at the sign-in, and turned off again`, async ({
    company,
    windows,
  }) => {
    const person = await arrive(company, windows, account);
    const { secondFactor, fields } = person.words.pages;
    await person.page.goto("/me");
    await expect(person.page.getByRole("heading", { name: secondFactor.title })).toBeVisible();
    await person.page.getByRole("link", { name: secondFactor.setUp }).click();
    const { authenticator, codes } = await setUpFactor(person);
    expect(new Set(codes).size).toBe(10);

    const page = await windows.open(device, account.locale === "ru" ? russian : english);
    await typePassword(page, person);
    expect((await ask(company, "/api/v1/me", { headers: { cookie: await cookieOf(page) } })).status).toBe(401);
    await typeCode(page, person, "000000");
    await expect(page.getByText(person.words.errors.codeWrong)).toBeVisible();
    await typeCode(page, person, authenticator.next());
    await expect(page.locator(".shell")).toBeVisible();

    const other = await windows.open(device, account.locale === "ru" ? russian : english);
    await typePassword(other, person);
    await typeCode(other, person, (codes[0] ?? "").toUpperCase());
    await expect(other.locator(".shell")).toBeVisible();

    await other.goto("/second-factor");
    await expect(other.getByText(/\b9\b/)).toBeVisible();
    await other.getByRole("button", { name: secondFactor.renew }).click();
    await expect(other.getByText(secondFactor.fresh)).toBeVisible();
    await expect(other.locator("[role=status] li")).toHaveCount(10);
    await expect(other.getByText(codes[1] ?? "", { exact: true })).toHaveCount(0);

    await other.getByLabel(fields.currentPassword).fill("not the right one");
    await other.getByRole("button", { name: secondFactor.turnOff }).click();
    await expect(other.getByText(person.words.errors.wrongPassword)).toBeVisible();
    await other.getByLabel(fields.currentPassword).fill(password);
    await other.getByRole("button", { name: secondFactor.turnOff }).click();
    await expect(other.getByRole("img", { name: secondFactor.qr })).toBeVisible();
    await (await arrive(company, windows, account)).page.context().close();
  });

test("whoever must have one and has none is led to it from everywhere, and has every door once it is there", async ({
  company,
  windows,
}) => {
  await arrive(company, windows, vera);
  const person = await arrive(company, windows, maria);
  await rule(company, "everyone");
  try {
    for (const path of ["/", "/people", "/me", "/rooms/new", "/rooms/1"]) {
      await person.page.goto(path);
      await expect(person.page, path).toHaveURL(/\/second-factor$/);
    }
    const cookie = await cookieOf(person.page);
    const api = async (path: string) => (await ask(company, path, { headers: { cookie } })).status;
    expect([await api("/api/v1/rooms"), await api("/api/v1/users"), await api("/api/v1/me")]).toEqual([403, 403, 200]);
    await expect(person.page.getByText(person.words.pages.secondFactor.required)).toBeVisible();
    await setUpFactor(person);
    expect(await api("/api/v1/rooms")).toBe(200);
    await person.page.goto("/second-factor");
    await expect(person.page.getByText(person.words.pages.secondFactor.kept)).toBeVisible();
    await person.page.getByRole("link", { name: person.words.pages.secondFactor.toChat }).click();
    await expect(person.page.locator(".shell")).toBeVisible();
  } finally {
    await rule(company, "optional");
    await withDatabase(company, (sql) => sql`delete from second_factors`);
  }
});

test("an administrator resets the second factor of somebody who lost the phone, and they come in again", async ({
  company,
  windows,
}) => {
  const owner = await arrive(company, windows, vera);
  const person = await arrive(company, windows, { ...pavel, device: desk });
  await person.page.goto("/second-factor");
  await setUpFactor(person);
  const { reset } = owner.words.admin.security;
  await owner.page.goto("/admin/people?q=pavel");
  await owner.page.getByRole("link", { name: pavel.displayName }).first().click();
  await owner.page.getByRole("link", { name: reset.submit }).click();
  await expect(owner.page.getByRole("heading", { name: pavel.displayName })).toBeVisible();
  await owner.page.getByRole("button", { name: reset.submit }).click();
  await expect(owner.page.getByText(reset.done)).toBeVisible();
  await (await arrive(company, windows, { ...pavel, device: desk })).page.context().close();
});

for (const [way, options] of [
  ["with scripts", {}],
  ["without scripts", { javaScriptEnabled: false }],
] as const)
  test(`at a screen left open the password is asked for again before who may enter is changed, ${way}`, async ({
    company,
    windows,
  }) => {
    const owner = await arrive(company, windows, vera, options);
    const { page } = owner;
    const { security, frame } = owner.words.admin;
    const { prove, remedies } = owner.words.pages.secondFactor;
    await page.goto("/admin/security");
    await leaveOpen(company, owner);
    const save = page.locator("form").filter({ hasText: security.passwordChars }).getByRole("button");
    await page.getByLabel(security.passwordChars).fill("14");
    await save.click();
    await expect(page.getByText(owner.words.errors.proveAgain)).toBeVisible();
    await page.getByRole("link", { name: remedies.prove }).first().click();
    await expect(page).toHaveURL((url) => url.pathname === "/prove");
    await page.getByLabel(owner.words.pages.fields.password).fill("not the right one");
    await page.getByRole("button", { name: prove.submit }).click();
    await expect(page.getByText(owner.words.errors.wrongPassword)).toBeVisible();
    await page.getByLabel(owner.words.pages.fields.password).fill(password);
    await page.getByRole("button", { name: prove.submit }).click();
    await expect(page).toHaveURL(/\/admin\/security$/);
    await page.getByLabel(security.passwordChars).fill("14");
    await save.click();
    await expect(page.getByText(frame.saved)).toBeVisible();
    await page.getByLabel(security.passwordChars).fill("12");
    await save.click();
  });

test("after a sign-in or a proof one goes nowhere but here", async ({ company, windows }) => {
  const owner = await arrive(company, windows, vera);
  for (const next of [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "/%09/evil.example",
  ]) {
    const query = `next=${encodeURIComponent(next)}`;
    await owner.page.goto(`/prove?${query}`);
    await owner.page.getByLabel(owner.words.pages.fields.password).fill(password);
    await owner.page.getByRole("button", { name: owner.words.pages.secondFactor.prove.submit }).click();
    await expect(owner.page, next).toHaveURL((url) => url.origin === company.url && url.pathname !== "/prove");
    const page = await windows.open(desk, english);
    await page.goto(`/sign-in?${query}`);
    await page.getByLabel(owner.words.pages.fields.usernameOrEmail).fill(vera.username);
    await page.getByLabel(owner.words.pages.fields.password, { exact: true }).fill(password);
    await page.getByRole("button", { name: owner.words.pages.signIn.submit }).click();
    await expect(page, next).toHaveURL((url) => url.origin === company.url && url.pathname !== "/sign-in");
    await page.context().close();
  }
});

test("a cookie that was put there before the sign-in is worth nothing after it", async ({ company, windows }) => {
  await arrive(company, windows, vera);
  const colleague = await arrive(company, windows, { ...pavel, device: desk });
  const [planted] = (await colleague.page.context().cookies()).filter(({ name }) => name === "staffroom-session");
  const page = await windows.open(desk, english);
  await page.context().addCookies([{ name: "staffroom-session", value: "planted", url: company.url }]);
  await page.goto("/sign-in");
  await page.getByLabel(colleague.words.pages.fields.usernameOrEmail).fill(vera.username);
  await page.getByLabel(colleague.words.pages.fields.password, { exact: true }).fill(password);
  await page.getByRole("button", { name: colleague.words.pages.signIn.submit }).click();
  await expect(page.locator(".shell")).toBeVisible();
  const [own] = (await page.context().cookies()).filter(({ name }) => name === "staffroom-session");
  expect(own?.value).not.toBe("planted");
  expect(own?.value).not.toBe(planted?.value);
  const planting = await ask(company, "/api/v1/me", { headers: { cookie: "staffroom-session=planted" } });
  expect(planting.status).toBe(401);
});

const rule = (company: Company, value: string) =>
  withDatabase(company, (sql) => sql`update workspace set second_factor = ${value}`);

/** A quarter of an hour has passed. */
const leaveOpen = (company: Company, { username }: Person) =>
  withDatabase(
    company,
    (sql) => sql`
      update sessions set proved_at = now() - interval '16 minutes'
      where person_id = (select id from persons where username = ${username})`,
  );
