import fc from "fast-check";
import { expect, test } from "vitest";
import { openCursor, sealCursor } from "./cursor";
import { displayNameCharsMax, roomNameCharsMax } from "./limits";
import { listPeopleInput } from "./people/schema";
import { listRoomsInput } from "./rooms/schema";

const names = fc
  .string({ unit: "grapheme", maxLength: 80 })
  .filter((name) => name.length <= 80 && !name.includes("\0"));

test("a place comes back as it was", () => {
  fc.assert(
    fc.property(names, fc.nat(), (name, id) => {
      expect(openCursor(sealCursor({ name: name.toWellFormed(), id }))).toEqual({ name: name.toWellFormed(), id });
    }),
  );
});

test("the cursor of the longest name is one that may be sent back", () => {
  for (const letter of ["я", "好", '"', "\\", "\u2028"]) {
    const name = letter.repeat(Math.max(displayNameCharsMax, roomNameCharsMax));
    const cursor = sealCursor({ name, id: Number.MAX_SAFE_INTEGER });
    expect(listPeopleInput.safeParse({ cursor }).success, letter).toBe(true);
    expect(listRoomsInput.safeParse({ cursor }).success, letter).toBe(true);
  }
});

test("whatever was not sealed here is invalid, and never a fault", () => {
  const sealed = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const forged = [
    "",
    "x",
    "%00",
    "e30",
    sealed(null),
    sealed([]),
    sealed({ name: "a" }),
    sealed({ name: 1, id: 1 }),
    sealed({ name: "a", id: "1" }),
    sealed({ name: "a", id: -1 }),
    sealed({ name: "a", id: 1.5 }),
    sealed({ name: "a", id: 1e300 }),
    sealed({ name: "a", id: 1, more: true }),
    sealed({ name: "a\0b", id: 1 }),
    sealed({ name: "a".repeat(501), id: 1 }),
  ];
  for (const cursor of forged)
    expect(() => openCursor(cursor), cursor).toThrow(
      expect.objectContaining({ code: "invalid", fields: [{ path: "cursor", reason: "cursorUnknown" }] }),
    );
});
