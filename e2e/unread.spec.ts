import type { Page } from "@playwright/test";
import type { Company } from "./support/company";
import { messageAt, withDatabase, writeHistory } from "./support/database";
import {
  arrive,
  composer,
  createRoom,
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
import { phone, russian, type Windows } from "./support/window";

test("the line stays where it was, one jumps back to it, and what one marks as unread is so on every device", async ({
  company,
  windows,
}) => {
  const { owner, onDesk, onPhone, path, roomId } = await roomWithUnread(company, windows, "Night shift");
  const { page, words } = onDesk;
  await onPhone.page.goto("/");
  await expect(counted(onPhone, "Night shift")).toContainText("97");

  // Opened at its end, with 97 unread messages above and outside of the page.
  await page.goto(`${path}?m=${await messageAt(company, roomId, 120)}`);
  await linked(onDesk);
  await expect(counted(onPhone, "Night shift")).toHaveCount(0);
  const pill = page.getByRole("button", { name: words.live.unread.toFirst });
  await page.evaluate(() => Object.assign(window, { samePage: true }));
  await pill.click();
  await expect(line(page)).toBeInViewport();
  await expect(page.locator("[data-row=new] + article")).toHaveAttribute("data-seq", "24");
  await expect(pill).toHaveCount(0);
  expect(await page.evaluate(() => "samePage" in window)).toBe(true);

  // Esc reads on to the end; the line stays through whatever is said.
  await page.keyboard.press("Escape");
  await expect(talk(onDesk).last()).toHaveText(/^message 120\b/);
  await expect(talk(onDesk).last()).toBeInViewport();
  await openRoom(owner, path);
  await say(owner, "And one more");
  await expect(talk(onDesk).last()).toHaveText("And one more");
  await page.keyboard.press("Alt+Shift+J");
  await expect(line(page)).toBeInViewport();

  // Marked by another program: the list says so on both devices, and the open page leaves it unread.
  await page.keyboard.press("Escape");
  await markUnread(company, roomId, await messageAt(company, roomId, 114));
  for (const device of [onDesk, onPhone]) await expect(counted(device, "Night shift")).toContainText("8");
  await say(owner, "Said meanwhile");
  await expect(talk(onDesk).last()).toBeInViewport();
  for (const device of [onDesk, onPhone]) await expect(counted(device, "Night shift")).toContainText("9");
  await row(onPhone, "Night shift").tap();
  await expect(line(onPhone.page)).toBeInViewport();
  await expect(onPhone.page.locator("[data-row=new] + article")).toHaveAttribute("data-seq", "114");
  await talk(onPhone).last().scrollIntoViewIfNeeded();
  await expect(counted(onDesk, "Night shift")).toHaveCount(0);
});

test("the keyboard goes from one unread room to the next, reads everything at once and takes that back", async ({
  company,
  windows,
}) => {
  const owner = await arrive(company, windows, vera);
  const onDesk = await arrive(company, windows, maria);
  const onPhone = await again(windows, onDesk);
  const { page, words } = onDesk;
  const names = ["Alpha", "Beta", "Gamma"];
  for (const name of names) {
    await createRoom(owner, { name, with: [maria] });
    await linked(owner);
    await say(owner, `Hello in ${name}`);
    await expect(talk(owner)).toHaveCount(1);
  }
  await page.goto("/");
  await onPhone.page.goto("/");
  for (const name of names) await expect(counted(onDesk, name)).toContainText("1");

  await page.keyboard.press("Alt+Shift+ArrowDown");
  await expect(page.getByRole("heading", { level: 1, name: "Gamma" })).toBeVisible();
  await expect(counted(onDesk, "Gamma")).toHaveCount(0);
  await composer(onDesk).fill("half written");
  await page.keyboard.press("Alt+Shift+ArrowDown");
  await expect(page.getByRole("heading", { level: 1, name: "Beta" })).toBeVisible();
  await say(owner, "Once more");
  await expect(counted(onPhone, "Gamma")).toContainText("1");
  await expect(counted(onPhone, "Beta")).toHaveCount(0);

  await page.keyboard.press("Shift+Escape");
  const note = page.getByRole("status").filter({ hasText: "2" });
  await expect(note).toContainText("Прочитано всё: 2 комнаты.");
  for (const device of [onDesk, onPhone]) for (const name of names) await expect(counted(device, name)).toHaveCount(0);
  await page.keyboard.press("Alt+Shift+Z");
  await expect(page.getByText(words.live.unread.undone)).toBeVisible();
  for (const device of [onDesk, onPhone])
    for (const name of ["Alpha", "Gamma"]) await expect(counted(device, name)).toContainText("1");

  await onPhone.page.getByRole("button", { name: words.live.unread.readAll }).tap();
  await onPhone.page.getByRole("button", { name: words.live.unread.undo }).tap();
  for (const name of ["Alpha", "Gamma"]) await expect(counted(onDesk, name)).toContainText("1");
  await page.keyboard.press("Shift+Escape");
  for (const name of names) await expect(counted(onPhone, name)).toHaveCount(0);

  // In a field a sign is only a sign; outside of it, it opens the list of keys.
  await composer(onDesk).fill("");
  await composer(onDesk).press("?");
  await expect(composer(onDesk)).toHaveValue("?");
  await page.locator("#main").focus();
  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: words.pages.keys.title });
  await expect(list.getByText(words.pages.keys.acts.nextUnread, { exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(list).toHaveCount(0);
  await page.goto("/keys");
  await expect(page.getByText(words.pages.keys.acts.nextUnread, { exact: true })).toBeVisible();
});

test("what is half written goes from the desk to the phone and back, and is gone everywhere once it is sent", async ({
  company,
  windows,
}) => {
  const onDesk = await arrive(company, windows, maria);
  const onPhone = await again(windows, onDesk);
  const path = await createRoom(onDesk, { name: "Drafts" });
  const mark = (person: Person) => row(person, "Drafts").getByText(person.words.live.unread.draft);
  await linked(onDesk);
  await onPhone.page.goto("/");
  await composer(onDesk).fill("begun on the desk");
  await expect(mark(onPhone)).toBeVisible();
  await row(onPhone, "Drafts").tap();
  await expect(composer(onPhone)).toHaveValue("begun on the desk");
  await composer(onPhone).fill("begun on the desk, ended on the phone");
  await expect(composer(onDesk)).toHaveValue("begun on the desk, ended on the phone");

  // Written without a line, through a reload of the page, and out as soon as there is one.
  await onDesk.page.context().setOffline(true);
  await composer(onDesk).fill("written without a line");
  await expect(composer(onPhone)).toHaveValue("begun on the desk, ended on the phone");
  await onDesk.page.context().setOffline(false);
  await expect(composer(onPhone)).toHaveValue("written without a line");

  // In the first HTML, so that it is there for those without scripts, too; and sent by them it is gone.
  const bare = await windows.open(russian, { javaScriptEnabled: false });
  await signInBare(bare);
  await bare.goto(path);
  const field = bare.getByRole("textbox", { name: onDesk.words.live.composer.label });
  await expect(field).toHaveValue("written without a line");
  await bare.getByRole("button", { name: onDesk.words.live.composer.send }).click();
  await expect(bare.locator("article .body")).toHaveText(["written without a line"]);
  await expect(field).toHaveValue("");
  for (const device of [onDesk, onPhone]) await expect(composer(device)).toHaveValue("");

  await say(onDesk, "sent at once");
  await expect(talk(onPhone)).toHaveText(["written without a line", "sent at once"]);
  await composer(onDesk).fill("sent from the phone");
  await expect(composer(onPhone)).toHaveValue("sent from the phone");
  await onPhone.page.getByRole("button", { name: onPhone.words.live.composer.send }).tap();
  for (const device of [onDesk, onPhone]) await expect(composer(device)).toHaveValue("");
  await onDesk.page.reload();
  await expect(talk(onDesk).last()).toHaveText("sent from the phone");
  await expect(composer(onDesk)).toHaveValue("");
  await onPhone.page.goto("/");
  await expect(mark(onPhone)).toHaveCount(0);
});

test("one sees who has read a message and who has not, in a dialog and on a page of its own", async ({
  company,
  windows,
}) => {
  const owner = await arrive(company, windows, vera);
  const onDesk = await arrive(company, windows, maria);
  await (await arrive(company, windows, pavel)).page.context().close();
  const path = await createRoom(owner, { name: "Read by whom", with: [maria, pavel] });
  await linked(owner);
  await say(owner, "Who reads this?");
  await openRoom(onDesk, path);
  const seen = owner.page.getByTestId("seen-by").getByRole("link");
  await expect(seen).toContainText(maria.displayName);
  await seen.click();
  const list = owner.page.getByRole("dialog", { name: owner.words.pages.reads.title });
  await expect(list.getByRole("heading", { name: "1 has read it" })).toBeVisible();
  await expect(list.getByRole("listitem")).toContainText([maria.displayName, pavel.displayName]);
  await owner.page.keyboard.press("Escape");
  await expect(list).toHaveCount(0);
  await onDesk.page.goto((await seen.getAttribute("href")) ?? "");
  await expect(onDesk.page.getByRole("heading", { name: "Прочитал 1", exact: true })).toBeVisible();
  await expect(onDesk.page.getByRole("listitem").filter({ hasText: pavel.displayName })).toBeVisible();
  await onDesk.page.getByRole("link", { name: onDesk.words.pages.reads.back }).click();
  await expect(talk(onDesk)).toHaveText(["Who reads this?"]);
});

/** What a room's line in the list counts as unread. */
const counted = (person: Person, room: string) => row(person, room).locator(".badge");
const line = (page: Page) => page.locator("[data-row=new]");

async function roomWithUnread(company: Company, windows: Windows, name: string) {
  const owner = await arrive(company, windows, vera);
  const onDesk = await arrive(company, windows, maria);
  const path = await createRoom(owner, { name, with: [maria] });
  const roomId = Number(path.split("/").at(-1));
  await writeHistory(company, roomId, 120);
  await withDatabase(
    company,
    (sql) => sql`
      update readings set last_read_seq = 23 where room_id = ${roomId}
        and person_id = (select id from persons where username = ${maria.username})`,
  );
  return { owner, onDesk, onPhone: await again(windows, onDesk), path, roomId };
}

/** The same person on their phone. */
async function again(windows: Windows, person: Person): Promise<Person> {
  const page = await windows.open(phone, russian);
  await signIn(page, person);
  return { ...person, page, device: phone };
}

/** As a program does it that acts for Maria. */
async function markUnread(company: Company, roomId: number, messageId: number): Promise<void> {
  const call = (path: string, body: unknown, token?: string) =>
    fetch(new URL(`/api/v1/${path}`, company.url), {
      method: "POST",
      headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
  const answer = await call("auth/token", { username: maria.username, password });
  const { access_token } = (await answer.json()) as { access_token: string };
  expect((await call(`rooms/${roomId}/unread`, { message_id: messageId }, access_token)).status).toBe(200);
}

async function signInBare(page: Page): Promise<void> {
  const { pages } = words.ru;
  await page.goto("/sign-in");
  await page.getByLabel(pages.fields.usernameOrEmail).fill(maria.username);
  await page.getByLabel(pages.fields.password, { exact: true }).fill(password);
  await page.getByRole("button", { name: pages.signIn.submit }).click();
  await expect(page).toHaveURL((url) => url.pathname === "/");
}
