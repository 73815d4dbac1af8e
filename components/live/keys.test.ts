import { describe, expect, test } from "vitest";
import { isKey, type KeyName, keys, writtenStroke } from "./keys";
import { Visits } from "./visit";

const press = (key: string, code: string, ...held: ("alt" | "shift" | "ctrl" | "meta")[]) => ({
  key,
  code,
  altKey: held.includes("alt"),
  shiftKey: held.includes("shift"),
  ctrlKey: held.includes("ctrl"),
  metaKey: held.includes("meta"),
});

describe("keys", () => {
  test("a letter is known by its place, in a Russian layout too; a sign by what it writes, whatever writes it", () => {
    expect(isKey("find", press("л", "KeyK", "ctrl"))).toBe(true);
    expect(isKey("find", press("k", "KeyK", "meta"))).toBe(true);
    expect(isKey("listKeys", press("?", "Slash", "shift"))).toBe(true);
    expect(isKey("listKeys", press("?", "Digit7", "shift"))).toBe(true);
    expect(isKey("listKeys", press(",", "Slash", "shift"))).toBe(false);
    expect(isKey("addSign", press("+", "Equal", "shift"))).toBe(true);
    expect(isKey("addSign", press("+", "NumpadAdd"))).toBe(true);
  });

  test("one key more or less held down is another key", () => {
    expect(isKey("readRoom", press("Escape", "Escape"))).toBe(true);
    expect(isKey("readRoom", press("Escape", "Escape", "shift"))).toBe(false);
    expect(isKey("readAll", press("Escape", "Escape", "shift"))).toBe(true);
    expect(isKey("nextUnread", press("ArrowDown", "ArrowDown", "alt", "shift"))).toBe(true);
    expect(isKey("nextUnread", press("ArrowDown", "ArrowDown", "alt"))).toBe(false);
    expect(isKey("nextUnread", press("ArrowDown", "ArrowDown", "alt", "shift", "ctrl"))).toBe(false);
  });

  test("no two of them are the same, and what writes a letter is left to the field", () => {
    const all = Object.entries(keys).flatMap(([name, { strokes }]) => strokes.map((stroke) => [stroke, name] as const));
    expect(new Set(all.map(([stroke]) => stroke)).size).toBe(all.length);
    const plain = all.filter(([stroke]) => /^(Shift\+)?(Key\w|Digit\d|.)$/.test(stroke));
    expect(plain.filter(([, name]) => keys[name as KeyName].whileTyping !== "left")).toEqual([]);
  });

  test("they are written as they stand on the keyboard", () => {
    expect(writtenStroke("Alt+Shift+ArrowDown")).toEqual(["Alt", "Shift", "↓"]);
    expect(writtenStroke("Mod+KeyK")).toEqual(["Ctrl", "K"]);
    expect(writtenStroke("+")).toEqual(["+"]);
  });
});

describe("a stay in a room", () => {
  test("the line stays through other places of the room, and is drawn anew after one was elsewhere", () => {
    const visits = new Visits();
    expect(visits.enter(5, { afterSeq: 3, firstId: 30 }).line()).toMatchObject({ afterSeq: 3 });
    visits.moved("/rooms/5");
    expect(visits.enter(5, null).line()).toMatchObject({ afterSeq: 3 });
    visits.moved("/people");
    expect(visits.enter(5, null).line()).toBeNull();
    visits.enter(6, null);
    expect(visits.enter(5, { afterSeq: 9, firstId: 90 }).line()).toMatchObject({ afterSeq: 9 });
  });

  test("what was marked is held until one writes, reads on, or the mark is gone elsewhere", () => {
    const visit = new Visits().enter(5, null);
    visit.hear(false);
    visit.mark({ afterSeq: 2, firstId: 20 });
    expect([visit.isHeld, visit.line()?.afterSeq]).toEqual([true, 2]);
    // Counts that were told before the mark was known to the server.
    visit.hear(false);
    expect(visit.isHeld).toBe(true);
    visit.hear(true);
    visit.hear(false);
    expect(visit.isHeld).toBe(false);
    visit.mark({ afterSeq: 2, firstId: 20 });
    visit.release();
    expect(visit.isHeld).toBe(false);
  });

  test("a mark that could not be set is taken back, with its line", () => {
    const visit = new Visits().enter(5, { afterSeq: 7, firstId: 70 });
    const takeBack = visit.mark({ afterSeq: 2, firstId: 20 });
    takeBack();
    expect([visit.isHeld, visit.line()?.afterSeq]).toEqual([false, 7]);
  });
});
