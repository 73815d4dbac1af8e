import { expect, test } from "vitest";
import { type Plural, say } from "./say";

const answers: Plural = { one: "{n} ответ", few: "{n} ответа", many: "{n} ответов", other: "{n} ответа" };

test("Russian counts by its own rule", () => {
  const said = [0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 25, 101, 111, 112, 121, 1.5].map((n) => say("ru", answers, { n }));
  expect(said).toEqual([
    "0 ответов",
    "1 ответ",
    "2 ответа",
    "4 ответа",
    "5 ответов",
    "11 ответов",
    "12 ответов",
    "14 ответов",
    "21 ответ",
    "22 ответа",
    "25 ответов",
    "101 ответ",
    "111 ответов",
    "112 ответов",
    "121 ответ",
    "1.5 ответа",
  ]);
});

test("English has one and the rest", () => {
  const replies: Plural = { one: "{n} reply", other: "{n} replies" };
  expect([0, 1, 2, 11, 21].map((n) => say("en", replies, { n }))).toEqual([
    "0 replies",
    "1 reply",
    "2 replies",
    "11 replies",
    "21 replies",
  ]);
});

test("every slot is filled, one that nobody filled shows, and what fills it is not read again", () => {
  expect(say("en", "{name} and {other}, {name}", { name: "{other}", other: "$&" })).toBe("{other} and $&, {other}");
  expect(say("en", "{name} and {other}", { name: "Anna" })).toBe("Anna and {other}");
});
