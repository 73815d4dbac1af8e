import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { arrive, arriveAll, maria, openRoom, type Person, pavel, row, say, talk, vera, words } from "./support/people";
import { expect, test } from "./support/test";

const { admin, pages, live } = words.en;
const rooms = admin.rooms;
const unscripted = { javaScriptEnabled: false };

/** Makes a room in the administration. @returns its id */
async function makeRoom(page: Page, name: string): Promise<number> {
  await page.goto("/admin/rooms/new");
  await page.getByLabel(pages.fields.roomName, { exact: true }).fill(name);
  await page.getByLabel(rooms.history).selectOption("joined");
  await page.getByRole("button", { name: rooms.make }).click();
  await expect(page.getByText(rooms.did.made)).toBeVisible();
  return Number(new URL(page.url()).pathname.split("/").at(-1));
}

/** Pastes a list of logins, and confirms. */
async function addByList(page: Page, roomId: number, list: string, lastDay?: string): Promise<void> {
  await page.goto(`/admin/rooms/${roomId}/add`);
  await page.getByLabel(rooms.add.pasteLabel).fill(list);
  await page.getByRole("button", { name: rooms.add.next }).last().click();
  await expect(page.getByLabel(rooms.confirm.endLabel)).toBeVisible();
  if (lastDay) await page.getByLabel(rooms.confirm.endLabel).fill(lastDay);
  await page.getByRole("button", { name: rooms.confirm.addSubmit }).click();
  await expect(page).toHaveURL(/did=added/);
}

/** Opens what can be done about one of the members, and chooses. */
async function choose(page: Page, person: { displayName: string }, what: string, language = rooms): Promise<void> {
  await page.getByLabel(language.personMenu.replace("{name}", person.displayName)).click();
  await page.getByText(what, { exact: true }).filter({ visible: true }).click();
}

const archivedNote = (person: Person) => person.page.getByText(person.words.live.room.archived);

test("an administrator makes a room, fills it by a list, sees who sees it, takes people out, archives and deletes it", async ({
  company,
  windows,
}) => {
  test.slow();
  const [owner, colleague, other] = await arriveAll(company, windows);
  const { page } = owner;
  const roomId = await makeRoom(page, "Dye house");
  const path = `/rooms/${roomId}`;
  await openRoom(owner, path);
  await say(owner, "before anybody came");
  await expect(talk(owner)).toHaveCount(1);

  await addByList(page, roomId, `${maria.username}, nobody.of.that.name\n@${pavel.username}`);
  await expect(page.getByText("2 people were added.")).toBeVisible();

  await expect(row(colleague, "Dye house")).toBeVisible();
  await openRoom(colleague, path);
  await expect(colleague.page.getByText(colleague.words.live.room.beginningLate)).toBeVisible();
  await expect(talk(colleague)).toHaveCount(0);
  await openRoom(owner, path);
  await say(owner, "after they came");
  await expect(talk(colleague)).toHaveText(["after they came"]);

  await page.goto(`/admin/rooms/${roomId}/access`);
  await expect(page.getByRole("row", { name: new RegExp(maria.displayName) })).toContainText(
    rooms.access.history.joined,
  );
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: rooms.access.csv }).click(),
  ]);
  expect(file.suggestedFilename()).toBe(`room-${roomId}-access.csv`);
  const text = await readFile(await file.path(), "utf8");
  expect(text.startsWith("\ufeffName,Login")).toBe(true);
  expect(text).toContain(maria.displayName);

  await openRoom(other, path);
  await page.goto(`/admin/rooms/${roomId}`);
  await page.getByLabel(rooms.choose.replace("{name}", pavel.displayName)).check();
  await page.getByRole("button", { name: rooms.removeChosen }).click();
  await expect(page.getByText(rooms.confirm.removeEffect)).toBeVisible();
  await page.getByRole("button", { name: rooms.remove }).click();
  await expect(page.getByText("1 person was taken out.")).toBeVisible();
  await expect(other.page.getByText(live.room.removed)).toBeVisible();

  await page.getByRole("link", { name: rooms.toArchive, exact: true }).click();
  await page.getByRole("button", { name: rooms.toArchive }).click();
  await expect(page.getByText(rooms.did.archived)).toBeVisible();
  await expect(archivedNote(colleague)).toBeVisible();
  await page.goto("/admin/rooms?state=archived");
  await expect(page.getByRole("link", { name: "Dye house", exact: true })).toBeVisible();
  await page.getByLabel(rooms.menu.replace("{room}", "Dye house")).click();
  await page.getByRole("link", { name: rooms.toDelete }).click();
  await expect(page.getByText("2 members lose it at once, on every device.")).toBeVisible();
  await page.getByRole("button", { name: rooms.confirm.deleteSubmit }).click();
  await expect(page.getByText("The room is deleted; 2 members are out.")).toBeVisible();
  await expect(colleague.page.getByText(colleague.words.live.room.removed)).toBeVisible();
  await expect(row(colleague, "Dye house")).toHaveCount(0);
});

test("a room that becomes the one for all takes everybody in at once, and offers nobody a way out", async ({
  company,
  windows,
}) => {
  const [owner, colleague] = await arriveAll(company, windows);
  const { page } = owner;
  const roomId = await makeRoom(page, "Notice board");
  await page.getByLabel(rooms.place).selectOption("true");
  await page.getByRole("button", { name: admin.frame.save }).click();
  await expect(page.getByText(rooms.did.edited)).toBeVisible();
  await expect(row(colleague, "Notice board")).toBeVisible();
  await colleague.page.goto(`/rooms/${roomId}?panel=members`);
  await expect(colleague.page.getByRole("listitem").filter({ hasText: vera.displayName })).toBeVisible();
  await expect(colleague.page.getByText(colleague.words.live.room.leave)).toHaveCount(0);
});

test("a room's own admin runs it from a phone: its name, its admins, its members; a plain member finds their bell alone", async ({
  company,
  windows,
}) => {
  test.slow();
  const [owner, colleague, boss] = await arriveAll(company, windows);
  const roomId = await makeRoom(owner.page, "Loading dock");
  await addByList(owner.page, roomId, `${maria.username} ${pavel.username}`);
  await choose(owner.page, pavel, rooms.makeAdmin);
  await expect(owner.page.getByText(rooms.did.role)).toBeVisible();

  const { page } = boss;
  await page.goto(`/rooms/${roomId}?panel=members`);
  await page.getByRole("link", { name: live.room.settings }).tap();
  await page.getByLabel(pages.fields.roomName, { exact: true }).fill("Loading dock, gate 3");
  await page.getByRole("button", { name: admin.frame.save }).last().tap();
  await expect(page.getByText(rooms.did.edited)).toBeVisible();
  await expect(row(colleague, "Loading dock, gate 3")).toBeVisible();

  await choose(page, maria, rooms.setEnd);
  await page.getByLabel(rooms.confirm.endLabel).fill("2020-01-01");
  await page.getByRole("button", { name: admin.frame.save }).tap();
  await expect(page.getByText(words.en.errors.endPast)).toBeVisible();
  await page.getByLabel(rooms.confirm.endLabel).fill("2035-12-31");
  await page.getByRole("button", { name: admin.frame.save }).tap();
  await expect(page.getByText(rooms.did.end)).toBeVisible();
  await expect(page.getByText(/until 1 January 2036|until 31 December 2035/)).toBeVisible();

  const russian = colleague.words.admin.rooms;
  await colleague.page.goto(`/rooms/${roomId}/settings`);
  await colleague.page.getByLabel(russian.bell).selectOption("mentions");
  await colleague.page.getByRole("button", { name: colleague.words.admin.frame.save }).click();
  await expect(colleague.page.getByText(russian.did.edited)).toBeVisible();
  await expect(colleague.page.getByLabel(russian.bell)).toHaveValue("mentions");
  await expect(colleague.page.getByText(russian.danger)).toHaveCount(0);
  expect((await colleague.page.goto(`/rooms/${roomId}/confirm?do=delete`))?.status()).toBe(404);

  await choose(page, maria, rooms.remove);
  await page.getByRole("button", { name: rooms.remove }).tap();
  await expect(page.getByText("1 person was taken out.")).toBeVisible();
  expect((await colleague.page.goto(`/rooms/${roomId}`))?.status()).toBe(404);
});

test("without scripts a room is made, filled, changed, archived, brought back and deleted", async ({
  company,
  windows,
}) => {
  await arriveAll(company, windows);
  const { page } = await arrive(company, windows, vera, unscripted);
  const roomId = await makeRoom(page, "Plain forms");
  await addByList(page, roomId, maria.username, "2035-12-31");
  await page.goto(`/admin/rooms/${roomId}/add?q=${pavel.username}`);
  await page.getByRole("checkbox").first().check();
  await page.getByRole("button", { name: rooms.add.next }).first().click();
  await page.getByRole("button", { name: rooms.confirm.addSubmit }).click();
  await expect(page.getByText("1 person was added.")).toBeVisible();
  await choose(page, pavel, rooms.makeAdmin);
  await expect(page.getByText(rooms.did.role)).toBeVisible();
  await page.getByLabel(pages.fields.topic).fill("A subject");
  await page.getByRole("button", { name: admin.frame.save }).click();
  await expect(page.getByText(rooms.did.edited)).toBeVisible();
  for (const [link, did] of [
    [rooms.toArchive, rooms.did.archived],
    [rooms.toRestore, rooms.did.restored],
  ] as const) {
    await page.getByRole("link", { name: link, exact: true }).click();
    await page.getByRole("button", { name: link }).click();
    await expect(page.getByText(did)).toBeVisible();
  }
  await page.getByRole("link", { name: rooms.toDelete, exact: true }).click();
  await page.getByRole("button", { name: rooms.confirm.deleteSubmit }).click();
  await expect(page.getByText("The room is deleted; 3 members are out.")).toBeVisible();
});
