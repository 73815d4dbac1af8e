import type { Page } from "@playwright/test";
import {
  arrive,
  arriveAll,
  composer,
  createRoom,
  fillAccount,
  invite,
  join,
  linked,
  maria,
  openRoom,
  type Person,
  password,
  pavel,
  row,
  say,
  signIn,
  talk,
  vera,
  words,
} from "./support/people";
import { expect, test } from "./support/test";
import { desk, english, russian } from "./support/window";

test("whoever comes first founds the company, and nobody founds it twice", async ({ company, windows }) => {
  const owner = await arrive(company, windows, vera);
  await expect(owner.page.getByRole("heading", { name: owner.words.pages.home.emptyTitle })).toBeVisible();
  const late = await windows.open(desk, english);
  await late.goto("/first-run");
  await expect(late).toHaveURL(/\/sign-in$/);
});

test("an invitation lets one person in, each in their own language, and then says that it is used", async ({
  company,
  windows,
}) => {
  const owner = await arrive(company, windows, vera);
  const link = await invite(owner);
  const newcomer = await windows.open(desk, russian);
  await join(newcomer, { ...maria, username: "nina", displayName: "Нина Котова" }, link);
  await expect(newcomer.locator("html")).toHaveAttribute("lang", "ru");

  const late = await windows.open(desk, english);
  await late.goto(link);
  await expect(late.getByRole("heading", { name: words.en.pages.join.dead })).toBeVisible();
  await expect(late.getByText(words.en.pages.join.deadLead)).toBeVisible();
  await expect(late.getByLabel(words.en.pages.fields.username, { exact: true })).toHaveCount(0);
});

test("a taken user name is told at its field, and everything typed stays", async ({ company, windows }) => {
  const link = await invite(await arrive(company, windows, vera));
  const page = await windows.open(desk, english);
  await page.goto(link);
  const { fields, join: button } = words.en.pages;
  await fillAccount(page, { ...pavel, username: vera.username });
  await page.getByLabel(fields.email).fill("another@looms.example");
  await page.getByRole("button", { name: button.submit }).click();
  await expect(page.getByText(words.en.errors.usernameTaken)).toBeVisible();
  await expect(page.getByLabel(fields.username, { exact: true })).toHaveValue(vera.username);
  await expect(page.getByLabel(fields.displayName, { exact: true })).toHaveValue(pavel.displayName);
  await expect(page.getByLabel(fields.email, { exact: true })).toHaveValue("another@looms.example");
  await expect(page.getByLabel(fields.password, { exact: true })).toHaveValue(password);
});

test("a wrong password is told in plain words, and the name stays", async ({ company, windows }) => {
  await arrive(company, windows, vera);
  const page = await windows.open(desk, russian);
  await page.goto("/sign-in");
  const { fields, signIn: gate } = words.ru.pages;
  await page.getByLabel(fields.usernameOrEmail).fill(vera.username);
  await page.getByLabel(fields.password, { exact: true }).fill("seven loud looms at noon");
  await page.getByRole("button", { name: gate.submit }).click();
  await expect(page.getByText(words.ru.errors.wrongCredentials)).toBeVisible();
  await expect(page.getByLabel(fields.usernameOrEmail)).toHaveValue(vera.username);
});

test("three people in one private room read the same, each message once and in one order", async ({
  company,
  windows,
}) => {
  const [owner, colleague, onPhone] = await arriveAll(company, windows);
  const path = await createRoom(owner, { name: "Shift plan", with: [maria, pavel] });
  const people = [owner, colleague, onPhone];
  await openRoom(colleague, path);
  await row(onPhone, "Shift plan").tap();
  await expect(composer(onPhone)).toBeVisible();

  const texts: string[] = [];
  for (const [round, speaker] of [...people, ...people].entries()) {
    texts.push(`${speaker.username} speaks, round ${round}`);
    await say(speaker, texts.at(-1) ?? "");
    for (const person of people) await expect(talk(person)).toHaveText(texts);
  }
  // All at once: whatever the order is, it is one.
  await Promise.all(people.map((person) => say(person, `${person.username} at the same time`)));
  for (const person of people) await expect(talk(person)).toHaveCount(texts.length + people.length);
  const order = await talk(owner).allInnerTexts();
  expect(new Set(order).size).toBe(order.length);
  for (const person of people) await expect(talk(person)).toHaveText(order);
  await owner.page.reload();
  await expect(talk(owner)).toHaveText(order);
});

test("one sees who is writing, who is here and who has read", async ({ company, windows }) => {
  const owner = await arrive(company, windows, vera);
  const colleague = await arrive(company, windows, maria);
  const path = await createRoom(owner, { name: "Signs of life", with: [maria] });
  await openRoom(owner, path);
  await openRoom(colleague, path);

  // That somebody writes is news of a moment, which may be lost: whoever goes on writing is seen.
  await expect(async () => {
    await composer(colleague).pressSequentially("Сей");
    await expect(owner.page.getByText(`${maria.displayName} is writing…`)).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  await composer(colleague).fill("Сейчас");
  await composer(colleague).press("Enter");
  await expect(talk(owner)).toHaveText(["Сейчас"]);
  await expect(owner.page.getByText(`${maria.displayName} is writing…`)).toHaveCount(0);
  await expect(colleague.page.getByTestId("seen-by")).toContainText(vera.displayName);

  await owner.page.getByRole("button", { name: /^Members/ }).click();
  const member = owner.page
    .getByRole("complementary", { name: owner.words.live.room.showMembers })
    .getByRole("listitem")
    .filter({ hasText: maria.displayName });
  await expect(member.locator(".dot-online")).toBeVisible();
  await colleague.page.context().close();
  await expect(member.locator(".dot-offline")).toBeVisible({ timeout: 20_000 });
});

test("what one has not read is counted, and reading it on one device clears it on all", async ({
  company,
  windows,
}) => {
  const owner = await arrive(company, windows, vera);
  const atDesk = await arrive(company, windows, pavel, desk, { isMobile: false, hasTouch: false });
  const onPhone = await arrive(company, windows, pavel);
  const path = await createRoom(owner, { name: "Counted", with: [pavel] });
  const badges = [atDesk, onPhone].map((person) => row(person, "Counted").locator(".badge"));
  for (const count of ["1", "2", "3"]) {
    await say(owner, `number ${count}`);
    for (const badge of badges) await expect(badge.locator("[aria-hidden]")).toHaveText(count);
  }
  await openRoom(atDesk, path);
  await expect(atDesk.page.getByRole("separator").filter({ hasText: atDesk.words.live.room.newLine })).toBeVisible();
  for (const badge of badges) await expect(badge).toHaveCount(0);
  await expect(owner.page.getByTestId("seen-by")).toContainText(pavel.displayName);
});

test("language and look change where one chooses them, at once and for good", async ({ company, windows }) => {
  const { page } = await arrive(company, windows, maria);
  await page.goto("/me");
  const html = page.locator("html");
  await choose(page, "ru", "en", "dark");
  await expect(html).toHaveAttribute("lang", "en");
  await expect(html).toHaveAttribute("data-theme", "dark");
  await expect(page.getByRole("heading", { name: words.en.pages.titles.settings })).toBeVisible();
  await page.goto("/");
  await expect(html).toHaveAttribute("lang", "en");
  await expect(html).toHaveAttribute("data-theme", "dark");
  await page.goto("/me");
  await choose(page, "en", "ru", "light");
  await expect(html).toHaveAttribute("lang", "ru");
  await expect(html).toHaveAttribute("data-theme", "light");
});

async function choose(page: Page, from: "en" | "ru", to: "en" | "ru", theme: "light" | "dark"): Promise<void> {
  const { fields, settings } = words[from].pages;
  const look = page.locator("section").filter({ has: page.getByRole("heading", { name: settings.look }) });
  await look.getByRole("combobox", { name: fields.language }).selectOption(to);
  await look.getByRole("combobox", { name: fields.theme }).selectOption(theme);
  await look.getByRole("button", { name: settings.save }).click();
}

test("an open room is found and joined, a private one is not found", async ({ company, windows }) => {
  const owner = await arrive(company, windows, vera);
  const colleague = await arrive(company, windows, maria);
  await createRoom(owner, { name: "Closed to all" });
  await createRoom(owner, { name: "Open to all", open: true });
  await say(owner, "Come in");
  await expect(talk(owner)).toHaveText(["Come in"]);

  await colleague.page.goto("/browse");
  await expect(colleague.page.getByText("Closed to all")).toHaveCount(0);
  await colleague.page.getByRole("button", { name: /Open to all/ }).click();
  await expect(talk(colleague)).toHaveText(["Come in"]);
  await say(colleague, "Спасибо");
  await expect(talk(owner)).toHaveText(["Come in", "Спасибо"]);
});

test("a direct talk is begun from the contact list and is the same one for both", async ({ company, windows }) => {
  const owner = await arrive(company, windows, vera);
  const colleague = await arrive(company, windows, maria);
  await begin(owner, maria.displayName);
  await say(owner, "A word between us");
  await row(colleague, vera.displayName).click();
  await expect(talk(colleague)).toHaveText(["A word between us"]);
  await begin(colleague, vera.displayName);
  expect(new URL(colleague.page.url()).pathname).toBe(new URL(owner.page.url()).pathname);
});

async function begin(person: Person, name: string): Promise<void> {
  await person.page.goto("/people");
  await person.page
    .getByRole("listitem")
    .filter({ hasText: name })
    .getByRole("button", { name: person.words.pages.people.write })
    .click();
  await expect(composer(person)).toBeVisible();
}

test("whoever leaves a room sees no more of it", async ({ company, windows }) => {
  const owner = await arrive(company, windows, vera);
  const colleague = await arrive(company, windows, maria);
  const path = await createRoom(owner, { name: "Left behind", with: [maria] });
  await openRoom(colleague, path);
  const { room } = colleague.words.live;
  await colleague.page.getByRole("button", { name: new RegExp(`^${room.showMembers}`) }).click();
  const panel = colleague.page.getByRole("complementary", { name: room.showMembers });
  await panel.getByText(room.leave, { exact: true }).first().click();
  await panel.getByRole("button", { name: room.leave }).click();
  await expect(colleague.page).toHaveURL((url) => url.pathname === "/");
  await expect(row(colleague, "Left behind")).toHaveCount(0);
  await expect(owner.page.getByRole("button", { name: "Members: 1 member" })).toBeVisible();
  await say(owner, "Are you gone?");
  await expect(talk(owner)).toHaveText(["Are you gone?"]);
  await colleague.page.goto(path);
  await expect(colleague.page.getByRole("heading", { name: colleague.words.pages.titles.notFound })).toBeVisible();
});

test("what is half written outlives a reload, each room its own", async ({ company, windows }) => {
  const owner = await arrive(company, windows, vera);
  const first = await createRoom(owner, { name: "First draft" });
  const second = await createRoom(owner, { name: "Second draft" });
  await openRoom(owner, first);
  await composer(owner).fill("half a thought");
  await openRoom(owner, second);
  await expect(composer(owner)).toHaveValue("");
  await composer(owner).fill("another half");
  await owner.page.reload();
  await expect(composer(owner)).toHaveValue("another half");
  await row(owner, "First draft").click();
  await expect(owner.page).toHaveURL((url) => url.pathname === first);
  await expect(composer(owner)).toHaveValue("half a thought");
});

test("signing out here ends this device alone; everywhere ends the others within a second", async ({
  company,
  windows,
}) => {
  const here = await arrive(company, windows, maria);
  const there = await arrive(company, windows, maria);
  const third = await arrive(company, windows, maria);
  for (const person of [there, third]) await linked(person);
  const { settings, signIn: gate } = here.words.pages;
  await here.page.goto("/me");
  await here.page.getByRole("button", { name: settings.signOut, exact: true }).click();
  await expect(here.page.getByText(gate.ended)).toBeVisible();
  await here.page.goto("/");
  await expect(here.page).toHaveURL(/\/sign-in/);
  await linked(there);

  await third.page.goto("/me");
  await third.page.getByRole("button", { name: settings.signOutEverywhere }).click();
  await expect(third.page.getByText(gate.ended)).toBeVisible();
  await expect(there.page.getByText(there.words.live.connection.signedOut)).toBeVisible({ timeout: 1_000 });
  await there.page.reload();
  await expect(there.page).toHaveURL(/\/sign-in/);
  await signIn(there.page, maria);
});
