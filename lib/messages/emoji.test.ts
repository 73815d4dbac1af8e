import emojibase from "emojibase-data/package.json";
import { describe, expect, test } from "vitest";
import { writing } from "@/lib/i18n/writing";
import { emojiVersion, findEmojis, isOnlyEmojis, largeEmojisMax } from "./emoji";
import { makeEmojiData } from "./emoji-data";

const data = makeEmojiData();
const found = (query: string, limit = 8) => findEmojis(data, query, limit).map(([emoji]) => emoji);

test("the version in the address is the data's own: new data gets a new address", () => {
  expect(emojiVersion).toBe(emojibase.version);
});

test("every emoji has a name in both languages, stands once, and the whole weighs what a picture does", () => {
  expect(data.length).toBeGreaterThan(1_800);
  expect(new Set(data.map(([emoji]) => emoji)).size).toBe(data.length);
  const untranslated = data.filter(([, , ru]) => !/\p{Script=Cyrillic}/u.test(ru)).map(([, , ru]) => ru);
  expect(untranslated).toEqual(["CD", "DVD"]);
  const groups = [...new Set(data.map(([, group]) => group))];
  for (const { emoji } of [writing.ru, writing.en])
    expect(Object.keys(emoji.groups).map(Number)).toEqual(groups.sort());
  expect(JSON.stringify(data).length).toBeLessThan(700_000);
});

describe("an emoji is found by its name", () => {
  test.each([
    ["большой палец вв", "👍"],
    ["лайк", "👍"],
    ["thumbsup", "👍"],
    ["+1", "👍"],
    ["ёлка", "🎄"],
    ["елка", "🎄"],
    ["Ракета", "🚀"],
    ["rocket", "🚀"],
    ["joy", "😂"],
    ["сердце", "❤️"],
    ["грузовик", "🚚"],
    ["heavy_check", "✔️"],
  ])("%j finds %s", (query, emoji) => {
    expect(found(query)).toContain(emoji);
  });

  test("the very name comes first, no name finds nothing, and no more come than are asked for", () => {
    expect(found("ракета")[0]).toBe("🚀");
    expect(found("нет такого")).toEqual([]);
    expect(found(" ")).toEqual([]);
    expect(found("c", 5)).toHaveLength(5);
  });
});

describe("what is nothing but emoji", () => {
  test.each(["👍", "👍🏽 👩‍🚀", "❤️", "🇷🇺🇰🇿", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👨‍👩‍👧‍👦\n👍", "👍".repeat(largeEmojisMax)])(
    "%j is",
    (text) => {
      expect(isOnlyEmojis(text)).toBe(true);
    },
  );

  test.each(["", " ", "👍 ok", "123", "#", "1", "©<b>", "👍".repeat(largeEmojisMax + 1), ":+1:"])(
    "%j is not",
    (text) => {
      expect(isOnlyEmojis(text)).toBe(false);
    },
  );

  test("every emoji of the list is one", () => {
    expect(data.map(([emoji]) => emoji).filter((emoji) => !isOnlyEmojis(emoji))).toEqual([]);
  });
});
