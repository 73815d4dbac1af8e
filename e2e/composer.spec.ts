import AxeBuilder from "@axe-core/playwright";
import { commandErrors, commandWords } from "@/lib/i18n/commands";
import { composing } from "@/lib/i18n/composing";
import { say as fill } from "@/lib/i18n/say";
import { arriveAll, composer, createRoom, maria, openRoom, type Person, pavel, talk } from "./support/people";
import { expect, test } from "./support/test";

const unscripted = { javaScriptEnabled: false };
const options = (person: Person) => person.page.getByRole("listbox").getByRole("option");
const words = (person: Person) => composing[person.locale];

async function type(person: Person, text: string): Promise<void> {
  await composer(person).fill("");
  await composer(person).pressSequentially(text);
}

test("what is typed to one person reaches that one alone, or nobody; commands do what they say", async ({
  company,
  windows,
}) => {
  const [owner, colleague, onPhone] = await arriveAll(company, windows);
  const path = await createRoom(owner, { name: "Looms and people", with: [maria, pavel] });
  for (const person of [owner, colleague, onPhone]) await openRoom(person, path);

  // The name is chosen from the list by keys; the composer says for whom it is; only that person gets it.
  await type(owner, "/p");
  await expect(options(owner)).toHaveText([/^\/pm/]);
  await composer(owner).press("Enter");
  await expect(composer(owner)).toHaveValue("/pm @");
  await expect(options(owner)).toHaveCount(2);
  await composer(owner).pressSequentially("мар");
  await expect(options(owner)).toHaveText([new RegExp(maria.displayName)]);
  await expect(composer(owner)).toHaveAttribute(
    "aria-activedescendant",
    (await options(owner).getAttribute("id")) ?? "",
  );
  await composer(owner).press("Tab");
  await composer(owner).pressSequentially("between us");
  await expect(owner.page.locator(".for-whom")).toContainText(
    fill("en", words(owner).onlyFor, { name: maria.displayName }),
  );
  await expect(composer(owner)).toHaveValue(`/pm @${maria.username} between us`);
  await composer(owner).press("Enter");
  await expect(talk(colleague)).toHaveText(["between us"]);
  await expect(composer(owner)).toHaveValue("");
  await expect(owner.page.locator(".for-whom")).toHaveCount(0);

  // A slip is answered, keeps its text, and says nothing to anybody.
  for (const [text, sentence] of [
    ["/pm @nobody secret", fill("en", commandErrors.en.whisperUnknown, { name: "nobody" })],
    ["/pm", commandErrors.en.pmHow],
    ["/pn @vera secret", fill("en", commandErrors.en.commandUnknown, { command: "/pn" })],
  ] as const) {
    await type(owner, text);
    await composer(owner).press("Escape");
    await composer(owner).press("Enter");
    await expect(owner.page.locator(".compose .problem")).toHaveText(sentence);
    await expect(composer(owner)).toHaveValue(text);
  }
  await type(owner, "//pm is a command");
  await composer(owner).press("Enter");
  await expect(talk(onPhone)).toHaveText(["/pm is a command"]);

  await type(owner, "/topic Warp and weft");
  await composer(owner).press("Enter");
  await expect(owner.page.locator(".compose [role=status]").last()).toHaveText(commandWords.en.topicSet);
  await expect(colleague.page.getByText("Warp and weft").first()).toBeVisible();
  await type(colleague, "/topic Mine");
  await composer(colleague).press("Enter");
  await expect(colleague.page.locator(".compose .problem")).toHaveText(colleague.words.errors.forbidden);
  await expect(composer(colleague)).toHaveValue("/topic Mine");
  await type(colleague, "/leave");
  await composer(colleague).press("Enter");
  await expect(colleague.page).toHaveURL(`${path}/leave`);
  await colleague.page.getByRole("button", { name: colleague.words.live.room.leave }).click();
  await expect(colleague.page).toHaveURL((url) => url.pathname === "/");
  await expect(talk(onPhone)).toHaveText(["/pm is a command"]);
});

test("texts are marked, completed and pasted; every step can be taken back", async ({ company, windows }) => {
  const [owner] = await arriveAll(company, windows);
  await createRoom(owner, { name: "Where one writes", with: [maria] });
  const field = composer(owner);

  await type(owner, "warp and weft");
  await field.press("ControlOrMeta+a");
  await field.press("ControlOrMeta+b");
  await expect(field).toHaveValue("**warp and weft**");
  await field.press("ControlOrMeta+z");
  await expect(field).toHaveValue("warp and weft");
  await field.press("ControlOrMeta+a");
  await owner.page.getByRole("button", { name: words(owner).tools.quote, exact: true }).click();
  await expect(field).toHaveValue("> warp and weft");

  await type(owner, "so :огонь");
  await expect(options(owner).first()).toContainText("🔥");
  await field.press("Enter");
  await expect(field).toHaveValue("so 🔥 ");
  await type(owner, "see #Where one");
  await field.press("Enter");
  await expect(field).toHaveValue(/^see \[#Where one writes\]\(\/rooms\/\d+\) $/);
  await type(owner, "hello @");
  await expect(options(owner)).toContainText([maria.displayName, "@all", "@here"]);
  await field.press("ArrowUp");
  await expect(options(owner).last()).toHaveAttribute("aria-selected", "true");
  await field.press("Escape");
  await expect(options(owner)).toHaveCount(0);
  await expect(field).toHaveValue("hello @");

  await owner.page.getByRole("button", { name: words(owner).tools.emoji, exact: true }).click();
  await owner.page.getByRole("dialog").getByRole("gridcell").first().click();
  await expect(field).toHaveValue(/^hello @\p{Emoji}/u);

  await type(owner, "the plan");
  await field.press("ControlOrMeta+a");
  await paste(owner, { "text/plain": "https://looms.example/plan" });
  await expect(field).toHaveValue("[the plan](https://looms.example/plan)");
  await field.fill("");
  const cells = "<table><tr><td>Loom</td><td>Cloth</td></tr><tr><td>1</td><td><b>red</b></td></tr></table>";
  await paste(owner, { "text/html": cells, "text/plain": "Loom\tCloth\n1\tred" });
  await expect(field).toHaveValue("| Loom | Cloth |\n| --- | --- |\n| 1 | **red** |");
  await field.press("ControlOrMeta+z");
  await expect(field).toHaveValue("");
});

test("on a phone a list stands above the field and is chosen by touch, and the tools come when asked for", async ({
  company,
  windows,
}) => {
  const [owner, , onPhone] = await arriveAll(company, windows);
  const path = await createRoom(owner, { name: "Thumbs", with: [maria, pavel] });
  await openRoom(onPhone, path);
  const { page } = onPhone;
  await composer(onPhone).tap();
  await type(onPhone, "@мар");
  const list = page.getByRole("listbox");
  await expect(list).toBeVisible();
  const [above, field] = [await list.boundingBox(), await page.locator(".compose").boundingBox()];
  expect((above?.y ?? 0) + (above?.height ?? 0)).toBeLessThanOrEqual(field?.y ?? 0);
  expect((await options(onPhone).first().boundingBox())?.height).toBeGreaterThanOrEqual(44);
  const { violations } = await new AxeBuilder({ page }).include(".compose").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await options(onPhone).first().tap();
  await expect(composer(onPhone)).toHaveValue(`@${maria.username} `);
  await expect(composer(onPhone)).toBeFocused();

  const bold = page.getByRole("button", { name: words(onPhone).tools.bold, exact: true });
  await expect(bold).toBeHidden();
  const tools = page.getByRole("button", { name: onPhone.words.live.composer.tools });
  await tools.tap();
  await expect(tools).toHaveAttribute("aria-expanded", "true");
  await bold.tap();
  await expect(composer(onPhone)).toHaveValue(`@${maria.username} ****`);
});

test("without scripts a whisper is a whisper, and what is no command comes back as typed", async ({
  company,
  windows,
}) => {
  const [owner, colleague, onPhone] = await arriveAll(company, windows);
  const path = await createRoom(owner, { name: "Plain forms", with: [maria, pavel] });
  for (const person of [colleague, onPhone]) await openRoom(person, path);
  const state = await owner.page.context().storageState();
  const page = await windows.open({ ...owner.device, storageState: state }, unscripted);
  await page.goto(path);
  const field = page.locator(".compose textarea");
  const send = page.getByRole("button", { name: owner.words.live.composer.send });
  for (const text of ["/pm @nobody secret", "/pn secret"]) {
    await field.fill(text);
    await send.click();
    await expect(page.locator(".compose .problem")).toBeVisible();
    await expect(field).toHaveValue(text);
  }
  await field.fill(`/pm @${maria.username} between us`);
  await send.click();
  await expect(talk(colleague)).toHaveText(["between us"]);
  await field.fill("aloud");
  await send.click();
  await expect(talk(onPhone)).toHaveText(["aloud"]);
});

/** As if it came from the clipboard of another program. */
const paste = (person: Person, copied: Record<string, string>) =>
  composer(person).evaluate((field, types) => {
    const clipboardData = new DataTransfer();
    for (const [kind, text] of Object.entries(types)) clipboardData.setData(kind, text);
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, copied);
