import type { BrowserContextOptions, Locator, Page } from "@playwright/test";
import { say } from "@/lib/i18n/say";
import { type Account, arrive, createRoom, inside, linked, maria, row, vera, words } from "./support/people";
import { expect, test } from "./support/test";
import { desk, english, phone } from "./support/window";

const { people, frame } = words.en.admin;
const { acts, confirm, filters } = people;

/** Whoever is put out sees so within this time. */
const outMsMax = 1_000;

const ways: [string, BrowserContextOptions, string][] = [
  ["on a desk", desk, "Desk"],
  ["on a phone", phone, "Phone"],
  ["without scripts", { ...desk, javaScriptEnabled: false }, "Plain"],
];

for (const [how, device, name] of ways) {
  const colleague: Account = {
    username: `marta.${name.toLowerCase()}`,
    displayName: `Marta ${name}`,
    locale: "en",
    device: desk,
  };

  test(`${how}: somebody is found, raised, put into a room, put out at once and let in again`, async ({
    company,
    windows,
  }) => {
    test.slow();
    const owner = await arrive(company, windows, vera);
    const room = `Loft ${name}`;
    await createRoom(owner, { name: room });
    const marta = await arrive(company, windows, colleague);
    await linked(marta);
    const { page } = await arrive(company, windows, { ...vera, device });

    await look(page, `${name} Marta`);
    await expect(lines(page)).toHaveCount(1);
    await page.getByLabel(filters.role, { exact: true }).selectOption("guest");
    await page.getByRole("button", { name: filters.show }).click();
    await expect(page.getByText(people.none)).toBeVisible();

    await begin(page, colleague, "role");
    await page.getByLabel(confirm.role).selectOption("guest");
    await page.getByRole("button", { name: acts.role.menu }).click();
    await expect(page.getByText(say("en", acts.role.done, { names: colleague.displayName }))).toBeVisible();
    await page.getByRole("link", { name: confirm.backToList }).click();
    await expect(line(page, colleague)).toContainText(people.roles.guest);

    await begin(page, colleague, "enter");
    await page.getByLabel(confirm.room).selectOption({ label: room });
    await page.getByRole("button", { name: acts.enter.menu }).click();
    await expect(page.getByText(say("en", acts.enter.done, { names: colleague.displayName }))).toBeVisible();
    await expect(row(marta, room)).toBeVisible();

    await begin(page, colleague, "deactivate");
    await expect(
      page.getByRole("heading", { name: say("en", acts.deactivate.one, { name: colleague.displayName }) }),
    ).toBeVisible();
    await expect(page.getByText(say("en", confirm.openSessions, { n: 1 }))).toBeVisible();
    await page.getByRole("button", { name: acts.deactivate.menu }).click();
    await expect(page.getByText(/1 session closed, in 1 room\./)).toBeVisible();
    // Its socket was closed with the code that says so.
    await expect(marta.page.getByText(marta.words.live.connection.signedOut)).toBeVisible({ timeout: outMsMax });
    await marta.page.goto("/");
    await expect(marta.page).toHaveURL(/\/sign-in/);

    await look(page, colleague.username, "deactivated");
    await expect(line(page, colleague)).toContainText(people.deactivated);
    await start(page, colleague, "reactivate");
    await page.getByRole("button", { name: acts.reactivate.menu }).click();
    await expect(page.getByText(say("en", acts.reactivate.done, { names: colleague.displayName }))).toBeVisible();
    await marta.page.context().close();
    await linked(await arrive(company, windows, colleague));
  });

  test(`${how}: an account is made, and its link and a later one set the password once each`, async ({
    company,
    windows,
  }) => {
    test.slow();
    const { page } = await arrive(company, windows, { ...vera, device });
    const olga: Account = { ...colleague, username: `olga.${name.toLowerCase()}`, displayName: `Olga ${name}` };
    await page.goto("/admin/people");
    await page.getByRole("link", { name: people.create }).click();
    const { fields } = words.en.pages;
    await page.getByLabel(fields.displayName, { exact: true }).fill(olga.displayName);
    await page.getByLabel(people.newPerson.username, { exact: true }).fill(vera.username);
    await page.getByLabel(fields.email, { exact: true }).fill(`${olga.username}@looms.example`);
    await page.getByRole("button", { name: people.newPerson.submit }).click();
    await expect(page.getByText(words.en.errors.usernameTaken)).toBeVisible();
    await expect(page.getByLabel(fields.displayName, { exact: true })).toHaveValue(olga.displayName);
    await page.getByLabel(people.newPerson.username, { exact: true }).fill(olga.username);
    await page.getByRole("button", { name: people.newPerson.submit }).click();
    const first = new URL(await page.getByLabel(people.link.made).inputValue()).pathname;

    const hers = await windows.open(device, english);
    await setPassword(hers, first, "eleven looms hum at noon");
    await inside(hers);
    const second = await windows.open(device, english);
    await second.goto(first);
    await expect(second.getByRole("heading", { name: people.setPassword.dead })).toBeVisible();

    await begin(page, olga, "password");
    await page.getByRole("button", { name: people.link.submit }).click();
    const reset = new URL(await page.getByLabel(people.link.made).inputValue()).pathname;
    await setPassword(second, reset, "twelve looms hum at night");
    await inside(second);
    await hers.goto("/me");
    await expect(hers).toHaveURL(/\/sign-in/);
  });
}

test("several people are chosen at once, and whoever may not be touched is named", async ({ company, windows }) => {
  const owner = await arrive(company, windows, vera);
  await (await arrive(company, windows, maria)).page.context().close();
  const { page } = owner;
  await page.goto("/admin/people");
  await page.getByLabel(people.chooseAll).first().check();
  const all = await lines(page).count();
  await expect(page.getByText(say("en", people.chosen, { n: all }))).toBeVisible();
  await page.getByLabel(say("en", people.choose, { name: maria.displayName })).uncheck();
  await expect(page.getByText(say("en", people.chosen, { n: all - 1 }))).toBeVisible();
  for (const choice of ["check", "uncheck"] as const) await page.getByLabel(people.chooseAll).first()[choice]();
  for (const name of [maria.displayName, vera.displayName])
    await page.getByLabel(say("en", people.choose, { name })).check();
  await page.getByLabel(people.bulk).selectOption("deactivate");
  await page.getByRole("button", { name: people.go }).click();
  await expect(page.getByRole("heading", { name: say("en", acts.deactivate.many, { n: 2 }) })).toBeVisible();
  await expect(page.getByRole("list", { name: confirm.people }).getByRole("listitem")).toHaveCount(2);
  await page.getByRole("button", { name: acts.deactivate.menu }).click();
  await expect(page.getByText(say("en", acts.deactivate.done, { names: maria.displayName }))).toBeVisible();
  const refusal = { names: vera.displayName, reason: words.en.errors.lastOwner };
  await expect(page.getByText(say("en", confirm.refused, refusal))).toBeVisible();
});

test("one of somebody's devices is ended; the other stays, and a new name is saved", async ({ company, windows }) => {
  const owner = await arrive(company, windows, vera);
  const account: Account = { username: "irma", displayName: "Irma Holt", locale: "en", device: desk };
  const [here, there] = [await arrive(company, windows, account), await arrive(company, windows, account)];
  for (const person of [here, there]) await linked(person);
  const { page } = owner;
  await look(page, "irma");
  await page.getByRole("link", { name: account.displayName }).click();
  const devices = page.locator("section", { has: page.getByRole("heading", { name: people.person.devices }) });
  await expect(devices.getByRole("listitem")).toHaveCount(2);
  await devices.getByRole("button").first().click();
  await expect(devices.getByRole("listitem")).toHaveCount(1);
  const out = [here, there].map((person) => person.page.getByText(person.words.live.connection.signedOut));
  await expect
    .poll(async () => (await Promise.all(out.map((note) => note.isVisible()))).filter(Boolean).length)
    .toBe(1);
  await page.getByLabel(words.en.pages.fields.displayName, { exact: true }).fill("Irma Holt-Berg");
  await page.getByRole("button", { name: frame.save }).click();
  await expect(page.getByRole("heading", { name: "Irma Holt-Berg" })).toBeVisible();
});

const lines = (page: Page): Locator => page.locator("tbody tr");
const line = (page: Page, { displayName }: Account): Locator => lines(page).filter({ hasText: displayName });

async function look(page: Page, q: string, state?: "deactivated"): Promise<void> {
  await page.goto("/admin/people");
  await page.getByRole("searchbox", { name: filters.search }).fill(q);
  if (state) await page.getByLabel(filters.state, { exact: true }).selectOption(state);
  await page.getByRole("button", { name: filters.show }).click();
  await expect(page).toHaveURL((url) => url.searchParams.get("q") === q);
}

/** From the list by the person's menu to the page that asks. */
async function begin(page: Page, account: Account, act: keyof typeof acts): Promise<void> {
  await look(page, account.username);
  await start(page, account, act);
}

async function start(page: Page, account: Account, act: keyof typeof acts): Promise<void> {
  const menu = line(page, account).locator("details.menu");
  await menu.locator("summary").click();
  await menu.getByRole("link", { name: acts[act].menu }).click();
  await expect(page).toHaveURL(/\/admin\/people\/confirm\?/);
}

async function setPassword(page: Page, path: string, password: string): Promise<void> {
  await page.goto(path);
  await page.getByLabel(words.en.pages.fields.newPassword, { exact: true }).fill(password);
  await page.getByRole("button", { name: people.setPassword.submit }).click();
}
