import { expect, test } from "vitest";
import { bytesOf, numberOf } from "./amount";

const plain = (text: string) => text.replace(/\s/g, " ");

test.each([
  [0, "0 B", "0 Б"],
  [499, "499 B", "499 Б"],
  [1_000, "1 kB", "1 кБ"],
  [1_440_000, "1.44 MB", "1,44 МБ"],
  [26_640_000_000, "26.6 GB", "26,6 ГБ"],
  [5e15, "5,000 TB", "5 000 ТБ"],
])("%d bytes", (bytes, en, ru) => {
  expect([plain(bytesOf("en", bytes)), plain(bytesOf("ru", bytes))]).toEqual([en, ru]);
});

test("numbers are grouped as the language does", () => {
  expect([plain(numberOf("en", 12_480)), plain(numberOf("ru", 12_480))]).toEqual(["12,480", "12 480"]);
});
