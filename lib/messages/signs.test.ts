import { describe, expect, test } from "vitest";
import { WantedSigns, withWanted } from "./signs";

const thumb = { emoji: "👍", count: 3, mine: false };
const lorry = { emoji: "🚚", count: 1, mine: true };

describe("signs that are not confirmed yet", () => {
  test("stand as one wants them, and what is confirmed meanwhile is not counted twice", () => {
    expect(withWanted([thumb, lorry], undefined)).toEqual([thumb, lorry]);
    expect(withWanted([thumb, lorry], new Map([["👍", true]]))).toEqual([{ ...thumb, count: 4, mine: true }, lorry]);
    expect(withWanted([{ ...thumb, count: 4, mine: true }], new Map([["👍", true]]))).toEqual([
      { ...thumb, count: 4, mine: true },
    ]);
    expect(withWanted([thumb, lorry], new Map([["🚚", false]]))).toEqual([thumb]);
    expect(withWanted([], new Map([["🎉", true]]))).toEqual([{ emoji: "🎉", count: 1, mine: true }]);
    expect(withWanted([], new Map([["🎉", false]]))).toEqual([]);
  });

  test("the last wish counts: the answer to an earlier one ends nothing", () => {
    const signs = new WantedSigns();
    const first = signs.want(7, "👍", true);
    const second = signs.want(7, "👍", false);
    first();
    expect(signs.of(7)).toEqual(new Map([["👍", false]]));
    second();
    expect(signs.of(7)).toBeUndefined();
  });
});
