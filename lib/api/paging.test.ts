import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { mintToken, revokeToken } from "@/lib/auth/personal-tokens";
import { createInvitation } from "@/lib/invitations/mutations";
import { saveDraft } from "@/lib/messages/drafts";
import { editMessage } from "@/lib/messages/editing";
import { pinMessage } from "@/lib/messages/pins";
import { react } from "@/lib/messages/reactions";
import { saveMessage } from "@/lib/messages/saved";
import type { MessageView } from "@/lib/messages/schema";
import { addMember, putMember } from "@/lib/rooms/members";
import { createRoom } from "@/lib/rooms/mutations";
import { createWebhook } from "@/lib/webhooks/mutations";
import { person, replyIn, roomOf, say, signInAgain, type TestPerson, tokenOf, whisperTo } from "@/server/testing/world";
import { answerRequest } from "./answer";
import { routes } from "./table";

interface Page {
  items: unknown[];
  next_cursor: string | null;
  total?: number;
}

const origin = "https://chat.example.com";
/** As many as every list holds at least. */
const few = 3;
let olga: TestPerson;
let boris: TestPerson;
let token: string;
let room: { id: number };
/** It was edited and bears signs. */
let edited: MessageView;
/** It was said to all who are in the room, and some have read it. */
let told: MessageView;
let roots: MessageView[];

/** Every call that answers a list with further pages, as the table says. */
const lists = routes
  .filter(({ gives }) => {
    const shape = gives[200];
    return shape instanceof z.ZodObject && "items" in shape.shape && !("has_before" in shape.shape);
  })
  .map(({ path }) => path);
const variants: Record<string, string[]> = {
  rooms: ["rooms", "rooms?scope=open", "rooms?scope=all"],
  search: ["search?q=walrus"],
  "messages/ID/reads": ["messages/ID/reads?who=read", "messages/ID/reads?who=unread"],
  "rooms/ID/threads": ["rooms/ID/threads?roots=ROOTS"],
  invites: ["invites?state=waiting"],
};
const asked = lists.flatMap((path) => variants[path] ?? [path]);

const addressOf = (path: string) =>
  path
    .replace("rooms/ID", `rooms/${room?.id}`)
    .replace("messages/ID/reads", `messages/${told?.id}/reads`)
    .replace("messages/ID", `messages/${edited?.id}`)
    .replace("users/ID", `users/${boris?.id}`)
    .replace("ROOTS", roots?.map(({ id }) => id).join(","));

async function ask(path: string, query: Record<string, string | number>): Promise<Response> {
  const url = new URL(`/api/v1/${addressOf(path)}`, origin);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return answerRequest(
    new Request(url, { headers: { authorization: `Bearer ${token}` } }),
    url.pathname.split("/").slice(3),
    { visitor: async () => null, device: { kind: "api", userAgent: "test", address: randomUUID() }, origin },
  );
}

async function page(path: string, query: Record<string, string | number> = {}): Promise<Page> {
  const response = await ask(path, query);
  expect(response.status, await response.clone().text()).toBe(200);
  return response.json() as Promise<Page>;
}

/** All items, one to a page. @param between what happens after the first page */
async function oneByOne(path: string, between?: () => Promise<unknown>): Promise<unknown[]> {
  let { items, next_cursor: cursor } = await page(path, { limit: 1 });
  await between?.();
  for (let next: Page; cursor !== null; cursor = next.next_cursor) {
    next = await page(path, { limit: 1, cursor });
    expect(next.items.length).toBeLessThanOrEqual(1);
    items = [...items, ...next.items];
  }
  return items;
}

beforeAll(async () => {
  olga = await person("olga", "owner");
  const others = [await person("boris"), await person("clara"), await person("dima"), await person("egor")];
  [boris] = others as [TestPerson];
  token = await tokenOf(olga);
  room = await roomOf(olga, ...others);
  const rooms = [room, await roomOf(olga, boris), await roomOf(olga, boris), await roomOf(olga, boris)];
  for (const name of ["Alder", "Birch", "Cedar"]) await createRoom(boris.actor, { name, visibility: "open" });
  roots = [];
  for (const [n, at] of rooms.entries()) {
    roots.push(await say(olga, room, `walrus ${n}`));
    await say(boris, at, `@${olga.actor.username} walrus`);
    await whisperTo(boris, at, olga, "walrus whispered");
    await saveDraft(olga.actor, { roomId: at.id, text: "half" });
    await createWebhook(olga.actor, { roomId: room.id, name: `hook ${n}` }, origin);
    await mintToken(olga.actor, { name: `script ${n}` });
    await createInvitation(olga.actor, {}, origin);
    await signInAgain(olga);
  }
  for (const root of roots) {
    await replyIn(olga, root, "a reply");
    await replyIn(boris, root, "another");
    await pinMessage(olga.actor, { messageId: root.id });
    await saveMessage(olga.actor, { messageId: root.id });
  }
  edited = await say(olga, room, "edited");
  for (const text of ["one", "two", "three", "four"]) await editMessage(olga.actor, { messageId: edited.id, text });
  for (const emoji of ["👍", "🎉", "👀"]) await react(boris.actor, { messageId: edited.id, emoji });
  for (let n = 0; n < few; n += 1)
    await addMember(olga.actor, { roomId: room.id, personId: (await person("late")).id });
  told = await say(olga, room, "told to all");
  for (const one of others.slice(0, few)) await say(one, room, "and read");
});

test("the table has lists", () => {
  expect(lists).toEqual(expect.arrayContaining(["rooms", "users", "unread", "rooms/ID/members", "me/sessions"]));
  expect(lists.length).toBeGreaterThan(20);
});

describe.each(asked)("%s", (path) => {
  test("read one by one it is what it is read at once", async () => {
    const whole = await page(path, { limit: 100 });
    expect(whole.next_cursor).toBeNull();
    expect(whole.items.length).toBeGreaterThanOrEqual(few);
    expect(await oneByOne(path)).toEqual(whole.items);
    expect(await page(path)).toEqual(await page(path, { limit: 50 }));
  });

  test.each([
    ["limit", "0"],
    ["limit", "101"],
    ["limit", "1.5"],
    ["limit", "junk"],
    ["cursor", "junk"],
    ["cursor", Buffer.from('{"name":"a","id":-1}').toString("base64url")],
  ])("refuses %s=%s", async (field, value) => {
    const response = await ask(path, { [field]: value });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: "invalid", errors: [{ path: field }] });
  });
});

describe("what comes between two pages takes nothing with it", () => {
  const idsOf = (items: unknown[]) => items.map((item) => (item as { id: number }).id);

  test("a room in which somebody speaks keeps its place until the list was read", async () => {
    const before = idsOf((await page("rooms")).items);
    const oldest = { id: before.at(-1) ?? 0 };
    const speak = async () => {
      await say(boris, oldest, "all at once");
      await say(boris, room, "and here");
      await roomOf(olga, boris);
    };
    expect(idsOf(await oneByOne("rooms", speak))).toEqual(before);
    expect(idsOf((await page("rooms")).items)).not.toEqual(before);
  });

  test("so it does among those that one shares with somebody", async () => {
    const idsAmong = (items: unknown[]) => items.map((item) => (item as { room: { id: number } }).room.id);
    const before = idsAmong((await page("users/ID/rooms")).items);
    const oldest = { id: before.at(-1) ?? 0 };
    expect(idsAmong(await oneByOne("users/ID/rooms", () => say(boris, oldest, "here again")))).toEqual(before);
  });

  test("whoever joins, whatever is pinned, made or said first moves nobody and nothing else", async () => {
    const joins = async () =>
      putMember(olga.actor, { roomId: room.id, personId: (await person("aaron")).id, role: "admin" });
    const members = (await page("rooms/ID/members")).items;
    expect((await oneByOne("rooms/ID/members", joins)).length).toBe(members.length);
    const pins = async () => pinMessage(olga.actor, { messageId: edited.id });
    const pinned = idsOf((await page("rooms/ID/pins")).items);
    expect(idsOf(await oneByOne("rooms/ID/pins", pins))).toEqual(pinned);
    const tokens = idsOf((await page("me/tokens")).items);
    expect(idsOf(await oneByOne("me/tokens", () => mintToken(olga.actor, { name: "late" })))).toEqual(tokens);
  });

  test("where the last item of a page goes away, the next page begins where it stood", async () => {
    const tokens = idsOf((await page("me/tokens")).items);
    const revoke = async () => revokeToken(olga.actor, { id: tokens[0] ?? 0 });
    expect(idsOf(await oneByOne("me/tokens", revoke))).toEqual(tokens);
  });
});

test("a page holds 50 if nobody says how many, and what is unread is summed up over all pages", async () => {
  const many = await Promise.all(Array.from({ length: 60 }, () => person("many")));
  for (const one of many) await say(one, await roomOf(one, olga), "unread");
  const own = await page("rooms");
  expect([own.items.length, own.next_cursor === null]).toEqual([50, false]);
  const whole = await page("unread", { limit: 100 });
  const first = await page("unread", { limit: 1 });
  expect([first.items.length, first.total]).toEqual([1, whole.total]);
  expect(whole.total).toBeGreaterThanOrEqual(60);
});
