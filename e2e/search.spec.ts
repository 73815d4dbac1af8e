import { acting } from "@/lib/i18n/acting";
import { searchWords } from "@/lib/i18n/search";
import { threadWords } from "@/lib/i18n/threads";
import { messageAt } from "./support/database";
import { arriveAll, createRoom, linked, maria, openRoom, pavel, say, signIn, talk, vera } from "./support/people";
import { expect, test } from "./support/test";
import { desk, english } from "./support/window";

test("what was said is found from the list, a room and a phone's tab, a press leads to its place, whispers stay between two", async ({
  company,
  windows,
}) => {
  test.slow();
  const [owner, onDesk, onPhone] = await arriveAll(company, windows);
  const path = await createRoom(owner, { name: "Gate three", with: [maria, pavel] });
  for (const person of [owner, onDesk, onPhone]) await openRoom(person, path);
  await say(owner, "Ёлки отгружены, see ERR-1042 in dispatch_rules.pdf");
  await say(owner, `/pm @${maria.username} ёлки только для вас`);
  await expect(talk(onDesk)).toHaveCount(2);
  const rootId = await messageAt(company, Number(path.split("/").at(-1)), 1);
  const root = onDesk.page.locator(`#m${rootId}`);
  await root.hover();
  await root.getByRole("button", { name: acting.ru.thread }).click();
  const reply = onDesk.page.getByRole("textbox", { name: threadWords.ru.placeholder });
  await expect(reply).toBeFocused();
  await reply.fill("Отвечаю про ёлку");
  await reply.press("Enter");
  await expect(onDesk.page.locator("[data-thread] article[data-seq]")).toHaveCount(1);

  // The field of the list narrows it, and leads on to the messages.
  const { en } = searchWords;
  await onDesk.page.goto("/");
  await linked(onDesk);
  await onDesk.page.keyboard.press("Control+k");
  await onDesk.page.keyboard.type("ёлку");
  await onDesk.page.getByRole("link", { name: onDesk.words.live.nav.searchFor.replace("{text}", "ёлку") }).click();
  await expect(onDesk.page.locator(".inbox-entry mark")).toHaveText(["ёлку", "ёлки", "Ёлки"]);
  await onDesk.page.locator(".inbox-entry").first().getByRole("link").click();
  await expect(onDesk.page.locator("[data-thread] article[data-seq]")).toContainText("Отвечаю про ёлку");

  // A phone's tab; what is whispered to another is no hit there.
  await onPhone.page.goto("/");
  await onPhone.page.getByRole("link", { name: onPhone.words.live.nav.search, exact: true }).tap();
  await expect(onPhone.page.getByRole("heading", { name: en.tipsTitle })).toBeVisible();
  await onPhone.page.getByRole("searchbox", { name: en.field }).fill("елка -отвечаю");
  await onPhone.page.getByRole("button", { name: en.go }).tap();
  await expect(onPhone.page.locator(".inbox-entry")).toHaveCount(1);
  await onPhone.page.locator(".inbox-entry").getByRole("link").tap();
  await expect(onPhone.page.locator(`article[data-id="${rootId}"]`)).toBeInViewport();
  await onPhone.page.goto("/search?q=unicorn");
  await expect(onPhone.page.getByRole("heading", { name: en.none })).toBeVisible();

  // From the head of a room, narrowed to it; a day that is none is said at once.
  await owner.page.goto(path);
  await owner.page.getByRole("link", { name: owner.words.live.room.search }).click();
  await expect(owner.page.getByRole("combobox", { name: en.room, exact: true })).toHaveValue(
    path.split("/").at(-1) ?? "",
  );
  await owner.page.getByRole("searchbox", { name: en.field }).fill("after:soon err-1042");
  await owner.page.getByRole("button", { name: en.go, exact: true }).click();
  await expect(owner.page.locator("[role=alert].notice")).toHaveText(owner.words.errors.dateShape);
  await owner.page.getByRole("searchbox", { name: en.field }).fill("err-1042");
  await owner.page.getByRole("button", { name: en.go, exact: true }).click();
  await expect(owner.page.locator(".inbox-entry mark")).toHaveText("ERR-1042");

  // Without scripts: the field of the list and the page are plain forms.
  const bare = await windows.open(desk, english, { javaScriptEnabled: false });
  await bare.goto("/sign-in");
  await signIn(bare, vera);
  await bare.getByRole("search", { name: owner.words.live.nav.find }).getByRole("searchbox").first().fill("ёлки");
  await bare.keyboard.press("Enter");
  await expect(bare.locator(".inbox-entry mark")).toHaveText(["ёлку", "ёлки", "Ёлки"]);
});
