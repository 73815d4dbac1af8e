import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { ask, cookieOf } from "./support/bare";
import type { Company } from "./support/company";
import { withDatabase } from "./support/database";
import { arrive, maria, type Person, pavel, vera, words } from "./support/people";
import { answerOf, startProvider, type TestProvider } from "./support/provider";
import { expect, test as stories } from "./support/test";
import { desk, english, phone, russian, type Windows } from "./support/window";

const label = "Sign in with the loom account";
const { errors, admin, pages } = words.en;
const { security } = admin;
const start = "/api/auth/signin/company";

/** A company whose owner has set the provider up, on the page. */
const test = stories.extend<{ provider: TestProvider; owner: Person }>({
  provider: async ({ company, windows }, use) => {
    const provider = await startProvider(company.url);
    windows.friends.add(new URL(provider.issuer).host);
    await use(provider);
    await provider.stop();
  },
  owner: async ({ company, windows, provider }, use) => {
    const owner = await arrive(company, windows, vera);
    await setUp(owner, provider);
    await use(owner);
  },
});

async function setUp({ page }: Person, provider: TestProvider, options: { creates?: boolean } = {}): Promise<void> {
  await page.goto("/admin/security");
  await page.getByLabel(security.issuer).fill(provider.issuer);
  await page.getByLabel(security.clientId).fill(provider.clientId);
  await page.getByLabel(security.clientSecret).fill(provider.clientSecret);
  await page.getByLabel(security.label).fill(label);
  await page.getByLabel(security.creates).setChecked(options.creates ?? false);
  await page.getByRole("button", { name: security.saveProvider }).click();
  await expect(page.getByText(admin.frame.saved)).toBeVisible();
}

/** Goes to the provider by the button and says there who one is. */
async function goThere(page: Page, who: string, from = "/sign-in"): Promise<void> {
  await page.goto(from);
  await page.getByRole("link", { name: label }).click();
  await sayWho(page, who);
}

async function sayWho(page: Page, who: string): Promise<void> {
  await page.getByLabel("Who").fill(who);
  await page.getByRole("button", { name: "Go on" }).click();
}

const refusal = (page: Page) => page.locator("p.notice-bad[role=alert]");

/** A colleague who has an account, by the address that the provider knows, too. */
async function colleague(company: Company, windows: Windows, provider: TestProvider, account = maria) {
  const person = await arrive(company, windows, account);
  await person.page.context().close();
  const sub = randomUUID();
  await withDatabase(company, (sql) => sql`delete from external_identities`);
  // As if a letter had let them in: whoever only typed an address loses the password when its owner comes.
  await withDatabase(
    company,
    (sql) => sql`update invitations v set email = p.email, max_uses = v.uses from invitation_uses u
      join persons p on p.id = u.person_id where u.invitation_id = v.id and p.username = ${account.username} and v.uses = 1`,
  );
  provider.people.set(sub, { email: `${account.username}@looms.example`, email_verified: true, name: "Somebody" });
  return { ...person, sub };
}

/** The same, at the company by the provider already. */
async function colleagueSignedIn(company: Company, windows: Windows, provider: TestProvider) {
  const { sub } = await colleague(company, windows, provider);
  const page = await windows.open(desk, english);
  await goThere(page, sub);
  await expect(page.locator(".shell")).toBeVisible();
  return { sub, cookie: await cookieOf(page) };
}

const ways = [
  ["on a desk", desk, {}],
  ["on a phone", phone, {}],
  ["without scripts", desk, { javaScriptEnabled: false }],
] as const;
for (const [way, device, options] of ways)
  test(`${way} a colleague comes in through the company's provider, to the page they wanted`, async ({
    company,
    windows,
    provider,
    owner,
  }) => {
    const { sub } = await colleague(company, windows, provider);
    const page = await windows.open(device, russian, options);
    await page.goto("/people");
    await expect(page).toHaveURL((url) => url.pathname === "/sign-in");
    await page.getByRole("link", { name: label }).click();
    await sayWho(page, sub);
    await expect(page).toHaveURL(`${company.url}/people`);
    const me = await ask(company, "/api/v1/me", { headers: { cookie: await cookieOf(page) } });
    expect(JSON.parse(me.text)).toMatchObject({ username: maria.username });
    const names = (await page.context().cookies()).map(({ name }) => name);
    expect(names.filter((name) => /next-auth|oidc|errand/.test(name))).toEqual([]);
    expect(owner.username).toBe(vera.username);
  });

test("an e-mail that the provider has not verified opens nothing", async ({ company, windows, provider, owner }) => {
  const { sub } = await colleague(company, windows, provider);
  provider.people.set(sub, { email: `${maria.username}@looms.example`, email_verified: false });
  const page = await windows.open(desk, english);
  await goThere(page, sub);
  await expect(refusal(page)).toHaveText(errors.providerEmail);
  expect((await ask(company, "/api/v1/me", { headers: { cookie: await cookieOf(page) } })).status).toBe(401);
  provider.people.set("nobody", { email: `${owner.username}@looms.example`, email_verified: true });
  const another = await windows.open(desk, english);
  await goThere(another, "nobody");
  await expect(refusal(another)).toHaveText(errors.providerOwner);
});

test("somebody who was deactivated does not come in, and reads why", async ({ company, windows, provider, owner }) => {
  const { sub } = await colleague(company, windows, provider, { ...pavel, device: desk });
  await withDatabase(company, (sql) => sql`update persons set active = false where username = ${pavel.username}`);
  const page = await windows.open(desk, english);
  await goThere(page, sub);
  await expect(refusal(page)).toHaveText(errors.providerDeactivated);
  await withDatabase(company, (sql) => sql`update persons set active = true where username = ${pavel.username}`);
  expect(owner.username).toBe(vera.username);
});

test("a newcomer gets an account where the company says so, and none where it does not", async ({
  windows,
  provider,
  owner,
}) => {
  provider.people.set("new", {
    email: "olga.new@looms.example",
    email_verified: true,
    name: "Olga Newcomer",
    preferred_username: "olga",
  });
  const refused = await windows.open(desk, english);
  await goThere(refused, "new");
  await expect(refusal(refused)).toHaveText(errors.providerUnknown);
  await setUp(owner, provider, { creates: true });
  const page = await windows.open(desk, english);
  await goThere(page, "new");
  await expect(page.locator(".shell")).toBeVisible();
  await page.goto("/me");
  await expect(page.getByText("@olga")).toBeVisible();
});

test("an answer with another state, without the cookies it was asked with, or shown twice is not believed", async ({
  company,
  windows,
  provider,
  owner,
}) => {
  const { sub } = await colleague(company, windows, provider);
  const begin = async () => {
    const begun = await fetch(`${company.url}${start}`, { redirect: "manual" });
    const cookie = begun.headers.getSetCookie().map((one) => one.split(";")[0]);
    const answer = await answerOf(begun.headers.get("location") ?? "", sub);
    expect(answer.searchParams.get("code")).toBeTruthy();
    return { cookie: cookie.join("; "), answer };
  };
  const show = async (answer: URL, cookie?: string) => {
    const headers: Record<string, string> = cookie ? { cookie } : {};
    const { status, location } = await ask(company, `${answer.pathname}${answer.search}`, { headers });
    expect(status).toBe(303);
    return location;
  };
  const changed = (answer: URL, name: string, value: string) => {
    const url = new URL(answer);
    url.searchParams.set(name, value);
    return url;
  };
  const refused = "/sign-in?refused=providerRefused";

  const first = await begin();
  const other = await begin();
  expect(await show(changed(first.answer, "state", "another"), first.cookie)).toBe(refused);
  expect(await show(first.answer)).toBe(refused);
  expect(await show(first.answer, other.cookie)).toBe(refused);
  expect(await show(changed(first.answer, "code", "made-up"), first.cookie)).toBe(refused);
  expect(await show(changed(first.answer, "iss", "https://evil.example"), first.cookie)).toBe(refused);
  const stranger = { ...first, cookie: first.cookie.replace(/staffroom-errand=[^;]+/, "staffroom-errand=made-up") };
  expect(await show(stranger.answer, stranger.cookie)).toBe(refused);

  expect(await show(other.answer, other.cookie)).toBe("/");
  expect(await show(other.answer, other.cookie)).toBe(refused);
  expect(owner.username).toBe(vera.username);
});

test("an errand of one's account is begun on our own pages, and ends in the session that began it or not at all", async ({
  company,
  windows,
  provider,
  owner,
}) => {
  const { sub, cookie: theirs } = await colleagueSignedIn(company, windows, provider);
  const mine = await cookieOf(owner.page);
  /** The owner begins, and this session brings the answer. */
  const errandEndedBy = async (session: string, way: string, who: string) => {
    const begun = await fetch(`${company.url}${way}`, { redirect: "manual", headers: { cookie: mine } });
    const flow = begun.headers.getSetCookie().map((one) => one.split(";")[0]);
    const answer = await answerOf(begun.headers.get("location") ?? "", who);
    const cookie = [session, ...flow].join("; ");
    return (await ask(company, `${answer.pathname}${answer.search}`, { headers: { cookie } })).location;
  };
  for (const errand of ["connect", "prove"]) {
    const way = `${start}?errand=${errand}`;
    for (const site of ["cross-site", "same-site"]) {
      const begun = await ask(company, way, { headers: { cookie: mine, "sec-fetch-site": site } });
      expect(begun.location, `${errand} ${site}`).toBe("/prove?refused=providerRefused");
    }
    expect((await ask(company, way)).location).toMatch(/^\/sign-in\?refused=/);
    expect(await errandEndedBy(theirs, way, sub), errand).toBe("/prove?refused=providerRefused");
  }
  const linked = await withDatabase(company, (sql) => sql`select subject from external_identities`);
  expect(linked.map(({ subject }) => subject)).toEqual([sub]);
  for (const errand of ["connect", "prove"])
    expect(await errandEndedBy(mine, `${start}?errand=${errand}`, "vera there"), errand).toBe("/");
});

test("a provider that is away is told in plain words, and the password still opens", async ({
  company,
  windows,
  provider,
  owner,
}) => {
  const { sub } = await colleague(company, windows, provider);
  await provider.stop();
  const page = await windows.open(desk, english);
  await page.goto("/sign-in");
  await page.getByRole("link", { name: label }).click();
  await expect(refusal(page)).toHaveText(errors.providerAway);
  await provider.start();
  await goThere(page, sub);
  await expect(page.locator(".shell")).toBeVisible();

  const saving = owner.page;
  await saving.goto("/admin/security");
  await saving.getByLabel(security.issuer).fill("http://127.0.0.1:9");
  await saving.getByLabel(security.clientSecret).fill("another");
  await saving.getByRole("button", { name: security.saveProvider }).click();
  await expect(saving.getByText(errors.providerSilent)).toBeVisible();
  await saving.getByLabel(security.issuer).fill("http://looms.example");
  await saving.getByRole("button", { name: security.saveProvider }).click();
  await expect(saving.getByText(errors.issuerShape)).toBeVisible();
});

test("after the provider one goes nowhere but here, and no other address of the flow answers", async ({
  company,
  windows,
  provider,
  owner,
}) => {
  const { sub } = await colleague(company, windows, provider);
  for (const query of [
    "next=https%3A%2F%2Fevil.example",
    "next=%2F%2Fevil.example",
    "next=%2F%5Cevil.example",
    "callbackUrl=https%3A%2F%2Fevil.example",
  ]) {
    const page = await windows.open(desk, english);
    await page.goto(`${start}?${query}`);
    await sayWho(page, sub);
    await expect(page, query).toHaveURL(`${company.url}/`);
    await page.context().close();
  }
  for (const path of ["session", "csrf", "providers", "signin", "signout", "error", "callback/other", "_log"])
    expect((await ask(company, `/api/auth/${path}`)).status, path).toBe(404);
  for (const path of [start.slice("/api/auth/".length), "session", "signout"])
    expect((await ask(company, `/api/auth/${path}`, { method: "POST" })).status, path).toBe(405);
  expect(owner.username).toBe(vera.username);
});

test("an owner connects the provider by their own hand, proves themselves there again, and turns it off", async ({
  company,
  windows,
  provider,
  owner,
}) => {
  provider.people.set("vera there", { email: "elsewhere@looms.example", email_verified: false });
  const { page } = owner;
  const { secondFactor } = pages;
  await page.goto("/me");
  await page.getByRole("link", { name: secondFactor.provider.connect }).click();
  await sayWho(page, "vera there");
  await expect(page).toHaveURL(`${company.url}/me`);
  await expect(page.getByText(secondFactor.provider.on)).toBeVisible();

  const other = await windows.open(desk, english);
  await goThere(other, "vera there");
  await expect(other.locator(".shell")).toBeVisible();
  await withDatabase(company, (sql) => sql`update sessions set proved_at = now() - interval '1 day'`);
  await other.goto("/prove?next=/admin/security");
  await other.getByRole("link", { name: secondFactor.prove.provider.replace("{provider}", label) }).click();
  await sayWho(other, "vera there");
  await expect(other).toHaveURL(`${company.url}/admin/security`);
  await expect(other.getByText(security.proveFirst)).toHaveCount(0);

  await other.getByRole("link", { name: security.removeProvider }).click();
  await other.getByRole("button", { name: security.removeProvider }).click();
  await expect(other.getByText(security.removed)).toBeVisible();
  const stranger = await windows.open(desk, english);
  await stranger.goto("/sign-in");
  await expect(stranger.getByRole("link", { name: label })).toHaveCount(0);
  expect((await ask(company, start)).location).toBe("/sign-in?refused=providerOff");
});
