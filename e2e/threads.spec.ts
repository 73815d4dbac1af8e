import type { Locator } from "@playwright/test";
import { acting } from "@/lib/i18n/acting";
import { inboxWords } from "@/lib/i18n/inbox";
import { threadWords } from "@/lib/i18n/threads";
import { messageAt, withDatabase, writeReplies } from "./support/database";
import {
  arriveAll,
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
  talk,
} from "./support/people";
import { expect, test } from "./support/test";
import { desk, english } from "./support/window";

test("a thread stands beside its room, on a phone over it: live, with a line of its own for what is new", async ({
  company,
  windows,
}) => {
  const [owner, onDesk, onPhone] = await arriveAll(company, windows);
  const path = await createRoom(owner, { name: "Gate three", with: [maria, pavel] });
  for (const person of [owner, onDesk, onPhone]) await openRoom(person, path);
  await say(owner, "Who loads the lorry?");
  await expect(talk(onDesk)).toHaveCount(1);
  const rootId = await messageAt(company, Number(path.split("/").at(-1)), 1);

  // From the bar at the message; what is said there is not said in the room.
  await inRoom(onDesk, rootId).hover();
  await inRoom(onDesk, rootId).getByRole("button", { name: acting.ru.thread }).click();
  await expect(panel(onDesk)).toContainText(threadWords.ru.none);
  await expect(field(onDesk)).toBeFocused();
  await field(onDesk).fill("Я, после обеда");
  await field(onDesk).press("Enter");
  await expect(replies(onDesk)).toHaveText(["Я, после обеда"]);
  await expect(talk(owner)).toHaveCount(1);
  const line = inRoom(owner, rootId).locator(".thread-line");
  await expect(line).toContainText("1 reply");
  await expect(line.getByText(owner.words.live.thread.unread)).toBeAttached();
  await expect(inboxCount(owner)).toContainText("1");

  // A phone's thread fills the screen, and the system's way back leads to the room.
  await inRoom(onPhone, rootId).locator(".thread-line").tap();
  await expect(replies(onPhone)).toHaveCount(1);
  expect((await panel(onPhone).boundingBox())?.width).toBe(onPhone.page.viewportSize()?.width);
  await field(onPhone).fill("With the phone in my hand");
  await panel(onPhone).getByRole("button", { name: onPhone.words.live.composer.send }).tap();
  await expect(replies(onDesk)).toHaveText(["Я, после обеда", "With the phone in my hand"]);
  await expect(line).toContainText("2 replies");
  await onPhone.page.goBack();
  await expect(panel(onPhone)).toHaveCount(0);
  await expect(composer(onPhone)).toBeVisible();

  // Opened where one has not read on; being seen it is read, and nothing waits in the inbox any more.
  await line.click();
  await expect(panel(owner).locator("[data-row=new] + article")).toContainText("Я, после обеда");
  await expect(inboxCount(owner)).toHaveCount(0);
  await expect(line.getByText(owner.words.live.thread.unread)).toHaveCount(0);
  await expect(panel(owner).getByRole("button", { name: threadWords.en.unfollow })).toBeVisible();
  await owner.page.keyboard.press("Escape");
  await expect(panel(owner)).toHaveCount(0);
  await expect(line).toBeFocused();

  // Who follows no more hears no more; a link to a reply leads into the thread.
  await panel(onDesk).getByRole("button", { name: threadWords.ru.unfollow }).click();
  await expect(panel(onDesk).getByRole("button", { name: threadWords.ru.follow, exact: true })).toBeVisible();
  const last = await replies(onDesk).last().locator("xpath=ancestor::article").getAttribute("data-id");
  await onPhone.page.goto(`${path}?m=${last}`);
  await expect(onPhone.page).toHaveURL((url) => url.search === `?thread=${rootId}&m=${last}`);
  await expect(panel(onPhone).locator(".is-target")).toContainText("With the phone in my hand");
});

test("a long thread opens at its first unread reply, pages both ways, keeps its draft, and is read and answered without scripts", async ({
  company,
  windows,
}) => {
  const [owner] = await arriveAll(company, windows);
  const path = await createRoom(owner, { name: "Long talk", with: [maria] });
  await say(owner, "Let us begin");
  await expect(talk(owner)).toHaveCount(1);
  const rootId = await messageAt(company, Number(path.split("/").at(-1)), 1);
  await writeReplies(company, rootId, 400);
  await withDatabase(
    company,
    (sql) => sql`
      insert into thread_places (root_id, person_id, room_id, following, last_read_seq)
      select m.id, m.author_id, m.room_id, true, 200 from messages m where m.id = ${rootId}`,
  );
  await openRoom(owner, path);
  await inRoom(owner, rootId).locator(".thread-line").click();
  await expect(panel(owner).locator("[data-row=new]")).toBeInViewport();
  await expect(panel(owner).locator("[data-row=new] + article")).toContainText(/reply 20[12]\b/);
  await expect(panel(owner).locator(".thread-root")).toContainText("Let us begin");

  // Upwards to the first reply, which stands under what the thread hangs on.
  const log = panel(owner).locator(".log");
  await expect(async () => {
    await log.evaluate((element) => element.scrollTo({ top: -element.scrollHeight }));
    await expect(replies(owner).first()).toHaveText("reply 1", { timeout: 500 });
  }).toPass();
  await panel(owner).getByRole("button", { name: owner.words.live.room.toEnd }).click();
  await expect(replies(owner).last()).toHaveText("reply 400");
  await expect(replies(owner).last()).toBeInViewport();

  // What is half written is the thread's own, and comes back with it.
  await field(owner).fill("half of an ans");
  await owner.page.reload();
  await expect(field(owner)).toHaveValue("half of an ans");
  await expect(composer(owner)).toHaveValue("");

  const bare = await windows.open(desk, english, { javaScriptEnabled: false });
  await bare.goto("/sign-in");
  await bare.getByLabel(owner.words.pages.fields.usernameOrEmail).fill(owner.username);
  await bare.getByLabel(owner.words.pages.fields.password, { exact: true }).fill(password);
  await bare.getByRole("button", { name: owner.words.pages.signIn.submit }).click();
  await bare.goto(`${path}?thread=${rootId}`);
  const aside = bare.locator("[data-thread]");
  await expect(aside.locator("article").last()).toContainText("reply 400");
  await aside.getByRole("link", { name: threadWords.en.older }).click();
  await expect(aside.locator("article").last()).not.toContainText("reply 400");
  await expect(aside.locator("article").first()).toContainText("Let us begin");
  await bare.goto(`${path}?thread=${rootId}`);
  await aside.getByRole("textbox").fill("Answered by a plain form");
  await aside.getByRole("button", { name: owner.words.live.composer.send }).click();
  await expect(aside.locator("article").last()).toContainText("Answered by a plain form");
  await aside.getByRole("button", { name: threadWords.en.unfollow }).click();
  await expect(aside.getByRole("button", { name: threadWords.en.follow, exact: true })).toBeVisible();
  await aside.getByRole("button", { name: threadWords.en.close }).click();
  await expect(aside).toHaveCount(0);
});

test("a whisper looks like nothing else, is answered in place, waits in the inbox, and a third sees nothing of it", async ({
  company,
  windows,
}) => {
  const [owner, onDesk, onPhone] = await arriveAll(company, windows);
  const path = await createRoom(owner, { name: "Stocktaking", with: [maria, pavel] });
  const elsewhere = await createRoom(onDesk, { name: "Elsewhere" });
  await openRoom(onPhone, path);
  await openRoom(owner, path);
  await say(owner, "Said to all");
  await openRoom(onDesk, elsewhere);

  // Begun from the list of members.
  const { thread } = owner.words.live;
  await owner.page.getByRole("button", { name: new RegExp(`^${owner.words.live.room.showMembers}`) }).click();
  await owner.page.getByRole("button", { name: thread.whisperNamed.replace("{name}", maria.displayName) }).click();
  await expect(owner.page.locator(".whisper-strip")).toContainText(maria.displayName);
  await expect(composer(owner)).toBeFocused();
  await say(owner, "The count is wrong, between us");
  const mine = owner.page.locator("article.is-whisper[data-seq]");
  await expect(mine).toContainText(thread.byMe.replace("{name}", maria.displayName));
  await expect(owner.page.locator(".whisper-strip")).toHaveCount(0);

  // It waits in the list and in the inbox; one press leads to its place, where being seen it is read.
  await expect(row(onDesk, "Stocktaking").locator(".whisper-mark")).toBeVisible();
  await expect(inboxCount(onDesk)).toContainText("1");
  await onDesk.page
    .getByRole("link", { name: new RegExp(`^${onDesk.words.live.nav.inbox}`) })
    .first()
    .click();
  const entry = onDesk.page.locator("[data-kind=whisper]");
  await expect(entry).toContainText("The count is wrong, between us");
  await expect(entry).toContainText("Said to all");
  await expect(entry).toContainText(inboxWords.ru.isNew);
  await expect(inboxCount(onDesk)).toHaveCount(0);
  await entry.getByRole("link").click();
  await linked(onDesk);
  const theirs = onDesk.page.locator("article.is-whisper[data-seq]");
  await expect(theirs).toContainText(onDesk.words.live.thread.toMe);
  await expect(theirs).toHaveAttribute(
    "aria-label",
    onDesk.words.live.thread.whisper.replace("{name}", owner.displayName),
  );
  await expect(row(onDesk, "Stocktaking").locator(".whisper-mark")).toHaveCount(0);

  // Answered in place it stays between the two.
  await theirs.hover();
  await theirs.getByRole("button", { name: acting.ru.reply, exact: true }).click();
  await expect(onDesk.page.locator(".whisper-strip")).toContainText(owner.displayName);
  await say(onDesk, "Вижу, молчу");
  await expect(mine).toHaveCount(2);
  await expect(mine.last()).toContainText("Вижу, молчу");
  await expect(mine.last()).toContainText(thread.toMe);
  await expect(
    owner.page.getByText(thread.whispered.split(":")[0]?.replace("{name}", maria.displayName) ?? ""),
  ).toBeAttached();
  await say(owner, "Said to all again");
  await expect(talk(onPhone)).toHaveText(["Said to all", "Said to all again"]);
  await expect(onPhone.page.locator(".is-whisper, .whisper-mark")).toHaveCount(0);
  await onPhone.page.goto("/mentions?kind=whisper");
  await expect(onPhone.page.getByText(inboxWords[onPhone.locale].noneOf)).toBeVisible();
});

const panel = (person: Person): Locator => person.page.locator("[data-thread]");
const replies = (person: Person): Locator => panel(person).locator("article[data-seq] .body");
const field = (person: Person): Locator => panel(person).getByRole("textbox", { name: placeholderOf(person) });
const placeholderOf = ({ locale }: Person) => threadWords[locale].placeholder;
const inRoom = (person: Person, id: number): Locator => person.page.locator(`#m${id}`);
const inboxCount = (person: Person): Locator =>
  person.page
    .getByRole("navigation")
    .getByRole("link", { name: person.words.live.nav.inbox })
    .filter({ visible: true })
    .locator(".badge");
