import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page } from "@playwright/test";
import { acting } from "@/lib/i18n/acting";
import { commandErrors } from "@/lib/i18n/commands";
import { readsWords } from "@/lib/i18n/reads";
import { say as fill } from "@/lib/i18n/say";
import { threadWords } from "@/lib/i18n/threads";
import { messageAt, writeHistory } from "./support/database";
import {
  arrive,
  arriveAll,
  composer,
  createRoom,
  linked,
  maria,
  openRoom,
  type Person,
  pavel,
  say,
  vera,
} from "./support/people";
import { test } from "./support/test";

test("one answers with a quote that leads there and back, changes one's words, and takes them back", async ({
  company,
  windows,
}) => {
  test.slow();
  const [owner, onDesk, onPhone] = await arriveAll(company, windows);
  const { path, roomId } = await room(owner, "Acts");
  await writeHistory(company, roomId, 60);
  const first = await messageAt(company, roomId, 1);
  for (const person of [owner, onDesk, onPhone]) await openRoom(person, path);
  const { page } = onDesk;
  const words = acting.ru;

  // By a key at the row, and by a thumb: the quote leads to its place without another page, and back.
  await page.goto(`${path}?m=${first}`);
  await linked(onDesk);
  await page.locator(".is-target").hover();
  await page.keyboard.press("r");
  await expect(composer(onDesk)).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByText(onDesk.words.live.message.replyTo.replace("{name}", vera.displayName))).toHaveCount(0);
  await entry(page.locator(".is-target"), words.reply);
  await say(onDesk, "Then at half past eight");
  const answer = said(onPhone, "Then at half past eight");
  await expect(quote(answer)).toContainText("message 1");
  await onPhone.page.evaluate(() => Object.assign(window, { samePage: true }));
  await quote(answer).tap();
  await expect(onPhone.page.locator(`[data-id="${first}"]`)).toBeInViewport();
  await onPhone.page.getByRole("button", { name: onPhone.words.live.message.back }).tap();
  await expect(answer).toBeInViewport();
  expect(await onPhone.page.evaluate(() => "samePage" in window)).toBe(true);

  // In its place: Esc leaves it as it was; what was said before stays to be read by whoever sees the message.
  await composer(onDesk).press("ArrowUp");
  const field = page.getByRole("textbox", { name: words.editing.label });
  await expect(field).toHaveValue("Then at half past eight");
  await field.fill("Never mind");
  await field.press("Escape");
  await expect(composer(onDesk)).toBeFocused();
  await expect(said(onDesk, "Then at half past eight")).toBeVisible();
  await composer(onDesk).press("ArrowUp");
  // What would be a whisper, were it a new message, is put into none that others read.
  await field.fill("/pm @pavel between us");
  await field.press("Enter");
  await expect(page.getByText(commandErrors.ru.editIsCommand)).toBeVisible();
  await expect(field).toHaveValue("/pm @pavel between us");
  await field.fill("Then at **nine**");
  await field.press("Enter");
  await expect(said(onPhone, "Then at nine")).toBeVisible();
  await expect(said(owner, "Then at nine")).toContainText(owner.words.live.room.edited);
  await said(onPhone, "Then at nine").getByRole("button", { name: onPhone.words.live.room.edited }).tap();
  const versions = onPhone.page.getByRole("dialog", { name: acting.en.versionsOf.title });
  await expect(versions.getByRole("listitem").first()).toContainText("Then at half past eight");
  await expectForEveryone(onPhone.page);
  await versions.getByRole("button", { name: acting.en.close }).tap();

  // One's own goes with a question; what the room's admin takes from others, the journal tells.
  await say(onPhone, "Said too much");
  await hold(said(onPhone, "Said too much"));
  await expectForEveryone(onPhone.page);
  await onPhone.page.getByRole("dialog").getByRole("button", { name: acting.en.remove, exact: true }).tap();
  await onPhone.page.getByRole("button", { name: acting.en.removing.submit, exact: true }).tap();
  await expect(said(onPhone, "Said too much")).toHaveCount(0);
  await expect(said(onDesk, onDesk.words.live.room.deleted)).toHaveCount(1);
  await entry(said(owner, "Then at nine"), acting.en.remove);
  const question = owner.page.getByRole("dialog", {
    name: acting.en.removing.titleOf.replace("{name}", maria.displayName),
  });
  await expect(question).toContainText(acting.en.removing.journal);
  await expect(question.getByRole("button", { name: acting.en.cancel })).toBeFocused();
  await expectForEveryone(owner.page);
  await question.getByRole("button", { name: acting.en.removing.submit }).click();
  for (const person of [owner, onDesk, onPhone])
    await expect(said(person, person.words.live.room.deleted)).toHaveCount(2);
  await menu(said(onDesk, "message 60"));
  await expect(page.getByRole("dialog").getByRole("button", { name: words.remove, exact: true })).toHaveCount(0);
  await owner.page.goto("/admin/audit");
  await expect(owner.page.locator(".records")).toContainText(`of ${maria.displayName} in “Acts” was deleted`);
});

test("signs, pins, threads, what one saves, links, marks of unread and readers are one press from a message", async ({
  company,
  windows,
}) => {
  test.slow();
  const [owner, onDesk, onPhone] = await arriveAll(company, windows);
  const { path } = await room(owner, "Signs");
  for (const person of [owner, onDesk, onPhone]) await openRoom(person, path);
  await say(owner, "The list is ready");
  await say(owner, "And the lorry is late");
  const [onOwner, atDesk, atPhone] = [owner, onDesk, onPhone].map((person) => said(person, "The list is ready")) as [
    Locator,
    Locator,
    Locator,
  ];

  // The bar comes without moving anything; any emoji is found by its name in either language.
  const height = async () => (await atDesk.boundingBox())?.height;
  const before = await height();
  await atDesk.hover();
  await atDesk.getByRole("button", { name: onDesk.words.live.message.addReaction }).click();
  expect(await height()).toBe(before);
  await onDesk.page.locator(".picker input").fill("rocket");
  await expectForEveryone(onDesk.page);
  await onDesk.page.getByRole("gridcell", { name: "ракета", exact: true }).click();
  await expect(sign(onOwner, "🚀")).toHaveText("🚀1");
  await hold(atPhone);
  await onPhone.page.getByRole("button", { name: acting.en.react.replace("{emoji}", "👍") }).tap();
  await expect(sign(onOwner, "👍")).toHaveAttribute("aria-pressed", "false");
  await sign(onOwner, "👍").click();
  for (const message of [onOwner, atDesk, atPhone]) await expect(sign(message, "👍")).toHaveText("👍2");
  await sign(onOwner, "👍").hover();
  await expect(owner.page.getByRole("tooltip")).toHaveText(`${pavel.displayName}, ${vera.displayName}`);
  await hold(sign(atPhone, "🚀"));
  const who = onPhone.page.getByRole("dialog", { name: acting.en.whoReacted });
  await expect(who.getByRole("listitem").first()).toContainText(maria.displayName);
  await expect(sign(atPhone, "🚀")).toHaveText("🚀1");
  await who.getByRole("button", { name: acting.en.close }).tap();

  // One's own stands at once, and is taken back where it could not be put.
  const { page } = onDesk;
  const words = acting.ru;
  windows.brokenOnPurpose = true;
  const refuse = await held(page);
  await sign(atDesk, "👍").click();
  await expect(sign(atDesk, "👍")).toHaveText("👍3");
  refuse();
  await expect(page.getByText(words.did.offline)).toBeVisible();
  await expect(sign(atDesk, "👍")).toHaveText("👍2");
  await page.unrouteAll({ behavior: "wait" });
  windows.brokenOnPurpose = false;

  // What is pinned is counted for all, and stands beside the room, on a phone over it.
  await entry(atDesk, words.pin);
  await expect(atPhone).toContainText(onPhone.words.live.message.pinned);
  const count = (person: Person) =>
    person.page.getByRole("button", { name: fill(person.locale, person.words.live.message.pins, { n: 1 }) });
  await count(onPhone).tap();
  const panel = onPhone.page.getByRole("complementary", { name: acting.en.pins.title });
  await expect(panel).toContainText("The list is ready");
  await expectForEveryone(onPhone.page);
  await panel.getByRole("link", { name: acting.en.pins.jump }).tap();
  await expect(panel).toHaveCount(0);
  await expect(atPhone).toHaveClass(/is-target/);
  await count(onDesk).click();
  await page.getByRole("complementary").getByRole("button", { name: words.unpin }).click();
  await expect(count(onPhone)).toHaveCount(0);

  // A thread is followed and begun from the menu; within it one neither opens it again nor whispers.
  await entry(atDesk, words.follow);
  await expect(page.getByText(words.did.follow)).toBeVisible();
  await entry(atDesk, words.thread);
  const thread = page.locator("[data-thread]");
  await expect(thread.getByRole("button", { name: threadWords.ru.unfollow })).toBeVisible();
  const inThread = await menu(thread.locator(".thread-root article"));
  await expect(inThread.getByRole("button", { name: words.unfollow })).toBeVisible();
  for (const name of [words.thread, words.whisper])
    await expect(inThread.getByRole("button", { name, exact: true })).toHaveCount(0);
  await inThread.getByRole("button", { name: words.unfollow }).click();
  await expect(thread.getByRole("button", { name: threadWords.ru.follow, exact: true })).toBeVisible();
  await thread.getByRole("button", { name: threadWords.ru.close }).click();
  await entry(atDesk, words.whisper);
  await expect(page.locator(".whisper-strip")).toContainText(vera.displayName);
  await page.keyboard.press("Escape");

  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await entry(atDesk, words.copyLink);
  await expect(page.getByText(words.did.link)).toBeVisible();
  const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  await onPhone.page.goto(link.pathname + link.search);
  await expect(atPhone).toHaveClass(/is-target/);

  await entry(atDesk, words.save);
  await expect(page.getByText(words.did.save)).toBeVisible();
  const late = said(onDesk, "And the lorry is late");
  await entry(late, words.reads);
  await expect(page.getByRole("dialog", { name: readsWords.ru.title })).toContainText(pavel.displayName);
  await expectForEveryone(page);
  await page.keyboard.press("Escape");
  await entry(late, words.unread);
  await expect(page.locator("[data-row=new] + article")).toContainText("And the lorry is late");
  // It goes before one's own words, too; and what was said of it is gone once all is read.
  await say(onDesk, "So we **wait**");
  await entry(said(onDesk, "So we wait"), words.unread);
  await expect(page.locator("[data-row=new] + article")).toContainText("So we wait");
  await expect(page.getByText(words.did.unread)).toBeVisible();
  await page.keyboard.press("Shift+Escape");
  await expect(page.getByText(fill("ru", onDesk.words.live.unread.allRead, { n: 1 }))).toBeVisible();
  await expect(page.getByText(words.did.unread)).toHaveCount(0, { timeout: 1_000 });
  await entry(said(onDesk, "So we wait"), words.reply);
  await expect(page.locator(".reply-strip")).toContainText("So we wait");
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: onDesk.words.live.message.saved }).first().click();
  await expect(page).toHaveURL("/saved");
  await expect(page.getByRole("article")).toContainText("The list is ready");
  await expectForEveryone(page);
  await page.getByRole("button", { name: words.unsave }).click();
  await expect(page.getByText(words.saved.none)).toBeVisible();
});

test("without scripts all of it is done on the message's own page, and whoever does not see it finds nothing", async ({
  company,
  windows,
}) => {
  const owner = await arrive(company, windows, vera);
  for (const account of [maria, pavel]) await (await arrive(company, windows, account)).page.context().close();
  const { path } = await room(owner, "Plain");
  await linked(owner);
  await say(owner, "Written by the owner");
  const theirs = await idOf(owner, path);
  const bare = await arrive(company, windows, maria, { javaScriptEnabled: false });
  const { page } = bare;
  const words = acting.ru;
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
  await page.goto(path);
  await page.getByRole("button", { name: bare.words.live.message.menu }).click();
  await expect(page).toHaveURL(`${path}/messages/${theirs}`);

  await press(words.react.replace("{emoji}", "🎉"));
  await expect(page.getByText(words.did.react)).toBeVisible();
  await page.getByLabel(words.page.react).fill("word");
  await press(words.page.reactSubmit);
  await expect(page.getByText(bare.words.errors.notAnEmoji)).toBeVisible();
  for (const [act, done] of [
    [words.pin, words.did.pin],
    [words.save, words.did.save],
    [words.follow, words.did.follow],
    [words.unread, words.did.unread],
    [words.unreact.replace("{emoji}", "🎉"), words.did.unreact],
  ] as const) {
    await press(act);
    await expect(page.getByText(done)).toBeVisible();
  }
  await expect(page.getByRole("button", { name: words.edit })).toHaveCount(0);
  await expect(page.getByRole("link", { name: words.page.deleteAsk })).toHaveCount(0);
  await page.getByLabel(words.page.replyLabel).fill("Answered by a plain form");
  await press(words.page.replySubmit);
  await expect(page).toHaveURL(path);
  await page.goto(`${path}/messages/${theirs}`);
  await page.getByLabel(words.page.replyLabel).fill("For you alone");
  await press(words.page.whisperSubmit.replace("{name}", vera.displayName));
  await expect(said(owner, "For you alone")).toBeVisible();
  await expect(quote(said(owner, "Answered by a plain form"))).toContainText("Written by the owner");

  // One's own: changed, read as it was before, asked about, and gone.
  const own = `${path}/messages/${await idOf(owner, path, "Answered by a plain form")}`;
  await page.goto(own);
  await page.getByLabel(words.editing.label).fill("Answered otherwise");
  await press(words.edit);
  await expect(page.locator("#versions li")).toContainText(["Answered by a plain form", "Answered otherwise"]);
  await page.getByRole("link", { name: words.page.deleteAsk }).click();
  await expect(page.getByText(words.removing.effect)).toBeVisible();
  await press(words.removing.submit);
  await expect(page.getByRole("article")).toContainText(bare.words.live.room.deleted);
  await expect(page.locator("#versions")).toHaveCount(0);

  await page.goto("/saved");
  await expect(page.getByRole("article")).toContainText("Written by the owner");
  await expect(page.getByRole("link", { name: words.saved.jump })).toHaveAttribute("href", `${path}?m=${theirs}`);
  await press(words.unsave);
  await expect(page.getByText(words.saved.none)).toBeVisible();

  // A whisper between others, a message under another room's address, and a room that one is not in.
  const whisper = await idOf(owner, path, "For you alone");
  const other = await createRoom(owner, { name: "Another" });
  await linked(owner);
  await say(owner, "Between us");
  const hidden = await idOf(owner, other, "Between us");
  const stranger = await arrive(company, windows, pavel);
  for (const [who, address] of [
    [stranger, `${path}/messages/${whisper}`],
    [stranger, `${other}/messages/${hidden}`],
    [owner, `${other}/messages/${theirs}`],
    [owner, `${path}/messages/word`],
  ] as const) {
    const answer = await who.page.goto(address);
    expect([address, answer?.status()]).toEqual([address, 404]);
  }
});

const said = (person: Person, text: string): Locator =>
  person.page.locator("article[data-seq]").filter({ hasText: text });
const quote = (message: Locator): Locator => message.locator("[data-act=quote]");
const sign = (message: Locator, emoji: string): Locator => message.locator(`.sign[data-emoji="${emoji}"]`);

async function room(owner: Person, name: string): Promise<{ path: string; roomId: number }> {
  const path = await createRoom(owner, { name, with: [maria, pavel] });
  return { path, roomId: Number(path.split("/").at(-1)) };
}

/** The id of the first message, or of the one that says this. */
async function idOf(person: Person, path: string, text = ""): Promise<string> {
  if (new URL(person.page.url()).pathname !== path) await person.page.goto(path);
  return (await said(person, text).first().getAttribute("data-id")) ?? "";
}

/** Opens the menu of a message at its row; a row that moves away from the pointer is followed. */
async function menu(message: Locator): Promise<Locator> {
  const list = message.page().locator("dialog[open].sheet-menu");
  await expect(async () => {
    await message.hover();
    await message.locator("[data-act=menu]").click({ timeout: 1000 });
    await expect(list).toBeVisible({ timeout: 1000 });
  }).toPass();
  return list;
}

const entry = async (message: Locator, name: string): Promise<void> =>
  (await menu(message)).getByRole("button", { name, exact: true }).click();

/** A finger that rests there, and is lifted once something has come of it. */
async function hold(target: Locator): Promise<void> {
  const page = target.page();
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (!box) throw new Error("nothing to hold");
  const line = await page.context().newCDPSession(page);
  const finger = { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 30) };
  await line.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [finger] });
  await expect(page.locator("dialog[open]")).toBeVisible();
  await line.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await expect(page.locator("dialog[open]")).toBeVisible();
  await line.detach();
}

/** Holds what the page asks of the server. @returns what lets it break off */
async function held(page: Page): Promise<() => void> {
  let refuse = () => {};
  const refused = new Promise<void>((resolve) => {
    refuse = resolve;
  });
  await page.route("**", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    await refused;
    await route.abort();
  });
  return refuse;
}

async function expectForEveryone(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"])
    .analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))).toEqual([]);
}
