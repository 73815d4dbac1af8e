import { createHash } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { fileForm } from "@/lib/i18n/file-form";
import type { MessagePage } from "@/lib/messages/schema";
import { bytesOf, film, type Given, hand, picture, roomIdOf, silence } from "./support/files";
import { lineTo } from "./support/line";
import {
  arrive,
  arriveAll,
  composer,
  createRoom,
  maria,
  openRoom,
  outgoing,
  type Person,
  pavel,
  say,
  talk,
  vera,
} from "./support/people";
import { programOf } from "./support/program";
import { expect, test } from "./support/test";

test("several at once by the button, dropped and pasted: each tells how far it is, is taken out or sent again, and what is too large is told before it goes", async ({
  company,
  windows,
}) => {
  test.slow();
  const [owner, colleague, phone] = await arriveAll(company, windows);
  await limitTo(owner, 1);
  const path = await createRoom(owner, { name: "Photographs", with: [maria, pavel] });
  for (const person of [owner, colleague, phone]) await openRoom(person, path);
  const { files } = owner.words.live;
  const asked: number[] = [];
  owner.page.on("request", (request) => {
    if (isUpload(request.url(), request.method())) asked.push(asked.length);
  });

  // Told before anything is sent.
  await expect(chooser(owner)).toHaveAccessibleName(files.attach.replace("{n}", "1"));
  await chooser(owner).setInputFiles([bytesOf("large.bin", 1_100_000), bytesOf("empty.txt", 0)]);
  await expect(waiting(owner).filter({ hasText: "large.bin" })).toContainText("Larger than 1 MB");
  await expect(waiting(owner).filter({ hasText: "empty.txt" })).toContainText(files.problems.empty);
  await composer(owner).press("Enter");
  await expect(owner.page.getByText(files.refusedFirst)).toBeVisible();
  expect(asked).toEqual([]);
  await expectForEveryone(owner.page);
  for (const name of ["large.bin", "empty.txt"]) await takeOut(owner, name);
  await expect(waiting(owner)).toHaveCount(0);

  // Over a slow line: how far, and away with one that is under way.
  const line = await owner.page.context().newCDPSession(owner.page);
  const slow = (bytesPerSecond: number) =>
    line.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: bytesPerSecond,
    });
  await slow(150_000);
  await chooser(owner).setInputFiles([await picture("pallet.jpg", 600, 400), bytesOf("heavy.bin", 900_000)]);
  const bar = waiting(owner).filter({ hasText: "heavy.bin" }).getByRole("progressbar");
  await expect.poll(async () => Number(await bar.getAttribute("value"))).toBeGreaterThan(50_000);
  expect(Number(await bar.getAttribute("value"))).toBeLessThanOrEqual(900_000);
  await takeOut(owner, "heavy.bin");
  await slow(-1);

  // Refused by a full disk: said, and sent again by hand.
  windows.brokenOnPurpose = true;
  await owner.page.route("**/uploads", (route) => route.fulfill({ status: 507, json: {} }), { times: 1 });
  await hand(owner, "drop", bytesOf("list.csv", 2_000));
  await expect(waiting(owner).filter({ hasText: "list.csv" })).toContainText(files.problems.full);
  await owner.page.getByRole("button", { name: files.retry.replace("{name}", "list.csv") }).click();
  await hand(owner, "paste", await picture("screen.png", 300, 200));
  await expect(owner.page.getByText("3 of 3 ready")).toBeAttached();
  await say(owner, "Shift of today");
  await expect(waiting(owner)).toHaveCount(0);
  for (const person of [owner, colleague, phone]) {
    await expect(talk(person)).toHaveText(["Shift of today"]);
    await expect(shots(person)).toHaveCount(2);
    await expect(cards(person)).toHaveText([/CSV\s*list\.csv\s*2/]);
  }
  const [message] = (await messagesOf(colleague, path)).items;
  expect(message?.attachments.map(({ name }) => name)).toEqual(["pallet.jpg", "list.csv", "screen.png"]);

  // From the phone: chosen, without a word.
  await chooser(phone).setInputFiles(await picture("gate.jpg", 400, 900));
  await expect(phone.page.getByLabel(phone.words.live.files.camera)).toHaveAttribute("capture", "environment");
  await phone.page.getByRole("button", { name: phone.words.live.composer.send }).tap();
  for (const person of [owner, colleague, phone]) await expect(shots(person)).toHaveCount(3);
  await limitTo(owner, 100);
});

test("twelve files at once over a line that breaks twice arrive once each, in their order, byte by byte", async ({
  company,
  windows,
}) => {
  test.slow();
  windows.brokenOnPurpose = true;
  const line = await lineTo(company.url);
  const owner = await arrive(company, windows, vera);
  const colleague = await arrive(company, windows, maria, { baseURL: line.url });
  const path = await createRoom(owner, { name: "Twelve", with: [maria] });
  await openRoom(colleague, path);
  const { page } = colleague;
  const given = Array.from({ length: 12 }, (_, at) =>
    bytesOf(`part ${String(at + 1).padStart(2, "0")}.bin`, 150_000 + at),
  );
  const stored = () =>
    page.locator(".tray-item").evaluateAll((all) => all.filter((one) => !one.querySelector("progress")).length);
  await chooser(colleague).setInputFiles(given);
  await say(colleague, "All twelve");
  for (const breaks of [1, 2]) {
    await expect.poll(stored).toBeGreaterThan(0);
    line.cut();
    await expect(page.getByText(colleague.words.live.files.lost).first(), `break ${breaks}`).toBeVisible();
    await expect(page.getByText(colleague.words.live.files.goesSoon)).toBeVisible();
    line.mend();
  }
  for (const person of [owner, colleague]) {
    await expect(talk(person)).toHaveText(["All twelve"], { timeout: 40_000 });
    await expect(cards(person)).toHaveCount(12);
  }
  await expect(outgoing(colleague)).toHaveCount(0);
  await expect(waiting(colleague)).toHaveCount(0);
  const { items } = await messagesOf(owner, path);
  expect(items).toHaveLength(1);
  const carried = items[0]?.attachments ?? [];
  expect(carried.map(({ name, size }) => [name, size])).toEqual(given.map(({ name, buffer }) => [name, buffer.length]));
  const sums = await Promise.all(
    carried.map(async ({ url }) => sumOf(await (await owner.page.request.get(url)).body())),
  );
  expect(sums).toEqual(given.map(({ buffer }) => sumOf(buffer)));
  await line.close();
});

test("what a message carries stands at a size known before it loads, opens over the window, and plays in place", async ({
  company,
  windows,
}) => {
  test.slow();
  const [owner, , phone] = await arriveAll(company, windows);
  const path = await createRoom(owner, { name: "Gallery", with: [maria, pavel] });
  const program = await programOf(company, vera);
  const upload = (...files: Given[]) => Promise.all(files.map((file) => program.upload(file)));
  const sizes = [
    [1600, 900],
    [300, 1500],
    [2400, 300],
    [40, 24],
    [900, 900],
  ] as const;
  const pictures = await Promise.all(sizes.map(([width, height]) => picture(`${width}x${height}.jpg`, width, height)));
  for (const one of pictures) await program.say(roomIdOf(path), "", await upload(one));
  await program.say(roomIdOf(path), "All of them", await upload(...pictures));
  const moving = await upload(await film(owner.page, "film.webm"), silence("note.wav"));
  const long = `${"Схема погрузки и разгрузки ".repeat(5)}.pdf`;
  await program.say(roomIdOf(path), "", [...moving, ...(await upload({ ...bytesOf(long, 1_234_567), name: long }))]);

  // Nothing moves when the pictures come, late, on either device.
  for (const person of [owner, phone]) {
    await person.page.addInitScript(watchShifts);
    const arrivals = holdPictures(person.page);
    await person.page.goto(path, { waitUntil: "domcontentloaded" });
    await expect(shots(person)).toHaveCount(10);
    // Who has something unread is led to its line, once the page's script is there.
    if (person === phone) await expect(person.page.locator("[data-row=new]")).toBeInViewport();
    await person.page.evaluate(untilCalm);
    const before = await boxes(shots(person));
    await arrivals.release();
    await expect.poll(() => shots(person).locator("img").evaluateAll(allCame)).toBe(true);
    expect(await boxes(shots(person))).toEqual(before);
    expect(await person.page.evaluate(() => Reflect.get(window, "shifts"))).toEqual([]);
  }

  // The viewer, by keys.
  const { files } = owner.words.live;
  const viewer = owner.page.getByRole("dialog", { name: files.viewer });
  await shots(owner).nth(5).focus();
  await owner.page.keyboard.press("Enter");
  await expect(viewer).toContainText("1 of 5");
  await expectForEveryone(owner.page);
  await owner.page.keyboard.press("ArrowRight");
  await expect(viewer.getByRole("img")).toHaveAccessibleName("300x1500.jpg");
  await owner.page.keyboard.press("End");
  await expect(viewer).toContainText("5 of 5");
  await expect(viewer.getByRole("button", { name: files.next })).toHaveCount(0);
  await owner.page.keyboard.press("+");
  expect(await scaleOf(viewer)).toBeCloseTo(1.5);
  await owner.page.keyboard.press("-");
  expect(await scaleOf(viewer)).toBeCloseTo(1);
  await owner.page.keyboard.press("ArrowLeft");
  await expect(viewer).toContainText("4 of 5");
  await owner.page.keyboard.press("Escape");
  await expect(viewer).toHaveCount(0);
  await expect(shots(owner).nth(5)).toBeFocused();

  // Under two fingers, and turned over by one.
  const held = phone.page.getByRole("dialog", { name: files.viewer });
  await shots(phone).nth(5).scrollIntoViewIfNeeded();
  await shots(phone).nth(5).tap();
  await expect(held).toContainText("1 of 5");
  await fingers(phone.page, [
    [170, 400, 60, 400],
    [220, 400, 330, 400],
  ]);
  const near = await scaleOf(held);
  expect(near).toBeGreaterThan(2);
  await fingers(phone.page, [
    [60, 400, 170, 400],
    [330, 400, 220, 400],
  ]);
  expect(await scaleOf(held)).toBeLessThan(near);
  await fingers(
    phone.page,
    [
      [150, 400, 40, 400],
      [240, 400, 350, 400],
    ].map(([x = 0, y = 0, toX = 0, toY = 0]) => [toX, toY, x, y]),
  );
  expect(await scaleOf(held)).toBeCloseTo(1);
  await fingers(phone.page, [[320, 400, 120, 400]]);
  await expect(held).toContainText("2 of 5");
  // A tap that comes at once after a swipe only ends the swipe, as the browser sees it.
  await expect(async () => {
    await held.getByRole("button", { name: phone.words.live.room.close }).tap();
    await expect(held).toHaveCount(0, { timeout: 500 });
  }).toPass();

  // Played where they stand; a card says what it is, and downloads.
  for (const person of [owner, phone])
    for (const kind of ["video", "audio"]) {
      const player = person.page.locator(kind);
      await player.evaluate((one: HTMLMediaElement) => Object.assign(one, { muted: true }).play());
      await expect.poll(() => player.evaluate((one: HTMLMediaElement) => one.currentTime)).toBeGreaterThan(0.2);
    }
  for (const { page } of [owner, phone]) await expectForEveryone(page);
  await expect(cards(owner)).toContainText(["PDF"]);
  await expect(cards(owner)).toContainText(["1.23 MB"]);
  const [download] = await Promise.all([owner.page.waitForEvent("download"), cards(owner).click()]);
  expect(download.suggestedFilename()).toMatch(/^Схема погрузки.*\.pdf$/);
});

test("a file is for those who see its message at this moment: a whisper's two, nobody who was removed, and what holds a script is bytes", async ({
  company,
  windows,
}) => {
  const [owner, colleague, phone] = await arriveAll(company, windows);
  const path = await createRoom(owner, { name: "Who may", with: [maria, pavel] });
  const roomId = roomIdOf(path);
  const program = await programOf(company, vera);
  const members: { items: { user: { id: number; username: string } }[] } = await (
    await program.ask("GET", `rooms/${roomId}/members`)
  ).json();
  const idOf = (username: string) => members.items.find(({ user }) => user.username === username)?.user.id;
  for (const person of [colleague, phone]) await openRoom(person, path);

  const secret = await program.upload(await picture("for-one.jpg", 1200, 900));
  await program.say(roomId, "for one", [secret], { to: idOf(maria.username) });
  await expect(talk(colleague)).toHaveText(["for one"]);
  const statusFor = async ({ page }: Person, address: string | null) =>
    (await page.request.get(address ?? "")).status();
  for (const address of [secret.url, secret.preview_url]) {
    expect(await statusFor(colleague, address)).toBe(200);
    expect(await statusFor(owner, address)).toBe(200);
    expect(await statusFor(phone, address)).toBe(404);
  }

  // Sent through the page, named as something harmless.
  const script = "<script>document.title = 'run'</script>";
  const hostile = [
    {
      name: "drawing.svg",
      mimeType: "image/svg+xml",
      buffer: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`),
    },
    { name: "photo.png", mimeType: "image/png", buffer: Buffer.from(`<!doctype html>${script}`) },
  ];
  await chooser(colleague).setInputFiles(hostile);
  await say(colleague, "Look at this");
  await expect(cards(phone)).toHaveCount(2);
  await expect(shots(phone)).toHaveCount(0);
  for (const [at, { name }] of hostile.entries()) {
    const address = (await cards(phone).nth(at).getAttribute("href")) ?? "";
    const answer = await phone.page.request.get(address);
    expect(answer.headers()).toMatchObject({
      "content-type": expect.stringMatching(/^(application\/octet-stream|text\/plain; charset=utf-8)$/),
      "content-disposition": expect.stringContaining(`attachment; filename="${name}"`),
      "x-content-type-options": "nosniff",
      "content-security-policy": expect.stringMatching(/^sandbox; default-src 'none'/),
      "cross-origin-resource-policy": "same-origin",
      "cache-control": expect.stringMatching(/^private, no-cache/),
    });
    // Opened by itself it is a download, and no document.
    const [download] = await Promise.all([
      phone.page.waitForEvent("download"),
      phone.page.goto(address).catch(() => null),
    ]);
    expect(download.suggestedFilename()).toBe(name);
  }

  // Removed: the old link is dead within a second, though nothing was loaded anew.
  const open = await program.upload(await picture("open.jpg", 1200, 900));
  await program.say(roomId, "for all", [open]);
  await expect(shots(phone)).toHaveCount(1);
  expect(await statusFor(phone, open.url)).toBe(200);
  expect((await program.ask("DELETE", `rooms/${roomId}/members/${idOf(pavel.username)}`)).status).toBe(204);
  for (const address of [open.url, open.preview_url]) expect(await statusFor(phone, address)).toBe(404);
  expect(await statusFor(colleague, open.url)).toBe(200);
});

test("without scripts a message is sent with several files, and what is too large is said with the text kept", async ({
  company,
  windows,
}) => {
  const [owner, , phone] = await arriveAll(company, windows);
  const path = await createRoom(owner, { name: "Plain form", with: [pavel] });
  await limitTo(owner, 1);
  const { page, words } = await arrive(company, windows, pavel, { javaScriptEnabled: false });
  const form = fileForm[pavel.locale];
  await page.goto(path);
  await page.getByRole("link", { name: words.live.files.attach.replace("{n}", "1") }).click();
  await page.getByLabel(form.text).fill("The plan, without scripts");
  await page.getByLabel(form.files).setInputFiles([bytesOf("fits.bin", 1_000), bytesOf("large.bin", 1_100_000)]);
  await page.getByRole("button", { name: form.send }).click();
  await expect(page.getByRole("alert")).toContainText("larger than the 1 MB");
  await expect(page.getByLabel(form.text)).toHaveValue("The plan, without scripts");
  await page.getByLabel(form.files).setInputFiles([await picture("plan.jpg", 900, 600), bytesOf("list.bin", 1_000)]);
  await page.getByRole("button", { name: form.send }).click();
  await expect(page).toHaveURL(new RegExp(`${path}$`));
  await phone.page.goto(path);
  for (const at of [page, phone.page]) {
    await expect(at.locator("article .body")).toHaveText(["The plan, without scripts"]);
    await expect(at.locator("article .file-card")).toHaveText([/BIN\s*list\.bin/]);
    await expect(at.locator("article .shot")).toHaveCount(1);
  }
  await phone.page.goto(`${path}/files`);
  await expectForEveryone(phone.page);
  await limitTo(owner, 100);
});

const chooser = ({ page, words }: Person): Locator =>
  page.getByLabel(new RegExp(`^${words.live.files.attach.split("{n}")[0]}`));
/** What is in the tray. */
const waiting = ({ page, words }: Person): Locator =>
  page.getByRole("list", { name: words.live.files.tray }).getByRole("listitem");
const shots = ({ page }: Person): Locator => page.locator("article[data-seq] .shot");
const cards = ({ page }: Person): Locator => page.locator("article[data-seq] .file-card");
const isUpload = (address: string, method: string) => method === "POST" && new URL(address).pathname === "/uploads";
const sumOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** In both looks. */
async function expectForEveryone(page: Page): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag22aa"]).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(" "))])).toEqual([]);
  }
}

const takeOut = ({ page, words }: Person, name: string) =>
  page.getByRole("button", { name: words.live.files.remove.replace("{name}", name) }).click();

async function limitTo({ page, words }: Person, megabytes: number): Promise<void> {
  const { settings, frame } = words.admin;
  await page.goto("/admin/settings");
  await page.getByLabel(settings.filesMax).fill(String(megabytes));
  await page
    .locator("form")
    .filter({ has: page.getByLabel(settings.filesMax) })
    .getByRole("button", { name: frame.save })
    .click();
  await expect(page.getByText(frame.saved).first()).toBeVisible();
}

async function messagesOf({ page }: Person, path: string): Promise<MessagePage> {
  return (await page.request.get(`/api/v1${path}/messages?limit=100`)).json();
}

/** Every shift of what stands in the page, whoever caused it. */
function watchShifts(): void {
  const shifts: number[] = [];
  Object.assign(window, { shifts });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) shifts.push(Reflect.get(entry, "value"));
  }).observe({ type: "layout-shift", buffered: true });
}

/** The typeface has come, and players know their length: whatever moves from now on is moved by pictures. */
async function untilCalm(): Promise<void> {
  const known = (one: HTMLMediaElement) =>
    one.readyState > 0 || new Promise((resolve) => one.addEventListener("loadedmetadata", resolve));
  await Promise.all([
    document.fonts.ready,
    ...[...document.querySelectorAll("video, audio")].map((one) => known(one as HTMLMediaElement)),
  ]);
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  Reflect.get(window, "shifts").length = 0;
}

/** Pictures of messages wait until they are let through. */
function holdPictures(page: Page): { release: () => Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const address = /\/api\/v1\/files\/\d+(\/preview)?$/;
  const held = page.route(address, async (route) => {
    if (route.request().resourceType() === "image") await opened;
    await route.continue();
  });
  return {
    async release() {
      await held;
      open();
    },
  };
}

const allCame = (all: Element[]) =>
  all.every((one) => one instanceof HTMLImageElement && one.complete && one.naturalWidth > 0);

const boxes = (all: Locator) =>
  all.evaluateAll((found) =>
    found.map((one) => {
      const { top, left, width, height } = one.getBoundingClientRect();
      return [top, left, width, height];
    }),
  );

const scaleOf = (viewer: Locator): Promise<number> =>
  viewer.getByRole("img").evaluate((one) => new DOMMatrix(getComputedStyle(one).transform).a);

/** Fingers that go down, from one point to another, and up: x, y, x, y of each. */
async function fingers(page: Page, ways: readonly (readonly number[])[]): Promise<void> {
  const touch = await page.context().newCDPSession(page);
  const steps = 8;
  const points = (step: number) =>
    ways.map(([x = 0, y = 0, toX = 0, toY = 0], id) => ({
      id,
      x: x + ((toX - x) * step) / steps,
      y: y + ((toY - y) * step) / steps,
    }));
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: points(0) });
  for (let step = 1; step <= steps; step++)
    await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: points(step) });
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await touch.detach();
}
