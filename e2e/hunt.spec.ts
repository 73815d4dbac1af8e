import { ask, cookieOf } from "./support/bare";
import { arriveAll, composer, createRoom, maria, openRoom, type Person, pavel, row, say, talk } from "./support/people";
import { expect, test } from "./support/test";

const secret = "zqxwhispered";
const missing = 2_000_000_000;

test("a whisper is hunted by the owner of the company, who is the room's admin, in every page and by an open window", async ({
  company,
  windows,
}) => {
  test.slow();
  const [owner, colleague, onPhone] = await arriveAll(company, windows);
  const room = await createRoom(owner, { name: "The whispers", with: [maria, pavel] });
  const frames = framesOf(owner);
  for (const person of [owner, colleague, onPhone]) await openRoom(person, room);
  // What is looked for bears another number than anything else that is there.
  const before = ["one", "two", "three", "four", "five"];
  for (const text of before) await say(owner, text);
  await expect(talk(colleague)).toHaveCount(before.length);

  await composer(colleague).pressSequentially(`/pm @${pavel.username} ${secret} for your eyes`);
  await composer(colleague).press("Enter");
  await expect(talk(onPhone).last()).toContainText(secret);
  await say(onPhone, `/pm @${maria.username} ${secret} for yours`);
  await expect(talk(colleague).last()).toContainText(`${secret} for yours`);
  expect(frames.join()).not.toContain('"typing"');
  await say(colleague, "and aloud");
  await expect(talk(owner).last()).toContainText("and aloud");

  const ids = await onPhone.page.locator("article[data-id]").filter({ hasText: secret }).evaluateAll(idsOfRows);
  expect(ids).toHaveLength(2);
  await expect(owner.page.locator("main")).not.toContainText(secret);
  await owner.page.reload();
  await expect(talk(owner)).toHaveText([...before, /and aloud/]);
  await owner.page.goto("/people");
  await expect(row(owner, "The whispers")).not.toContainText(secret);
  for (const told of [...frames, await everyPage(owner, room, ids)].join("\n").split("\n")) {
    expect(told).not.toContain(secret);
    for (const id of ids) expect(told).not.toContain(`"id":${id},"room_id"`);
  }
  const cookie = await cookieOf(owner.page);
  for (const id of ids)
    for (const path of aimedAt(room)) {
      const [there, nowhere] = await Promise.all(
        [id, missing].map(async (aim) => {
          const { status, location } = await ask(company, path(aim), { headers: { cookie } });
          return { status, location: location?.replace(String(aim), "ID") };
        }),
      );
      expect(there, path(id)).toEqual(nowhere);
    }
});

const idsOfRows = (rows: Element[]): number[] => rows.map((one) => Number(one.getAttribute("data-id")));

/** Whatever the sockets of this window are told from now on. */
function framesOf(person: Person): string[] {
  const frames: string[] = [];
  person.page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => frames.push(String(payload))));
  return frames;
}

/** Addresses that name a message. */
const aimedAt = (room: string) => [
  (id: number) => `${room}/messages/${id}`,
  (id: number) => `${room}/messages/${id}?ask=delete`,
  (id: number) => `${room}/messages/${id}/reads`,
  (id: number) => `${room}?m=${id}`,
  (id: number) => `${room}?thread=${id}`,
  (id: number) => `${room}?before=${id}`,
  (id: number) => `/api/v1/messages/${id}`,
];

/** As a browser asks for a page, and as a page's script asks for the next one. */
const asked: Record<string, string>[] = [{}, { rsc: "1" }];

/** All that the pages say to somebody about a room and what is in it, as HTML and as what a page's script fetches. */
async function everyPage(person: Person, room: string, ids: number[]): Promise<string> {
  const paths = [
    ...["/", room, `${room}?panel=pins`, `${room}?panel=members`, `${room}/settings`, "/mentions", "/saved", "/browse"],
    ...[`/admin${room}`, `/admin${room}/access`, "/admin", "/admin/rooms", "/admin/journal", "/admin/people"],
    ...ids.flatMap((id) => aimedAt(room).map((path) => path(id))),
  ];
  const said: string[] = [];
  for (const path of paths)
    for (const headers of asked) said.push(await (await person.page.request.get(path, { headers })).text());
  return said.join("\n");
}
