import { sql } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { person, roomOf, say, whisperTo } from "@/server/testing/world";
import { searchMessages } from "./data";

// As in a company that has talked for years: no room is read whole, few messages are looked through one by one.
vi.mock("@/lib/limits", async (original) => ({
  ...(await original<typeof import("@/lib/limits")>()),
  searchWholeRoomsMax: 0,
  searchRoomsShareMax: 0,
  searchNewestMessages: 5,
  searchHitsMax: 2,
  searchRunHitsMax: 3,
}));

/** The next message has this id: as if so many had been said in other rooms. */
const goOnAt = (id: number) => database().execute(sql.raw(`alter table messages alter column id restart with ${id}`));

test("what is far back is found run by run: whole words, beginnings, with and without, page by page, on its days", {
  timeout: 60_000,
}, async () => {
  const [anna, boris, otto] = [await person("anna"), await person("boris"), await person("otto")];
  const [room, other] = [await roomOf(anna, boris, otto), await roomOf(anna, otto)];
  const texts: string[] = [];
  for (const [at, from] of [1, 65_530, 131_000, 400_000, 1_000_000].entries()) {
    await goOnAt(from);
    for (let n = 0; n < 4; n++) {
      const text = `погрузчик ${at}${n}${n % 2 ? " склад C# 🔥" : " C"}`;
      texts.unshift(text);
      await say(anna, room, text);
      await say(anna, other, `погрузчик не здесь ${at}${n}`);
    }
    await whisperTo(anna, room, otto, `погрузчик шёпотом ${at}`);
  }
  const find = async (q: string, more = {}) => {
    const found: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: Awaited<ReturnType<typeof searchMessages>> = await searchMessages(boris.actor, {
        q,
        limit: 3,
        cursor,
        ...more,
      });
      found.push(...page.items.map(({ message }) => message.text));
      cursor = page.next_cursor;
    }
    return found;
  };
  expect(await find("погрузчики ")).toEqual(texts);
  expect(await find("погруз")).toEqual(texts);
  expect(await find("погрузчик", { room_id: room.id })).toEqual(texts);
  expect(await find("", { from: String(anna.id) })).toEqual(texts);
  expect(await find("погрузчик -склад ")).toEqual(texts.filter((text) => !text.includes("склад")));
  for (const q of ["C#", "🔥", '"C# 🔥"', ".склад -нетопырь.js", "погрузчик 🔥"])
    expect(await find(q), q).toEqual(q.startsWith(".") ? [] : texts.filter((text) => text.includes("склад")));
  for (const q of ["C -C#", "погрузчики -🔥", 'погрузчик -"C# 🔥"'])
    expect(await find(q), q).toEqual(texts.filter((text) => !text.includes("склад")));
  expect(await find("погрузчиком 00")).toEqual(["погрузчик 00 C"]);
  expect(await find("погрузчик", { room_id: other.id })).toEqual([]);
  expect(await find("нетопырь")).toEqual([]);

  // A year ago: what was said up to the third of five.
  await database().execute(sql`update messages set created_at = created_at - interval '1 year' where id < 400000`);
  const lately = new Date(Date.now() - 30 * 86_400_000).toISOString();
  expect(await find("погрузчик ", { after: lately })).toEqual(texts.slice(0, 8));
  expect(await find("погрузчик ", { before: lately })).toEqual(texts.slice(8));
});
