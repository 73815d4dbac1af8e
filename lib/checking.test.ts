import { describe, expect, test } from "vitest";
import { z } from "zod";
import { check } from "./checking";
import { AppError } from "./errors";
import { problemPathCharsMax, problemPlacesMax } from "./limits";
import { detailOf, placesOf } from "./refusals";

const schema = z.strictObject({
  name: z.string().min(2).max(80),
  topic: z.string().min(1).max(21).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
  id: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  share: z.number().min(0.5).max(1).optional(),
  step: z.number().multipleOf(5).optional(),
  on: z.boolean().optional(),
  ids: z.array(z.number()).min(1).max(3).optional(),
  pair: z.array(z.number()).min(2).optional(),
  scope: z.enum(["mine", "open"]).optional(),
  kind: z.literal("room").optional(),
  email: z.email().optional(),
  site: z.url().optional(),
  uuid: z.uuid().optional(),
  at: z.iso.datetime().optional(),
  day: z.iso.date().optional(),
  code: z.string().regex(/^\d+$/).optional(),
  rooms: z.record(z.string().regex(/^\d+$/), z.number().int()).optional(),
  odd: z
    .string()
    .refine((text) => text.length % 2 === 1)
    .optional(),
  own: z
    .string()
    .refine((text) => text !== "", "nameEmpty")
    .optional(),
  either: z.union([z.iso.datetime(), z.strictObject({ day: z.iso.date() })]).optional(),
});

function refusalOf(input: unknown): AppError {
  try {
    check(schema, input);
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error("it was taken");
}

describe("what a schema does not take is told in our own words, with the limit", () => {
  test.each<[object, string, string, string]>([
    [{ name: undefined }, "name", "This is missing. Give it.", "Этого не хватает. Укажите."],
    [{ name: "x" }, "name", "At least 2 characters.", "Не короче 2 знаков."],
    [{ name: "x".repeat(81) }, "name", "At most 80 characters.", "Не длиннее 80 знаков."],
    [{ topic: "" }, "topic", "This may not be empty.", "Здесь не может быть пусто."],
    [{ topic: "x".repeat(22) }, "topic", "At most 21 characters.", "Не длиннее 21 знака."],
    [{ name: 5 }, "name", "Text is expected here.", "Здесь нужен текст."],
    [{ limit: "101" }, "limit", "Give a whole number from 1 to 100.", "Укажите целое число от 1 до 100."],
    [{ limit: "many" }, "limit", "Give a whole number from 1 to 100.", "Укажите целое число от 1 до 100."],
    [{ id: 0 }, "id", "Give a whole number, 1 or more.", "Укажите целое число не меньше 1."],
    [{ id: 1.5 }, "id", "Give a whole number, 1 or more.", "Укажите целое число не меньше 1."],
    [{ share: 2 }, "share", "Give a number, 1 or less.", "Укажите число не больше 1."],
    [{ share: 0 }, "share", "Give a number, 0.5 or more.", "Укажите число не меньше 0.5."],
    [{ step: 4 }, "step", "Give a multiple of 5.", "Укажите число, кратное 5."],
    [{ on: "yes" }, "on", "Either true or false is expected here.", "Здесь нужно true или false."],
    [{ ids: {} }, "ids", "A list is expected here.", "Здесь нужен список."],
    [{ ids: [] }, "ids", "This list may not be empty.", "Этот список не может быть пустым."],
    [{ ids: [1, 2, 3, 4] }, "ids", "At most 3 items in this list.", "В списке может быть не больше 3 пунктов."],
    [{ pair: [1] }, "pair", "At least 2 items in this list.", "В списке должно быть не меньше 2 пунктов."],
    [{ ids: [1, "2"] }, "ids.1", "A number is expected here.", "Здесь нужно число."],
    [{ scope: "all" }, "scope", "Give one of these: mine, open.", "Укажите одно из этого: mine, open."],
    [{ kind: "hall" }, "kind", "Only room may stand here.", "Здесь может стоять только room."],
    [{ code: "x" }, "code", "This is not written as it has to be.", "Это записано не так, как нужно."],
    [
      { at: "today" },
      "at",
      "A moment looks like 2026-03-31T08:15:00Z.",
      "Момент записывают так: 2026-03-31T08:15:00Z.",
    ],
    [{ day: "today" }, "day", "A day looks like 2026-03-31.", "День записывают так: 2026-03-31."],
    [{ rooms: { x: 1 } }, "rooms.x", "No field may have this name here.", "Поля с таким именем здесь быть не может."],
    [{ rooms: [] }, "rooms", "An object with named fields is expected here.", "Здесь нужен объект с полями."],
    [{ odd: "xx" }, "odd", "This does not fit here.", "Такое значение здесь не подходит."],
    [{ own: "" }, "own", "Write a name.", "Напишите название или имя."],
    [{ either: { day: "x" } }, "either.day", "A day looks like 2026-03-31.", "День записывают так: 2026-03-31."],
    [
      { either: "x" },
      "either",
      "A moment looks like 2026-03-31T08:15:00Z.",
      "Момент записывают так: 2026-03-31T08:15:00Z.",
    ],
    [{ zz: 1 }, "zz", "There is no such field here. Leave it out.", "Такого поля здесь нет. Уберите его."],
    [{ email: "x" }, "email", expect.stringMatching("anna@example.com"), expect.stringMatching("anna@example.com")],
    [{ site: "x" }, "site", expect.stringMatching("https://example.com"), expect.stringMatching("https://example.com")],
    [{ uuid: "x" }, "uuid", expect.stringMatching("0b6f3a52"), expect.stringMatching("0b6f3a52")],
  ])("%j", (over, path, english, russian) => {
    const refusal = refusalOf({ name: "name", ...over });
    expect(placesOf(refusal, "en")).toEqual([{ path, message: english }]);
    expect(placesOf(refusal, "ru")).toEqual([{ path, message: russian }]);
  });
});

test("the sentence of a refusal names the fields that are wrong, of many the first five", () => {
  expect(detailOf(refusalOf({ name: "x", limit: 0 }), "en")).toBe(
    "Not right: name, limit. Correct this and send it again.",
  );
  const many = refusalOf({ name: "x", limit: 0, id: 0, on: 1, ids: [], kind: "hall" });
  expect(detailOf(many, "ru")).toBe("Не подходит: name, limit, id, on, ids, …. Исправьте и отправьте ещё раз.");
  expect(detailOf(refusalOf({ name: "name", own: "" }), "en")).toBe("Write a name.");
  expect(placesOf(refusalOf([]), "en")).toEqual([
    { path: "", message: "An object with named fields is expected here." },
  ]);
});

test("however much is wrong, a refusal stays short", () => {
  const names = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`${n}`.padEnd(5_000, "x"), 1]));
  const { fields } = refusalOf({ name: "name", ...names });
  expect(fields).toHaveLength(problemPlacesMax);
  expect(Math.max(...fields.map(({ path }) => path.length))).toBe(problemPathCharsMax);
});
