import { expect, test } from "vitest";
import { isLocale, preferredLocale } from "./locale";

test.each([
  ["ru", "ru"],
  ["ru-RU,ru;q=0.9,en;q=0.8", "ru"],
  ["en-US,en;q=0.9,ru;q=0.8", "en"],
  ["en;q=0.5, ru;q=0.9", "ru"],
  ["RU-ru", "ru"],
  ["de-DE,de;q=0.9,ru;q=0.2", "ru"],
  ["ru;q=0, en;q=0.1", "en"],
  ["ru; q=0.1, en; q=0.7", "en"],
  ["de, fr", "en"],
  ["*", "en"],
  ["", "en"],
  [null, "en"],
  [",;q=,;;,ru;q=abc", "ru"],
] as const)("%j chooses %s", (header, locale) => {
  expect(preferredLocale(header, "en")).toBe(locale);
});

test("what is no language of ours is none", () => {
  for (const value of ["de", "EN", "", null, undefined, 1, ["en"], { toString: () => "en" }])
    expect(isLocale(value)).toBe(false);
});
