import { beforeAll, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { messageWords, milestones } from "@/db/schema";
import type { AppError } from "@/lib/errors";
import { searchesPerPerson } from "@/lib/limits";
import { deleteMessage } from "@/lib/messages/deletion";
import { editMessage } from "@/lib/messages/editing";
import { putMember, removeMember } from "@/lib/rooms/members";
import { createRoom, deleteRoom } from "@/lib/rooms/mutations";
import { attachedFile, person, replyIn, roomOf, say, sayAll, type TestPerson, whisperTo } from "@/server/testing/world";
import { searchMessages } from "./data";
import { indexSome } from "./indexing";
import { snippetHtml } from "./marking";
import type { SearchInput } from "./schema";

let anna: TestPerson;
let boris: TestPerson;
let otto: TestPerson;
beforeAll(async () => {
  [anna, boris, otto] = [await person("anna"), await person("boris"), await person("otto")];
});

const find = async (who: TestPerson, input: string | SearchInput) =>
  (await searchMessages(who.actor, typeof input === "string" ? { q: input } : input)).items;
const texts = async (who: TestPerson, input: string | SearchInput) =>
  (await find(who, input)).map(({ message }) => message.text);

describe("only what one may read now is found", () => {
  test("rooms that one is not in are not, open ones neither", async () => {
    const open = await createRoom(anna.actor, { name: "open", visibility: "open" });
    await say(anna, open, "zebra in the open");
    const room = await roomOf(anna, boris);
    await say(anna, room, "zebra among us");
    expect(await texts(boris, "zebra")).toEqual(["zebra among us"]);
    expect(await texts(otto, "zebra")).toEqual([]);
    expect(await texts(otto, { q: "zebra", room_id: room.id })).toEqual([]);
    expect(await texts(otto, { q: "", from: anna.actor.username })).toEqual([]);
  });

  test("whoever is removed finds nothing any more", async () => {
    const room = await roomOf(anna, boris);
    await say(anna, room, "quokka");
    expect(await texts(boris, "quokka")).toHaveLength(1);
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    expect(await texts(boris, "quokka")).toEqual([]);
  });

  test("what was said before one came is not, its threads neither, where the room's history begins with joining", async () => {
    const room = await createRoom(anna.actor, { name: "later", history: "joined" });
    const root = await say(anna, room, "an old walrus");
    await replyIn(anna, root, "an early walrus");
    const late = await person("late");
    await putMember(anna.actor, { roomId: room.id, personId: late.id });
    await say(anna, room, "a new walrus");
    await replyIn(anna, root, "a late walrus of an old thread");
    expect(await texts(late, "walrus")).toEqual(["a new walrus"]);
    expect(await texts(anna, "walrus")).toHaveLength(4);
  });

  test("whispers are found by their two people, by nobody else, and are no place in anybody's pages", async () => {
    const room = await roomOf(anna, boris, otto);
    await say(anna, room, "first ibis");
    await whisperTo(anna, room, boris, "a secret ibis");
    await say(anna, room, "last ibis");
    for (const who of [anna, boris])
      expect(await texts(who, "ibis")).toEqual(["last ibis", "a secret ibis", "first ibis"]);
    expect(await texts(otto, "ibis")).toEqual(["last ibis", "first ibis"]);
    const page = await searchMessages(otto.actor, { q: "ibis", limit: 1 });
    const next = await searchMessages(otto.actor, { q: "ibis", limit: 1, cursor: page.next_cursor ?? "" });
    expect([page.items[0]?.message.text, next.items[0]?.message.text, next.next_cursor]).toEqual([
      "last ibis",
      "first ibis",
      null,
    ]);
  });

  test("what is deleted never, what is edited by its new words alone, and no row of either is kept", async () => {
    const room = await roomOf(anna, boris);
    const [gone, changed] = await sayAll(anna, room, "a lemur", "a lemur too");
    if (!gone || !changed) throw new Error("nothing was said");
    await deleteMessage(anna.actor, { messageId: gone.id });
    await editMessage(anna.actor, { messageId: changed.id, text: "a gecko" });
    expect(await texts(boris, "lemur")).toEqual([]);
    expect(await texts(boris, "gecko")).toEqual(["a gecko"]);
    const kept = await database().select({ id: messageWords.messageId }).from(messageWords);
    expect(kept.map(({ id }) => id)).not.toContain(gone.id);
  });

  test("a room that is deleted takes its words along", async () => {
    const room = await roomOf(anna, boris);
    const said = await say(anna, room, "okapi");
    await deleteRoom(anna.actor, { roomId: room.id });
    expect(await texts(boris, "okapi")).toEqual([]);
    const kept = await database().select({ id: messageWords.messageId }).from(messageWords);
    expect(kept.map(({ id }) => id)).not.toContain(said.id);
  });
});

describe("it is narrowed", () => {
  test("by room, person, kind and day, in fields and typed, in both languages", async () => {
    const [here, there] = [
      await createRoom(anna.actor, { name: "Смена и отгрузка", member_ids: [boris.id] }),
      await roomOf(anna, boris),
    ];
    const one = await say(anna, here, "тапир здесь");
    await say(boris, here, "тапир Бориса https://example.com/x");
    await say(anna, there, "тапир там");
    await attachedFile(anna, one, "схема.pdf");
    const his = "тапир Бориса https://example.com/x";
    const wanted: [string | SearchInput, string[]][] = [
      [{ q: "тапир", room_id: there.id }, ["тапир там"]],
      ['тапир в:"смена и отгрузка" от:меня', ["тапир здесь"]],
      [`тапир in:отгрузка from:@${boris.actor.username}`, [his]],
      [{ q: "тапир", from: String(boris.id) }, [his]],
      ["тапир has:file", ["тапир здесь"]],
      ["тапир есть:ссылка", [his]],
      ["есть:файл схема", ["тапир здесь"]],
      ["тапир до:вчера", []],
      ["тапир после:вчера от:boris", [his]],
      [{ q: "тапир", after: "2999-01-01" }, []],
      [{ q: "тапир", before: "2999-01-01T00:00:00Z", from: "nobody-at-all" }, []],
    ];
    for (const [input, expected] of wanted) expect(await texts(anna, input), JSON.stringify(input)).toEqual(expected);
  });

  test("by whom it was said to: a whisper, a name, a direct room", async () => {
    const room = await roomOf(anna, boris, otto);
    await say(anna, room, "numbat for all");
    await say(anna, room, `numbat @${otto.actor.username}`);
    await whisperTo(otto, room, anna, "numbat for Anna");
    expect(await texts(anna, `numbat to:@${otto.actor.username}`)).toEqual([`numbat @${otto.actor.username}`]);
    expect(await texts(anna, "numbat to:me")).toEqual(["numbat for Anna"]);
  });

  test.each([
    [{ q: "" }, "searchEmpty"],
    [{ q: "! —" }, "searchEmpty"],
    [{ q: "x", after: "soon" }, "dateShape"],
    [{ q: "x", before: "2026-02-31" }, "dateShape"],
    [{ q: "x", cursor: "x" }, "cursorUnknown"],
  ])("what says nothing is refused: %j", async (input, reason) => {
    await expect(searchMessages(anna.actor, input)).rejects.toMatchObject({ code: "invalid", fields: [{ reason }] });
  });
});

test("a reply in a thread is found with its thread, and a snippet holds no tag but marks", async () => {
  const room = await roomOf(anna, boris);
  const root = await say(anna, room, "a root");
  await replyIn(boris, root, "<img src=x onerror=alert(1)> & a **pangolin** in `code`");
  const [hit] = await find(anna, "pangolin");
  expect(hit).toMatchObject({ message: { thread_id: root.id }, room: { id: room.id, name: room.name } });
  expect(snippetHtml(hit?.snippet ?? [])).toBe(
    "&lt;img src=x onerror=alert(1)&gt; &amp; a <mark>pangolin</mark> in code",
  );
});

test("pages follow each other without a gap or a repetition, across the newest and the index", async () => {
  const room = await roomOf(anna, boris);
  await sayAll(anna, room, ...Array.from({ length: 25 }, (_, n) => `capybara ${n}`));
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof searchMessages>> = await searchMessages(boris.actor, {
      q: "capybara",
      limit: 10,
      cursor,
    });
    seen.push(...page.items.map(({ message }) => message.text));
    cursor = page.next_cursor;
  }
  expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => `capybara ${24 - n}`));
});

test("what was said before there was a search is found once the worker has come by, and until then it is said so", async () => {
  const room = await roomOf(anna, boris);
  const said = await say(anna, room, "axolotl");
  await database().delete(messageWords);
  await database().delete(milestones);
  expect(await searchMessages(anna.actor, { q: "axolotl" })).toMatchObject({ items: [], complete: false });
  while (await indexSome(new Date()));
  const { items, complete } = await searchMessages(anna.actor, { q: "axolotl" });
  expect([items.map(({ message }) => message.id), complete]).toEqual([[said.id], true]);
});

test("long messages full of likely words are found as quickly as others, and what was sought is marked in them", async () => {
  const room = await roomOf(anna);
  const words = (from: number) => Array.from({ length: 2_000 }, (_, n) => `w${from + n}`).join(" ");
  for (let n = 0; n < 20; n++) await say(anna, room, `wombats ${words(n * 2_000)}`);
  const startedAtMs = performance.now();
  const { items } = await searchMessages(anna.actor, { q: "wombat", limit: 100 });
  expect(performance.now() - startedAtMs).toBeLessThan(2_000);
  expect(items.map(({ snippet }) => snippet.find(({ hit }) => hit)?.text)).toEqual(items.map(() => "wombats"));
  expect(items).toHaveLength(20);
});

test("what an object of the program has of its own is a word like any other", async () => {
  const said = await say(anna, await roomOf(anna), "constructor valueOf");
  for (const q of ["constructor:valueOf", "valueOf has:constructor", "__proto__:constructor"])
    expect((await searchMessages(anna.actor, { q })).items.every(({ message }) => message.id === said.id)).toBe(true);
});

test("somebody who asks without end has to wait", async () => {
  const eager = await person("eager");
  const asked = Array.from({ length: searchesPerPerson + 1 }, () =>
    searchMessages(eager.actor, { q: "x" }).catch((error: AppError) => error.code),
  );
  expect(await Promise.all(asked)).toContain("rate_limited");
});
