import { describe, expect, test } from "vitest";
import { filesPerMessageMax } from "@/lib/limits";
import type { FileView } from "./schema";
import { shownSize } from "./shown";
import { emptyTray, isReady, isUnderWay, storedFiles, type Tray, type TrayEvent, trayReducer } from "./tray";

const bytesMax = 1_000;
const named = (...ids: string[]) => ids.map((id) => ({ id, name: `${id}.txt`, size: 10 }));
const added = (...ids: string[]): TrayEvent => ({ type: "added", files: named(...ids), bytesMax });
const file = (id: number): FileView => ({
  id,
  name: "a.txt",
  size: 10,
  content_type: "text/plain",
  width: null,
  height: null,
  url: "",
  preview_url: null,
});
const trayAfter = (...events: TrayEvent[]): Tray => events.reduce(trayReducer, emptyTray);
const states = ({ items }: Tray) => items.map(({ id, state }) => `${id} ${state}`);

describe("a file on its way", () => {
  test("waits, goes out and is stored; a message goes once all of them are", () => {
    const begun = trayAfter(added("a", "b"), { type: "started", id: "a" }, { type: "progressed", id: "a", sent: 5 });
    expect(states(begun)).toEqual(["a sending", "b waiting"]);
    expect([isReady(begun), isUnderWay(begun)]).toEqual([false, true]);
    const done = (["a", "b"] as const).reduce(
      (tray, id, at) => trayReducer(tray, { type: "stored", id, file: file(at + 1) }),
      begun,
    );
    expect([isReady(done), isUnderWay(done)]).toEqual([true, false]);
    expect(storedFiles(done).map(({ id }) => id)).toEqual([1, 2]);
  });

  test("that lost the line waits again once it is back, from its beginning; what was refused does not", () => {
    const lost = trayAfter(
      added("a", "b"),
      { type: "progressed", id: "a", sent: 5 },
      { type: "lost", id: "a" },
      { type: "refused", id: "b", problem: "full" },
    );
    expect(states(lost)).toEqual(["a lost", "b refused"]);
    const back = trayReducer(lost, { type: "lineBack" });
    expect(states(back)).toEqual(["a waiting", "b refused"]);
    expect(back.items[0]?.sent).toBe(0);
    expect([isReady(back), isUnderWay(trayReducer(back, { type: "removed", id: "a" }))]).toEqual([false, false]);
    expect(states(trayReducer(back, { type: "retried", id: "b" }))).toEqual(["a waiting", "b waiting"]);
  });

  test("that is too large or empty is refused before it is sent", () => {
    const files = [
      { id: "large", name: "a", size: bytesMax + 1 },
      { id: "empty", name: "b", size: 0 },
      { id: "fits", name: "c", size: bytesMax },
    ];
    const tray = trayAfter({ type: "added", files, bytesMax });
    expect(tray.items.map(({ problem }) => problem)).toEqual(["tooLarge", "empty", null]);
  });
});

test("a message takes as many as it may carry, and says how many were left out", () => {
  const many = Array.from({ length: filesPerMessageMax + 3 }, (_, at) => String(at));
  const tray = trayAfter(added("first"), added(...many));
  expect([tray.items.length, tray.leftOut]).toEqual([filesPerMessageMax, 4]);
  expect(trayReducer(tray, { type: "removed", id: "first" }).leftOut).toBe(0);
  expect(states(trayReducer(tray, { type: "cleared", ids: tray.items.map(({ id }) => id) }))).toEqual([]);
});

test.each([
  [{ width: 100, height: 80 }, true, { width: 100, height: 80 }],
  [{ width: 4200, height: 2100 }, true, { width: 420, height: 210 }],
  [{ width: 1000, height: 2000 }, true, { width: 160, height: 320 }],
  [{ width: 5, height: 20_000 }, true, { width: 56, height: 320 }],
  [{ width: 4200, height: 2100 }, false, { width: 148, height: 148 }],
])("a picture of %j stands in whole pixels", (picture, isAlone, shown) => {
  expect(shownSize(picture, isAlone)).toEqual(shown);
});
