import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { Page } from "@playwright/test";
import type { MessagePage } from "@/lib/messages/schema";
import { ask, callAction, cookieOf, endOfSocket } from "./support/bare";
import type { Company } from "./support/company";
import {
  arrive,
  composer,
  createRoom,
  linked,
  maria,
  openRoom,
  outgoing,
  type Person,
  pavel,
  row,
  say,
  talk,
  vera,
} from "./support/people";
import { remove } from "./support/remove";
import { expect, test } from "./support/test";
import { desk, type Windows } from "./support/window";

const nowhere = 999_999;
const deskOf = { ...pavel, device: desk };

test("a room of others answers as one that does not exist: page, list of messages, members", async ({
  company,
  windows,
}) => {
  const { path, roomId } = await closedRoom(company, windows);
  const stranger = await arrive(company, windows, deskOf);
  const cookie = await cookieOf(stranger.page);
  for (const rest of ["", "?panel=members", "?m=1", "/add"]) {
    const theirs = await ask(company, `${path}${rest}`, { headers: { cookie } });
    const missing = await ask(company, `/rooms/${nowhere}${rest}`, { headers: { cookie } });
    expect(theirs.status, rest).toBe(404);
    expect(plain(theirs.text, roomId)).toEqual(plain(missing.text, nowhere));
  }
  for (const rest of ["", "/messages", "/members", "/messages?around=1"]) {
    const theirs = await ask(company, `/api/v1${path}${rest}`, { headers: { cookie } });
    expect(theirs.status, rest).toBe(404);
    expect(theirs.text).toBe((await ask(company, `/api/v1/rooms/${nowhere}${rest}`, { headers: { cookie } })).text);
  }
  await expect(row(stranger, "Closed")).toHaveCount(0);
});

/** What an answer carries, without what is drawn anew for each one and in whatever order its parts were ready. */
const plain = (html: string, roomId: number) =>
  html
    .replaceAll(html.match(/nonce="([^"]+)"/)?.[1] ?? "", "NONCE")
    .replace(/\d{13}/g, "MOMENT")
    .replaceAll(`rooms/${roomId}`, "rooms/ROOM")
    .replaceAll(`\\"k\\":\\"${roomId}\\"`, "ROOM")
    .replaceAll(`\\"rooms\\",\\"${roomId}`, "ROOM")
    .split(/\\n|self\.__next_f\.push\(\[1,"|"\]\)|(?<=<\/script>)/)
    .map((part) => part.replace(/^[0-9a-f]+:/, "").replace(/\$[A-Za-z@]?[0-9a-f]+\b/g, "$"))
    .sort();

test("whoever is not signed in is led to the sign-in and is told nothing by any door", async ({ company, windows }) => {
  const { path } = await closedRoom(company, windows);
  const page = await ask(company, path);
  expect([307, 303]).toContain(page.status);
  expect(page.location).toContain(`/sign-in?next=${encodeURIComponent(path)}`);
  expect(page.text).not.toContain("behind the door");
  for (const address of [`/api/v1${path}`, `/api/v1${path}/messages`, "/api/v1/users", "/api/v1/rooms"]) {
    const answer = await ask(company, address);
    expect(answer.status, address).toBe(401);
    expect(answer.text).not.toContain("behind the door");
  }
  const forged = await ask(company, `/api/v1${path}/messages`, { headers: { cookie: "staffroom-session=forged" } });
  expect(forged.status).toBe(401);
});

test("an action called by hand refuses strangers, wrong types and other rooms, and changes nothing", async ({
  company,
  windows,
}) => {
  const { owner, path, roomId } = await closedRoom(company, windows);
  const actionId = await actionIdOf(owner, path);
  const stranger = await arrive(company, windows, deskOf);
  const own = await cookieOf(owner.page);
  const theirs = await cookieOf(stranger.page);
  const before = await everyText(owner, path);
  const good = { roomId, text: "by hand", clientId: randomUUID() };

  const attempts: [string, unknown[], Record<string, string>][] = [
    ["unauthenticated", [good], {}],
    ["not_found", [good], { cookie: theirs }],
    ["not_found", [{ ...good, roomId: nowhere }], { cookie: own }],
    ...[[], [null], ["text"], [[]], [{}], [good.text, good.roomId]].map(
      (args): [string, unknown[], Record<string, string>] => ["invalid", args, { cookie: own }],
    ),
    ...[null, {}, [], 7, true, "", " \u200b "].map((text): [string, unknown[], Record<string, string>] => [
      "invalid",
      [{ ...good, text }],
      { cookie: own },
    ]),
    ...[null, {}, "1", -1, 1.5, 1e300].map((id): [string, unknown[], Record<string, string>] => [
      "invalid",
      [{ ...good, roomId: id }],
      { cookie: own },
    ]),
    ["invalid", [{ ...good, clientId: "1" }], { cookie: own }],
    ["invalid", [{ ...good, authorId: 1 }], { cookie: own }],
    ["too_large", [{ ...good, text: "x".repeat(20_001) }], { cookie: own }],
  ];
  for (const [code, args, headers] of attempts) {
    const answer = await callAction(company, path, actionId, args, headers);
    expect(answer.status, JSON.stringify(args).slice(0, 90)).toBeLessThan(500);
    expect(answer.text, JSON.stringify(args).slice(0, 90)).toContain(`"code":"${code}"`);
  }
  expect(await everyText(owner, path)).toEqual(before);
});

test("an action that comes from another origin changes nothing, even with the cookie", async ({ company, windows }) => {
  const { owner, path, roomId } = await closedRoom(company, windows);
  const actionId = await actionIdOf(owner, path);
  const cookie = await cookieOf(owner.page);
  const before = await everyText(owner, path);
  const { hostname, port } = new URL(company.url);
  const foreign = [
    "null",
    "https://example.org",
    `http://evil.${hostname}:${port}`,
    `http://${hostname}:${port}0`,
    `http://${hostname}.example.org:${port}`,
    `http://${hostname}:${Number(port) - 1}`,
  ];
  for (const origin of foreign)
    await callAction(company, path, actionId, [{ roomId, text: `from ${origin}`, clientId: randomUUID() }], {
      cookie,
      origin,
    });
  expect(await everyText(owner, path)).toEqual(before);
});

test("a form on a page elsewhere, posted by one's own browser, says nothing in one's name", async ({
  company,
  windows,
  browser,
}) => {
  const { owner, path, roomId } = await closedRoom(company, windows);
  const html = (await ask(company, path, { headers: { cookie: await cookieOf(owner.page) } })).text;
  const composer = /<form[^>]*class="compose"[\s\S]*?<\/form>/.exec(html)?.[0] ?? "";
  const marks = composer.match(/<input[^>]*name="\$ACTION[^>]*>/g) ?? [];
  expect(marks.length).toBeGreaterThan(0);
  const before = await everyText(owner, path);
  const elsewhere = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<form method="post" enctype="multipart/form-data" action="${company.url}${path}">
      ${marks.join("")}<input name="roomId" value="${roomId}"><input name="text" value="in your name">
      <input name="clientId" value="${randomUUID()}"><button>Win</button></form>`);
  });
  elsewhere.listen(0, "127.0.0.1");
  // Another port of the same host is another origin but the same site: there the cookie's own rule does not help.
  const context = await browser.newContext({ storageState: await owner.page.context().storageState() });
  const page = await context.newPage();
  const address = elsewhere.address();
  await page.goto(`http://localhost:${typeof address === "object" ? address?.port : 0}/`);
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button").click();
  const answer = await answered;
  expect((await answer.request().allHeaders()).cookie).toContain("staffroom-session");
  expect(answer.status()).toBeGreaterThanOrEqual(400);
  expect(await everyText(owner, path)).toEqual(before);
  await context.close();
  elsewhere.close();
});

test("a socket is refused from a foreign origin and closed without a credential", async ({ company, windows }) => {
  const owner = await arrive(company, windows, vera);
  const cookie = await cookieOf(owner.page);
  const refused = [401, 403, 4001];
  expect(refused).toContain(await endOfSocket(company, { cookie, origin: "https://example.org" }));
  expect(refused).toContain(await endOfSocket(company, { cookie }));
  expect(refused).toContain(await endOfSocket(company, { origin: company.url }));
  expect(refused).toContain(await endOfSocket(company, { origin: company.url, cookie: "staffroom-session=forged" }));
});

test("whoever is taken out of a room gets nothing of it from that moment, on the open page too", async ({
  company,
  windows,
}) => {
  const owner = await arrive(company, windows, vera);
  const colleague = await arrive(company, windows, maria);
  const path = await createRoom(owner, { name: "Taken out", with: [maria] });
  const frames: string[] = [];
  colleague.page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => frames.push(String(payload))));
  await openRoom(colleague, path);
  await openRoom(owner, path);
  await say(owner, "while you are here");
  await expect(talk(colleague)).toHaveText(["while you are here"]);
  await remove(company, vera, maria, idOf(path));
  await expect(colleague.page.getByText(colleague.words.live.room.removed)).toBeVisible();
  await expect(composer(colleague)).toHaveCount(0);
  await expect(row(colleague, "Taken out")).toHaveCount(0);
  await say(owner, "after you have gone");
  await expect(talk(owner)).toHaveCount(2);

  // A later word in another room shows that the line is alive and that the earlier one has not come.
  const other = await createRoom(owner, { name: "Elsewhere", with: [maria] });
  await say(owner, "the line is alive");
  await expect(row(colleague, "Elsewhere").locator(".badge")).toBeVisible();
  expect(frames.join("\n")).not.toContain("after you have gone");
  expect(frames.join("\n")).toContain(`"room_id":${idOf(other)}`);
  const cookie = await cookieOf(colleague.page);
  expect((await ask(company, `/api/v1${path}/messages`, { headers: { cookie } })).status).toBe(404);
  expect((await ask(company, path, { headers: { cookie } })).status).toBe(404);
});

test("markup and scripts in names, topics and messages stay words", async ({ company, windows }) => {
  const owner = await arrive(company, windows, vera);
  const colleague = await arrive(company, windows, maria);
  for (const { page } of [owner, colleague]) {
    page.on("dialog", () => windows.faults.push("a dialog opened"));
    await page.addInitScript(() => Object.assign(window, { harmed: false }));
  }
  await owner.page.goto("/me");
  const { fields, settings } = owner.words.pages;
  await owner.page.getByLabel(fields.displayName).fill(evil("name"));
  await owner.page.getByLabel(fields.status).fill(evil("status"));
  await owner.page.getByRole("button", { name: settings.save }).first().click();
  await expect(owner.page.getByText(settings.saved)).toBeVisible();
  const path = await createRoom(owner, { name: evil("room"), topic: evil("topic"), with: [maria], open: true });
  await openRoom(colleague, path);
  for (const text of attacks) await say(owner, text);
  await expect(talk(colleague)).toHaveCount(attacks.length);
  for (const address of [path, "/", "/people", "/browse", `${path}?panel=members`]) {
    await colleague.page.goto(address);
    await linked(colleague);
    await expectUnharmed(colleague.page);
  }
  await expectUnharmed(owner.page);
  await owner.page.goto("/me");
  await owner.page.getByLabel(fields.displayName).fill(vera.displayName);
  await owner.page.getByRole("button", { name: settings.save }).first().click();
  await expect(owner.page.getByText(settings.saved)).toBeVisible();
});

const evil = (where: string) => `<img src=x onerror=harmed=1>${where}`;
const attacks = [
  "<script>harmed=1</script>",
  "<img src=x onerror=harmed=1>",
  "[click](javascript:harmed=1)",
  "[click](data:text/html,<script>harmed=1</script>)",
  "![picture](https://example.org/tracker.png)",
  "<a href=https://example.org style=position:fixed;inset:0>all of it</a>",
  "</script><script>harmed=1</script>",
  "```html\n<script>harmed=1</script>\n```",
  '"><svg/onload=harmed=1>',
  "{{constructor.constructor('harmed=1')()}}",
];

async function expectUnharmed(page: Page): Promise<void> {
  const found = await page.evaluate(() => ({
    harmed: "harmed" in window && window.harmed !== false,
    elements: document.querySelectorAll(
      ".body script, .body img, .body svg, .body [style], .body [onerror], img[src=x]",
    ).length,
    links: [...document.querySelectorAll("a[href]")]
      .map((link) => link.getAttribute("href") ?? "")
      .filter((href) => !/^(https?:|mailto:|[/?#])/.test(href)),
  }));
  expect(found).toEqual({ harmed: false, elements: 0, links: [] });
}

const rooms = new WeakMap<Company, string>();

/** A private room of the owner alone, with one message in it. */
async function closedRoom(company: Company, windows: Windows) {
  const owner = await arrive(company, windows, vera);
  const there = rooms.get(company);
  const path = there ?? (await createRoom(owner, { name: "Closed" }));
  rooms.set(company, path);
  await openRoom(owner, path);
  if (!there) await say(owner, "behind the door");
  await expect(talk(owner).first()).toHaveText("behind the door");
  return { owner, path, roomId: idOf(path) };
}

const idOf = (path: string) => Number(path.split("/").at(-1));

async function actionIdOf(person: Person, path: string): Promise<string> {
  await openRoom(person, path);
  const sent = person.page.waitForRequest((request) => "next-action" in request.headers());
  await say(person, `a message of ${randomUUID()}`);
  await expect(outgoing(person)).toHaveCount(0);
  return (await sent).headers()["next-action"] ?? "";
}

async function everyText(person: Person, path: string): Promise<string[]> {
  const answer = await person.page.request.get(`/api/v1${path}/messages?limit=100`);
  const { items }: MessagePage = await answer.json();
  return items.map(({ text }) => text);
}
