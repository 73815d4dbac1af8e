import { describe, expect, test } from "vitest";
import { conversations as english } from "./en";
import { demoPeople, voicesOf } from "./people";
import { conversations as russian } from "./ru";
import { parseScript } from "./script";
import { type TalkOptions, yearOfTalk } from "./talk";

const until = new Date("2026-06-15T12:00:00Z");
const YEAR_MS = 366 * 86_400_000;

const asked = (locale: "ru" | "en", count: number, seed = 7): TalkOptions => ({
  ...voicesOf(demoPeople, locale),
  locale,
  count,
  until,
  seed,
});

describe.each([
  { locale: "ru" as const, count: 5_000 },
  { locale: "en" as const, count: 2_000 },
])("a year of talk in $locale", ({ locale, count }) => {
  const talk = yearOfTalk(asked(locale, count));

  test("the same seed gives the same talk, another seed another", () => {
    expect(yearOfTalk(asked(locale, count))).toEqual(talk);
    expect(yearOfTalk(asked(locale, count, 8))).not.toEqual(talk);
  });

  test("times ascend and stay within the year", () => {
    const times = talk.map(({ at }) => at.getTime());
    expect(times).toEqual([...times].sort((left, right) => left - right));
    expect(times[0]).toBeGreaterThanOrEqual(until.getTime() - YEAR_MS);
    expect(times.at(-1)).toBeLessThanOrEqual(until.getTime());
  });

  test("there are exactly as many messages as asked for", () => {
    expect(talk).toHaveLength(count);
  });

  test("every text is full and of a length that can be sent", () => {
    for (const { text } of talk) {
      expect(text).not.toMatch(/[{}]|undefined/);
      expect(text).toBe(text.trim());
      expect(text.length).toBeGreaterThan(0);
      expect(text.length).toBeLessThanOrEqual(20_000);
    }
  });

  test("no text stands twice within forty neighbours", () => {
    const lastPlace = new Map<string, number>();
    for (const [place, { text }] of talk.entries()) {
      expect(place - (lastPlace.get(text) ?? Number.NEGATIVE_INFINITY), text).toBeGreaterThan(40);
      lastPlace.set(text, place);
    }
  });

  test("every author is one of those given, and all have a say", () => {
    const authors = new Set(talk.map(({ author }) => author));
    expect([...authors].sort((left, right) => left - right)).toEqual(demoPeople.map((_, index) => index));
  });
});

test.each([0, 1, 2, 3, 17, 100])("%i messages are exactly that many", (count) => {
  expect(yearOfTalk(asked("ru", count))).toHaveLength(count);
});

test("one or two people can talk, and unnamed ones are mentioned", () => {
  const few = { locale: "en" as const, usernames: ["ann", "bob"], genders: ["f", "m"] as const, until, seed: 3 };
  expect(yearOfTalk({ ...few, authors: 1, count: 300 }).every(({ author }) => author === 0)).toBe(true);
  expect(yearOfTalk({ ...few, authors: 2, count: 300 })).toHaveLength(300);
});

test("there are over a hundred conversations in each language, no line of which is written twice", () => {
  for (const sources of [russian, english]) {
    expect(sources.length).toBeGreaterThan(100);
    const lines = sources.flatMap((source) => parseScript(source).lines.map(({ text }) => text));
    const long = lines.filter((text) => !text.startsWith("{") && text.length > 12);
    expect(new Set(long).size).toBe(long.length);
  }
});

test("people have different names and addresses of the company", () => {
  expect(new Set(demoPeople.map(({ username }) => username)).size).toBe(demoPeople.length);
  expect(new Set(demoPeople.map(({ email }) => email)).size).toBe(demoPeople.length);
  expect(demoPeople.every(({ email }) => email.endsWith("@sever.example"))).toBe(true);
});
