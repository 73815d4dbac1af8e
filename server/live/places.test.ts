import fc from "fast-check";
import { expect, test } from "vitest";
import { Places } from "./places";

const step = fc.record({
  what: fc.constantFrom("add" as const, "remove" as const, "read" as const),
  roomId: fc.integer({ min: 1, max: 12 }),
  seq: fc.integer({ min: 0, max: 50 }),
});

test("places answer as a plain map would, whatever is added, removed and read", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const places = new Places();
      const model = new Map<number, number | null>();
      for (const { what, roomId, seq } of steps) {
        if (what === "add") expect(places.add(roomId)).toBe(!model.has(roomId));
        if (what === "add") model.set(roomId, model.get(roomId) ?? null);
        if (what === "remove") expect(places.remove(roomId)).toBe(model.delete(roomId));
        if (what === "read") places.setRead(roomId, seq, { mentions: seq % 3, first_unread_id: seq || null });
        if (what === "read" && model.has(roomId)) model.set(roomId, Math.max(model.get(roomId) ?? 0, seq));
      }
      expect([...places.roomIds]).toEqual([...model.keys()].sort((a, b) => a - b));
      for (const [roomId, read] of model) expect(places.lastRead(roomId)).toBe(read);
    }),
  );
});

test("a reading never moves back", () => {
  const places = new Places();
  places.fill([3, 5]);
  places.setRead(5, 10, { mentions: 2, first_unread_id: 77 });
  places.setRead(5, 9, { mentions: 4, first_unread_id: 66 });
  expect([places.lastRead(5), places.mentions(5), places.firstUnreadId(5)]).toEqual([10, 2, 77]);
});

test("of a room where one is not, nothing is known", () => {
  const places = new Places();
  places.setRead(4, 10, { mentions: 1, first_unread_id: 1 });
  expect([places.has(4), places.lastRead(4), places.mentions(4), places.firstUnreadId(4)]).toEqual([
    false,
    null,
    0,
    null,
  ]);
});

test("a mark by hand moves back and forth, is said to be looked at again, and gives way to a reading", () => {
  const places = new Places();
  places.fill([5]);
  const unread = { mentions: 0, first_unread_id: null };
  expect(places.setRead(5, 10, unread)).toBe(false);
  expect(places.setRead(5, 3, { ...unread, marked: true })).toBe(true);
  expect([places.lastRead(5), places.isMarked(5)]).toEqual([3, true]);
  expect(places.setRead(5, 3, { ...unread, marked: true })).toBe(false);
  expect(places.setRead(5, 12, unread)).toBe(true);
  expect([places.lastRead(5), places.isMarked(5)]).toEqual([12, false]);
  expect(places.setRead(5, 11, unread)).toBe(false);
  expect(places.lastRead(5)).toBe(12);
});
