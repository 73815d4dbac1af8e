import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { database } from "@/db/client";
import { milestones } from "@/db/schema";
import { person, roomOf, say, type TestPerson, whisperTo } from "@/server/testing/world";
import { searchMessages } from "./data";
import { indexSome } from "./indexing";
import { snippetHtml } from "./marking";

let anna: TestPerson;
let boris: TestPerson;
let otto: TestPerson;
beforeAll(async () => {
  [anna, boris, otto] = [await person("anna"), await person("boris"), await person("otto")];
});

const hits = async (who: TestPerson, q: string) => (await searchMessages(who.actor, { q })).items;
const texts = async (who: TestPerson, q: string) => (await hits(who, q)).map(({ message }) => message.text);

test("signs are found by those alone who see the message: not in a whisper of others, not in another room", async () => {
  const room = await roomOf(anna, boris, otto);
  await whisperTo(anna, room, boris, "шёпотом C# 🐙 #77 и 4.5.6");
  await say(anna, await roomOf(anna, boris), "в другой комнате C# 🐙 #77 и 4.5.6");
  for (const q of ["C#", "🐙", "#77", "4.5.6", '"C# 🐙"', "и -F#"]) {
    expect(await texts(boris, q), q).toHaveLength(2);
    expect(await texts(otto, q), q).toEqual([]);
  }
});

test("what was found is marked with its sign", async () => {
  const room = await roomOf(anna);
  await say(anna, room, "Между C и c++20 стоит v7.8.9, см. №31, #442 и 🦀🏽");
  const marked = async (q: string) =>
    snippetHtml((await hits(anna, q))[0]?.snippet ?? []).match(/<mark>.*<\/mark>/)?.[0];
  for (const [q, mark] of [
    ["C++", "c++"],
    ["7.8.9", "v7.8.9"],
    ["#442", "#442"],
    ["🦀", "🦀"],
    ['"№31, #442"', "31, #442"],
  ] as const)
    expect(await marked(q), q).toBe(`<mark>${mark}</mark>`);
});

test("emoji and numbers of before they were found are so once the worker has come by, and it writes no other words", async () => {
  const room = await roomOf(anna);
  const [plain] = [await say(anna, room, "журавль"), await say(anna, room, "журавль 🦩 №8765")];
  // As it was kept before.
  await database().execute(sql`
    update message_words set words = to_tsvector('staffroom', 'журавль no8765')
    where message_id in (select id from messages where text = 'журавль 🦩 №8765')`);
  await database().delete(milestones);
  const rowOf = async () => {
    const [row] = await database().execute<{ xmin: string }>(
      sql`select xmin::text from message_words where message_id = ${plain.id}`,
    );
    return row?.xmin;
  };
  const before = await rowOf();
  expect(await texts(anna, "🦩")).toEqual([]);
  while (await indexSome(new Date()));
  for (const q of ["🦩", "8765", "№ 8765", '"журавль 🦩"'])
    expect(await texts(anna, q), q).toEqual(["журавль 🦩 №8765"]);
  expect(await rowOf()).toBe(before);
});

test("no question and no text with many signs takes long", { timeout: 60_000 }, async () => {
  const room = await roomOf(anna);
  for (const part of ["🔥", "#", "c++", "c#", ".a", "1.", "a 🔥 ", "c# "])
    await say(anna, room, part.repeat(Math.floor(19_900 / part.length)));
  const startedAtMs = performance.now();
  const longest = (part: string) => part.repeat(Math.floor(298 / part.length));
  for (const q of [
    longest("🔥"),
    `"${longest("c# ")}"`,
    `"${longest("a 🔥 ")}"`,
    longest("1."),
    longest("#a"),
    longest("-c++ "),
  ])
    await searchMessages(anna.actor, { q });
  expect(performance.now() - startedAtMs).toBeLessThan(15_000);
});
