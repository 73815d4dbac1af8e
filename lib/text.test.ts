import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanLine, cleanText, isBlank, usernameSkeleton } from "./text";

describe("one line", () => {
  test.each([
    ["  Anna \t\n Petrova  ", "Anna Petrova"],
    ["An\0na", "Anna"],
    ["An\u001b[31mna", "An[31mna"],
    ["An\ud800na", "An\ufffdna"],
    ["Anna\u202egnp.exe", "Annagnp.exe"],
    ["\u2066Anna\u2069\u200f\u061c", "Anna"],
    ["An\u00a0\u2003\u3000na", "An na"],
    ["An\u200bna", "An na"],
    ["e\u0301", "é"],
    ["\ufeffAnna", "Anna"],
  ])("%j becomes %j", (typed, kept) => {
    expect(cleanLine(typed)).toBe(kept);
  });

  test("cleaning what is clean changes nothing, and nothing of harm is left", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (typed) => {
        const line = cleanLine(typed);
        expect(cleanLine(line)).toBe(line);
        expect(line.isWellFormed()).toBe(true);
        expect(line).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("many lines", () => {
  test.each([
    ["a\r\nb\rc", "a\nb\nc"],
    ["\n\n  a\n\n b \n\t", "  a\n\n b"],
    ["a\0b\u0007\u009bc", "abc"],
    ["a\ud800", "a\ufffd"],
    ["\tcode", "\tcode"],
  ])("%j becomes %j", (typed, kept) => {
    expect(cleanText(typed)).toBe(kept);
  });

  test("what is cleaned can be stored: no NUL, no lone surrogate", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (typed) => {
        const text = cleanText(typed);
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toContain("\0");
      }),
      { numRuns: 2_000 },
    );
  });
});

test("a text of nothing that shows is blank", () => {
  for (const text of [
    "",
    " \n\t",
    "\u200b\u200d\u2060\ufeff\u00ad",
    "\u3164\u115f\u1160\uffa0",
    "\u2800",
    "\u{e0041}",
    "\u202e",
  ])
    expect(isBlank(text), JSON.stringify(text)).toBe(true);
  for (const text of ["a", ".", "👍", "я", "\u0301", " 1 "]) expect(isBlank(text), JSON.stringify(text)).toBe(false);
});

test("names that the eye takes for one have one skeleton", () => {
  for (const [left, right] of [
    ["b0b", "bob"],
    ["pau1", "paul"],
    ["rnaria", "maria"],
    ["vvalter", "walter"],
  ] as const)
    expect(usernameSkeleton(left)).toBe(usernameSkeleton(right));
  expect(usernameSkeleton("anna")).not.toBe(usernameSkeleton("hanna"));
});
