import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { talkWords } from "@/lib/i18n/talk";
import type { MessageView } from "@/server/client";
import { anna, boris, lookOf, messageOf } from "@/server/testing/drawn";
import { completed } from "./completing";
import { drawInput, emptyInput, type Input, insert, type Key, press, sent } from "./input";
import { orderOf } from "./orders";
import { drawChange, drawMessage, drawNote, type Look } from "./rows";
import { repaint } from "./screen";
import { drawStatus } from "./status";
import { Story } from "./story";
import { cut, widthIn, wrap } from "./wrap";

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const steering = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]/;
const _words = talkWords.en;
const look = (columns = 40): Look => lookOf(columns);
const message = messageOf;

describe("text in a terminal", () => {
  test("breaks between words, and where there is no such place between signs that the eye takes for one", () => {
    expect(wrap("one two three", 8)).toEqual(["one two", "three"]);
    expect(wrap("one two", 8, 4)).toEqual(["one", "two"]);
    expect(wrap("abcdefgh", 3)).toEqual(["abc", "def", "gh"]);
    expect(wrap("日本語です", 4)).toEqual(["日本", "語で", "す"]);
    expect(wrap("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 4)).toEqual(["👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"]);
    expect(wrap("a\n\n  b\tc", 20)).toEqual(["a", "", "  b    c"]);
  });

  test("is cut with a sign that says so", () => {
    expect([cut("short", 5), cut("longer", 5), cut("日本語", 4)]).toEqual(["short", "long…", "日…"]);
  });

  test("no row is wider than the terminal, whatever is said by whomever, and nothing of it steers the terminal", () => {
    const said = fc.string({
      unit: fc.oneof(
        fc.constantFrom(
          "\u001b",
          "[",
          "3",
          "1",
          "m",
          "\u009b",
          "\u0007",
          "\r",
          "\n",
          "\t",
          " ",
          "語",
          "👍🏽",
          "ж",
          "\u202e",
          "\u2028",
        ),
        fc.string({ unit: "grapheme", maxLength: 3 }),
      ),
    });
    fc.assert(
      fc.property(
        said,
        said,
        said,
        fc.integer({ min: 32, max: 100 }),
        fc.boolean(),
        (text, name, other, columns, isWhisper) => {
          const author = { ...boris, display_name: name };
          const one = message({
            text,
            author,
            id: 123_456,
            to: isWhisper ? { ...anna, display_name: other } : null,
            thread_id: isWhisper ? null : 123_000,
            reply_to: { id: 1, author, text: other },
            attachments: [
              { id: 9, name: other, size: 5, content_type: "", width: null, height: null, url: "", preview_url: null },
            ],
            reactions: [{ emoji: "👍", count: 2, mine: false }],
            edited_at: "2026-06-01T10:32:00.000Z",
          } as Partial<MessageView>);
          const status = {
            room: name,
            isLost: false,
            people: 3,
            here: 1,
            writing: [name, other],
            waiting: [{ text, clientId: "" }],
            threads: [123_456, 123_457, 123_458, 123_459],
          };
          const rows = [
            ...drawMessage(look(columns), one),
            ...drawChange(look(columns), one, { ...one, text: other }),
            ...drawNote(look(columns), text),
            ...drawStatus(look(columns), status),
          ];
          expect(rows.filter((row) => steering.test(row))).toEqual([]);
          expect(rows.filter((row) => widthIn(row) > columns)).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("a message", () => {
  test("says when, with which number, who, and what", () => {
    expect(drawMessage(look(), message())).toEqual(["10:32 7 Boris: hello"]);
    expect(drawMessage(look(), message({ text: "a longer text that wants two rows of it" }))).toEqual([
      "10:32 7 Boris: a longer text that wants",
      "      two rows of it",
    ]);
  });

  test("shows what it is: a whisper, an answer, a reply in a thread, an act, edited, deleted", () => {
    expect(drawMessage(look(60), message({ to: anna }))).toEqual(["10:32 7 Boris → you, whisper: hello"]);
    expect(drawMessage(look(), message({ reply_to: { id: 3, author: anna, text: "what?\nno" } }))).toEqual([
      "      │ Anna: what? no",
      "10:32 7 Boris: hello",
    ]);
    expect(drawMessage(look(), message({ thread_id: 5 }))).toEqual(["10:32 7 ↳5 Boris: hello"]);
    expect(drawMessage(look(), message({ text: "/me waves" }))).toEqual(["10:32 7 * Boris waves"]);
    expect(drawMessage(look(), message({ edited_at: "x" }))).toEqual(["10:32 7 Boris: hello (edited)"]);
    expect(drawMessage(look(), message({ text: "", deleted_at: "x" }))).toEqual(["10:32 7 Boris: deleted"]);
  });

  test("is seen to be a whisper however long the names are", () => {
    const author = { ...boris, display_name: "Константин Константинопольский-Рождественский" };
    expect(drawMessage(look(40), message({ author, to: anna }))).toEqual([
      "10:32 7 Константин Ко… → you, whisper:",
      "      hello",
    ]);
    const to = { ...boris, id: 3, display_name: author.display_name };
    expect(drawMessage(look(48), message({ author, to })).join()).toMatch(
      /^10:32 7 Константин К… → Константин …, whisper:/,
    );
  });

  test("that changed is drawn again where one sees the change, and only there", () => {
    const before = message();
    expect(drawChange(look(), before, message({ revision: 1, text: "bye", edited_at: "x" }))).toEqual([
      "10:32 7 Boris: bye (edited)",
    ]);
    const signed = message({ reactions: [{ emoji: "👍", count: 2, mine: true }] });
    expect(drawChange(look(), before, signed)).toEqual(["10:32 7 Boris: 👍 2"]);
    expect(drawChange(look(), before, message({ pinned: true }))).toEqual([]);
    expect(drawChange(look(), undefined, message())).toEqual([]);
  });

  test("stands in the story once, under its day, and behind the line where it is new", () => {
    const story = new Story(() => look(20));
    const now = new Date("2026-06-02T08:00:00.000Z");
    const read = message();
    const fresh = message({ id: 8, seq: 2, created_at: "2026-06-02T07:00:00.000Z" });
    const rows = story.open([read, fresh], 1, now);
    expect(rows.map((row) => row.replaceAll("─", "").trim())).toEqual([
      "Yesterday, 1 …",
      "10:32 7 Boris:",
      "hello",
      "Today",
      "new",
      "07:00 8 Boris:",
      "hello",
    ]);
    expect(story.said(fresh, false, now)).toEqual([]);
    expect(story.said(message({ id: 9, seq: 3, created_at: "2026-06-02T07:01:00.000Z" }), true, now)).toHaveLength(3);
  });
});

describe("what is typed", () => {
  const keys = (...pressed: (string | Key)[]): Input =>
    pressed.reduce<Input>(
      (input, key) => (typeof key === "string" ? press(input, key, {}) : press(input, undefined, key)).input,
      emptyInput,
    );

  test("is edited sign by sign, word by word and to the ends of its line", () => {
    expect(keys("a", "👩‍👩‍👧‍👦", { name: "backspace" }).text).toBe("a");
    expect(keys("a", "b", { name: "left" }, "x").text).toBe("axb");
    expect(keys("one two", { name: "w", ctrl: true }).text).toBe("one ");
    expect(keys("one", { name: "a", ctrl: true }, "x", { name: "e", ctrl: true }, "y").text).toBe("xoney");
    expect(keys("one", { name: "u", ctrl: true }).text).toBe("");
    expect(keys("ab", { name: "left" }, { name: "delete" }).text).toBe("a");
  });

  test("brings back what was sent, and what was half written before one looked", () => {
    const input = insert(sent(insert(sent(insert(emptyInput, "one")), "two")), "half");
    const up = press(input, undefined, { name: "up" }).input;
    const upTwice = press(up, undefined, { name: "up" }).input;
    const down = press(press(upTwice, undefined, { name: "down" }).input, undefined, { name: "down" }).input;
    expect([up.text, upTwice.text, down.text]).toEqual(["two", "one", "half"]);
  });

  test("when pasted sends nothing before Enter, whatever stands in it", () => {
    const pasting = keys({ name: "paste-start" });
    const lines = [..."a\r\u001b[31mb"].reduce(
      (input, sign) => press(input, sign, { name: sign === "\r" ? "return" : sign }).input,
      pasting,
    );
    const after = press(lines, undefined, { name: "paste-end" }).input;
    expect(after.text).toBe("a\n[31mb");
    expect(press(after, "\r", { name: "return" }).act).toBe("enter");
  });

  test("has acts of its own for the keys that are none of the text", () => {
    const acts = (key: Key) => press(emptyInput, undefined, key).act;
    expect(acts({ name: "c", ctrl: true })).toBe("interrupt");
    expect(acts({ name: "d", ctrl: true })).toBe("end");
    expect(acts({ sequence: "\u001b[I" })).toBe("front");
    expect(acts({ sequence: "\u001b[O" })).toBe("behind");
    expect(press(emptyInput, "\u0007", { name: "g", ctrl: true }).input.text).toBe("");
  });

  test("is broken at the edge, and the cursor stands where the next sign goes", () => {
    const drawn = (text: string, at: number) => drawInput({ ...emptyInput, text, at }, "> ", 6, 10);
    expect(drawn("abcdef", 6)).toEqual({ rows: ["> abcd", "  ef"], cursor: { row: 1, column: 4 } });
    expect(drawn("日本語", 3)).toEqual({ rows: ["> 日本", "  語"], cursor: { row: 1, column: 4 } });
    expect(drawn("a\nb", 1).cursor).toEqual({ row: 0, column: 3 });
    expect(drawInput({ ...emptyInput, text: "1\n2\n3\n4", at: 7 }, "> ", 6, 2).rows).toEqual(["  3", "  4"]);
  });

  test("is completed to the user name that is meant, as far as there is one", () => {
    const names = ["anna", "annika", "boris"];
    const start = (text: string) =>
      completed(insert(emptyInput, text), (one) => names.filter((name) => name.startsWith(one))).input.text;
    expect([start("/pm @bo"), start("hi @a"), start("mail@bo"), start("@x")]).toEqual([
      "/pm @boris ",
      "hi @ann",
      "mail@bo",
      "@x",
    ]);
    expect([start("/he"), start("/re"), start("say /he")]).toEqual(["/help ", "/re", "say /he"]);
    expect(completed(insert(emptyInput, "/re"), () => []).choices).toEqual(["/react", "/reply"]);
    expect(completed(insert(emptyInput, "@ann"), () => ["anna", "annika"]).choices).toEqual(["@anna", "@annika"]);
  });
});

describe("an order", () => {
  test("means what it means on the pages, and what there a mouse does has a word here", () => {
    expect(orderOf("hello")).toEqual({ does: "say", text: "hello" });
    expect(orderOf("/pm @anna psst")).toEqual({ does: "whisper", username: "anna", text: "psst" });
    expect(orderOf("/ pm anna psst")).toMatchObject({ does: "err", reason: "pmHow" });
    expect(orderOf("/frobnicate now")).toMatchObject({ does: "err", reason: "commandUnknown" });
    expect(orderOf("/etc/hosts is a path")).toMatchObject({ does: "say" });
    expect(orderOf("//who")).toEqual({ does: "say", text: "/who" });
    expect(orderOf("/who")).toEqual({ does: "who" });
    expect(orderOf("/who is there")).toMatchObject({ does: "err", reason: "commandUnknown" });
    expect(orderOf("/reply 12 yes")).toEqual({ does: "reply", number: 12, text: "yes" });
    expect(orderOf("/thread 12")).toEqual({ does: "thread", number: 12, text: "" });
    expect(orderOf("/reply yes")).toEqual({ does: "howto", name: "reply" });
    expect(orderOf("/edit")).toEqual({ does: "edit", number: null, text: "" });
    expect(orderOf("/edit 12 two\nlines")).toEqual({ does: "edit", number: 12, text: "two\nlines" });
    expect(orderOf("/edit all of it")).toEqual({ does: "howto", name: "edit" });
    expect([orderOf("/delete"), orderOf("/delete #12")]).toEqual([
      { does: "delete", number: null },
      { does: "delete", number: 12 },
    ]);
    expect(orderOf("/delete 12 and 13")).toEqual({ does: "howto", name: "delete" });
    expect(orderOf("/react 12 :+1:")).toEqual({ does: "react", number: 12, emoji: ":+1:" });
    expect(orderOf("/react 👍")).toEqual({ does: "howto", name: "react" });
  });
});

describe("the area below", () => {
  const area = (rows: string[], row: number, column: number) => ({ rows, cursor: { row, column } });
  const bare = (text: string) =>
    text.replaceAll("\u001b", "^").replaceAll("\r", "").replaceAll("^[?25l", "").replaceAll("^[?25h", "");

  test("is taken off, what is said goes above, and the cursor goes where one types", () => {
    expect(bare(repaint(area(["status", "> ab"], 1, 4), ["said"], area(["status", "> "], 1, 2), 80))).toBe(
      "^[1A^[Jsaid\nstatus\n> ^[2C",
    );
  });

  test("of a terminal that became narrower takes the rows that it was broken into", () => {
    expect(bare(repaint(area(["x".repeat(30), "> "], 1, 2), [], area([], 0, 0), 10))).toBe("^[3A^[J");
  });
});
