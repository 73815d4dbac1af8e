import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ClientFrame, ServerFrame } from "@/lib/events/schema";
import { draftSaveMs } from "@/lib/limits";
import type { DraftView } from "@/lib/messages/schema";
import { DraftBook } from "./draft-book";

/** A tab on a line that the test holds in its hand. */
function tab() {
  const sent: ClientFrame[] = [];
  const line = {
    isOpen: true,
    listen: () => () => {},
    send: (frame: ClientFrame) => line.isOpen && sent.push(frame) > 0,
  };
  const asked: number[] = [];
  const elsewhere: { now: DraftView | null } = { now: null };
  const book = new DraftBook(1, line, async (roomId) => {
    asked.push(roomId);
    return elsewhere.now;
  });
  const texts = () => sent.flatMap((frame) => (frame.type === "draft" ? [frame.text] : []));
  return { book, line, texts, asked, elsewhere };
}

const at = (second: number) => `2026-06-01T12:00:${String(second).padStart(2, "0")}.000Z`;
const said = (text: string, second: number | null, saved?: true): ServerFrame & { type: "draft" } => ({
  type: "draft",
  room_id: 5,
  thread_id: null,
  text,
  updated_at: second === null ? null : at(second),
  ...(saved && { saved }),
});
const ready = (...drafts: { room_id: number; thread_id: null; updated_at: string }[]): ServerFrame => ({
  type: "ready",
  user_id: 1,
  heartbeat_ms: 1,
  rooms: {},
  unread: [],
  drafts,
});

const stored = new Map<string, string>();
beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(at(30)) });
  stored.clear();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("what is half written", () => {
  test("is sent a moment after the last key, once, and at once where it is emptied", () => {
    const { book, texts } = tab();
    const draft = book.open(5, 0, null);
    draft.type("h");
    draft.type("he");
    expect(texts()).toEqual([]);
    vi.advanceTimersByTime(draftSaveMs);
    expect(texts()).toEqual(["he"]);
    draft.type("");
    expect(texts()).toEqual(["he", ""]);
    vi.advanceTimersByTime(draftSaveMs * 5);
    expect(texts()).toHaveLength(2);
  });

  test("is not written over by an echo of what was typed before, nor by another device while one types", () => {
    const { book } = tab();
    const draft = book.open(5, 0, said("", 1));
    draft.type("he");
    draft.keep();
    draft.type("hello");
    book.hear(said("he", 2, true));
    book.hear(said("he", 2));
    book.hear(said("from the phone", 3));
    expect(draft.text()).toBe("hello");
    draft.keep();
    book.hear(said("hello", 4, true));
    expect(draft.text()).toBe("hello");
    book.hear(said("later on the phone", 5));
    expect(draft.text()).toBe("later on the phone");
  });

  test("gives way to what another device wrote later than it, once it is confirmed", () => {
    const { book } = tab();
    const draft = book.open(5, 0, null);
    draft.type("mine");
    draft.keep();
    book.hear(said("theirs", 9));
    expect(draft.text()).toBe("mine");
    book.hear(said("mine", 8, true));
    expect(draft.text()).toBe("theirs");
  });

  test("that was sent stays gone, in whatever order the news comes", () => {
    const { book, texts } = tab();
    const draft = book.open(5, 0, null);
    draft.type("sent");
    draft.keep();
    draft.type("");
    book.hear(said("sent", 2, true));
    book.hear(said("sent", 2));
    book.hear(said("", 3, true));
    book.hear(said("sent", 2));
    expect([draft.text(), texts()]).toEqual(["", ["sent", ""]]);
    expect(book.open(5, 0, said("sent", 2)).text()).toBe("");
  });

  test("waits on this device for the line, through a reload, and goes out when that is there", () => {
    const first = tab();
    first.line.isOpen = false;
    first.book.open(5, 0, said("old", 1)).type("written without a line");
    const { book, texts } = tab();
    const draft = book.open(5, 0, said("old", 1));
    expect(draft.text()).toBe("old");
    draft.recover();
    expect(draft.text()).toBe("written without a line");
    vi.advanceTimersByTime(draftSaveMs);
    book.hear(said("written without a line", 31, true));
    expect([texts(), stored.size]).toEqual([["written without a line"], 0]);
  });

  test("on this device is older than what another one has kept since: that stands", () => {
    stored.set("staffroom:draft:1:5/0", JSON.stringify({ text: "old", at: Date.parse(at(10)) }));
    const { book, texts } = tab();
    const draft = book.open(5, 0, said("newer", 20));
    draft.recover();
    expect([draft.text(), texts(), stored.size]).toEqual(["newer", [], 0]);
  });

  test("is sent again where the line broke before it was confirmed, and asked for where it changed meanwhile", async () => {
    const { book, texts, asked, elsewhere } = tab();
    const draft = book.open(5, 0, said("one", 1));
    draft.type("two");
    draft.keep();
    book.hear(ready({ room_id: 5, thread_id: null, updated_at: at(9) }));
    expect([texts(), asked]).toEqual([["two", "two"], []]);
    book.hear(said("two", 10, true));
    elsewhere.now = said("three", 11);
    book.hear(ready({ room_id: 5, thread_id: null, updated_at: at(11) }));
    await vi.waitFor(() => expect(draft.text()).toBe("three"));
    expect(asked).toEqual([5]);
  });

  test("may be what nobody wrote in the browser's storage: that is passed over", () => {
    for (const value of ["{", "7", '{"text":7,"at":1}', '"x"']) {
      stored.set("staffroom:draft:1:5/0", value);
      const draft = tab().book.open(5, 0, null);
      draft.recover();
      expect(draft.text()).toBe("");
    }
  });
});
