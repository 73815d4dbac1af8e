import { type BrowserContextOptions, expect, type Locator, type Page } from "@playwright/test";
import { en } from "@/lib/i18n/en";
import type { Locale } from "@/lib/i18n/locale";
import { ru } from "@/lib/i18n/ru";
import { actions } from "./actions";
import { formBody } from "./bare";
import type { Company } from "./company";
import { password, programOf } from "./program";
import { desk, english, phone, russian, type Windows } from "./window";

export const words = { en, ru };
export const companyName = "Northern Looms";

export interface Account {
  username: string;
  displayName: string;
  locale: Locale;
  device: BrowserContextOptions;
}

export { password };
export const vera: Account = { username: "vera", displayName: "Vera Orlova", locale: "en", device: desk };
export const maria: Account = { username: "maria.levina", displayName: "Мария Левина", locale: "ru", device: desk };
export const pavel: Account = { username: "pavel", displayName: "Pavel Rudin", locale: "en", device: phone };

/** Somebody who sits before a window of their own, signed in. */
export interface Person extends Account {
  page: Page;
  words: (typeof words)["en"] | (typeof words)["ru"];
}

const known = new WeakMap<Company, Set<string>>();

/** Somebody has come in by a way of their own: from now on they sign in. */
export function remember(company: Company, account: Account): void {
  known.set(company, new Set(known.get(company)).add(account.username));
}

/** Opens a window and comes in: founds the company, or accepts an invitation, or signs in, whichever is due. */
export async function arrive(
  company: Company,
  windows: Windows,
  account: Account,
  ...options: BrowserContextOptions[]
): Promise<Person> {
  const here = known.get(company) ?? new Set();
  const isFirst = here.size === 0 && account.username === vera.username;
  const link = here.has(account.username) || isFirst ? null : await invitationFrom(company, windows);
  const page = await windows.open(account.device, account.locale === "ru" ? russian : english, ...options);
  if (link !== null) await join(page, account, link);
  else if (isFirst) await found(page, account);
  else await comeBack(page, account, Object.assign({ baseURL: company.url }, account.device, ...options));
  remember(company, account);
  return { ...account, page, words: words[account.locale] };
}

/** The three of most stories: the owner on a desk, a colleague in Russian, another one on a phone. */
export async function arriveAll(company: Company, windows: Windows): Promise<[Person, Person, Person]> {
  const owner = await arrive(company, windows, vera);
  return [owner, await arrive(company, windows, maria), await arrive(company, windows, pavel)];
}

export async function found(page: Page, account: Account): Promise<void> {
  const { pages } = words[account.locale];
  await page.goto("/");
  await expect(page).toHaveURL(/\/first-run$/);
  await page.getByLabel(pages.fields.company).fill(companyName);
  await fillAccount(page, account);
  await page.getByRole("button", { name: pages.firstRun.submit }).click();
  await inside(page);
}

export async function join(page: Page, account: Account, link: string): Promise<void> {
  // By its path, since a window may reach the company by another line.
  await page.goto(new URL(link).pathname);
  await fillAccount(page, account);
  await page.getByRole("button", { name: words[account.locale].pages.join.submit }).click();
  await inside(page);
}

export async function fillAccount(page: Page, account: Account): Promise<void> {
  const { fields } = words[account.locale].pages;
  await page.getByLabel(fields.displayName, { exact: true }).fill(account.displayName);
  await page.getByLabel(fields.username, { exact: true }).fill(account.username);
  await page.getByLabel(fields.email, { exact: true }).fill(`${account.username}@looms.example`);
  await page.getByLabel(fields.password, { exact: true }).fill(password);
}

export async function signIn(page: Page, account: Account): Promise<void> {
  const { pages } = words[account.locale];
  await page.goto("/sign-in");
  await page.getByLabel(pages.fields.usernameOrEmail).fill(account.username);
  await page.getByLabel(pages.fields.password, { exact: true }).fill(password);
  await page.getByRole("button", { name: pages.signIn.submit }).click();
  await inside(page);
}

/**
 * Signed in by the very action of the page, as its script would call it: the page itself has stories of its own. Where
 * there are no scripts it is the page's form.
 */
async function comeBack(page: Page, account: Account, window: BrowserContextOptions): Promise<void> {
  if (window.javaScriptEnabled === false) return signIn(page, account);
  const action = actions().get("signInAction");
  // The window's own request: what the answer sets is the window's cookie, and the session is told of its browser.
  const answer = await page.request.post("/sign-in", {
    headers: { "next-action": action?.id ?? "", accept: "text/x-component", origin: window.baseURL ?? "" },
    multipart: formBody({ step: "password", username: account.username, password }),
    maxRedirects: 0,
  });
  expect(answer.status(), account.username).toBe(200);
  await page.goto("/");
  await inside(page);
}

/** In, with a line that is open: the page says of oneself that one is online. */
export async function inside(page: Page): Promise<void> {
  await expect(page).toHaveURL((url) => url.pathname === "/");
  await expect(page.locator(".shell")).toBeVisible();
}

/** An administrator makes a link that lets so many people in. */
export async function invite(admin: Person, uses = "1"): Promise<string> {
  const { invites } = admin.words.admin;
  await admin.page.goto("/admin/invites");
  await admin.page.getByLabel(invites.uses).selectOption(uses);
  await admin.page.getByRole("button", { name: invites.submit }).click();
  return admin.page.getByLabel(invites.made).inputValue();
}

/** Made by a call: the page that makes links has stories of its own. */
async function invitationFrom(company: Company, windows: Windows): Promise<string> {
  if (!known.get(company)?.has(vera.username)) {
    const owner = await arrive(company, windows, vera);
    await owner.page.context().close();
  }
  const program = await programOf(company, vera);
  const answer = await program.ask("POST", "invites", { max_uses: 1 });
  const { url }: { url: string } = await answer.json();
  return url;
}

/** @returns the room's path */
export async function createRoom(
  person: Person,
  room: { name: string; topic?: string; with?: Account[]; open?: boolean },
): Promise<string> {
  const { page } = person;
  const { newRoom, fields } = person.words.pages;
  await page.goto("/rooms/new");
  await page.getByLabel(fields.roomName, { exact: true }).fill(room.name);
  await page.getByLabel(`${fields.topic} (${fields.optional})`).fill(room.topic ?? "");
  if (room.open) await page.getByRole("radio", { name: newRoom.open }).check();
  for (const member of room.with ?? []) await page.getByRole("checkbox", { name: member.displayName }).check();
  await page.getByRole("button", { name: newRoom.submit }).click();
  await expect(page).toHaveURL(/\/rooms\/\d+$/);
  return new URL(page.url()).pathname;
}

export const composer = (person: Person): Locator =>
  person.page.getByRole("textbox", { name: person.words.live.composer.label, exact: true });

/** Writes and sends as this device does: with Enter on a desk, with the button on a phone. */
export async function say(person: Person, text: string): Promise<void> {
  await composer(person).fill(text);
  if (!person.device.isMobile) return composer(person).press("Enter");
  await person.page.getByRole("button", { name: person.words.live.composer.send }).tap();
}

/** What stands in the window as told by the server, from the top down. */
export const talk = (person: Person): Locator => person.page.locator("article[data-seq] .body");
/** What has been written here and is not confirmed yet. */
export const outgoing = (person: Person): Locator => person.page.locator("article.is-pending");

export async function openRoom(person: Person, path: string): Promise<void> {
  await person.page.goto(path);
  await expect(composer(person)).toBeVisible();
  await linked(person);
}

/** Waits until the socket is there: frames are told through it, and a note says when it is not. */
export async function linked(person: Person): Promise<void> {
  const self = person.page.locator("a[href='/me']").filter({ hasText: person.displayName });
  await expect(self).toContainText(person.words.live.presence.online);
}

/** A room's line in the list: on a phone the list is a screen of its own. */
export const row = (person: Person, room: string): Locator =>
  person.page.locator(".side").getByRole("link", { name: room }).filter({ visible: true });
