import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MessageView } from "@/server/client";
import { anna, lookOf, messageOf } from "@/server/testing/drawn";
import { drawMessage, type Look } from "./rows";
import { widthIn } from "./wrap";

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const steering = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the one sequence that is meant
const links = /\u001b\]8;;[\x21-\x7e]*\u001b\\/g;
/** Colours stand there as words. */
const look = (columns: number, changes: Partial<Look> = {}): Look => lookOf(columns, { isColoured: true, ...changes });
const named: Partial<Look> = {
  paint: (colour, text) => (["dim", "cyan"].includes(colour) ? text : `<${colour}>${text}</>`),
};

const message = (text: string, changes: Partial<MessageView> = {}) => messageOf({ text, ...changes });

/** What stands there of a text, without the head of its message. */
const drawn = (text: string, columns = 60, changes: Partial<Look> = {}): string[] =>
  drawMessage(look(columns, changes), message(text)).map((row) => row.replace(/^10:32 7 Boris: ?| {6}/, ""));

describe("Markdown in a terminal with colours", () => {
  test("shows how a word is meant, and not the signs that say so", () => {
    expect(drawn("**bold** _italic_ ~~gone~~ `code *x*` \\*plain\\* 2 * 3 * 4", 80, named)).toEqual([
      "<bold>bold</> <italic>italic</> <strike>gone</> <magenta>code *x*</> *plain* 2 * 3 * 4",
    ]);
    expect(drawn("# Plan\nof **_all_**, @all", 60, named)).toEqual([
      "<bold>Plan</>",
      "of <italic><bold>all</></>, <bold>@all</>",
    ]);
  });

  test("gives lists, quotes and code a shape of their own below the head, however narrow it is", () => {
    expect(drawn("- one\n- two and more of it\n  1. deep\n  2. deeper\n\nend", 24)).toEqual([
      "",
      "• one",
      "• two and more of",
      "  it",
      "  1. deep",
      "  2. deeper",
      "",
      "end",
    ]);
    expect(drawn("> quoted words that are long\n>> twice\n\nanswer", 24)).toEqual([
      "",
      "│ quoted words",
      "│ that are long",
      "│ │ twice",
      "",
      "answer",
    ]);
    expect(drawn("look:\n```ts\nif (a)\n\tb( 1,  2 );\n\nend\n```", 22)).toEqual([
      "",
      "look:",
      "  if (a)",
      "      b( 1,  2 )",
      "  ;",
      "  ",
      "  end",
    ]);
    expect(drawn("| a | b |\n|---|---|\n| long | x |\n| 語 | y |")).toEqual(["", "a    │ b", "long │ x", "語   │ y"]);
  });

  test("always says where a link leads, and opens only what is an address of the web or of a mailbox", () => {
    expect(drawn("[bank](https://evil.example/x) and https://plain.example", 80)).toEqual([
      "bank (https://evil.example/x) and https://plain.example",
    ]);
    expect(drawn("[https://bank.example](https://evil.example)", 80)).toEqual([
      "https://bank.example (https://evil.example)",
    ]);
    expect(drawn("[x](javascript:alert(1)) [room](/rooms/5?m=7)", 80, { isLinked: true })).toEqual([
      "[x](javascript:alert(1)) room (/rooms/5?m=7)",
    ]);
    const open = (href: string, text: string) => `\u001b]8;;${href}\u001b\\${text}\u001b]8;;\u001b\\`;
    const href = "https://ex.example/%1B%07%5C";
    expect(drawn(`[a](${href})`, 80, { isLinked: true })).toEqual([`${open(href, "a")} (${open(href, href)})`]);
    const long = "https://ex.example/a/very/long/way/to/go/and/further";
    expect(drawn(long, 36, { isLinked: true })).toEqual([
      ...["https://ex.example/a/", "very/long/way/to/go/and/furthe", "r"].map((row) => open(long, row)),
    ]);
  });

  test("shows something of whatever was said, marks of edits and the call of a name with it", () => {
    for (const text of ["-", "1.", ">", "#", "```", "[a]: http://x.example", "* * *", "&nbsp;"])
      expect(drawn(text).join("").length, text).toBeGreaterThan(0);
    expect(drawMessage(look(40, named), message("**hi**", { edited_at: "x", mentions: [1] }))).toEqual([
      "10:32 7 Boris: <bold><bold>hi</></> (edited)",
    ]);
    expect(drawMessage(look(40), message("/me _waves_"))).toEqual(["10:32 7 * Boris waves"]);
    const reply_to = { id: 1, author: anna, text: "**what** is `it`" };
    expect(drawMessage(look(40), message("yes", { reply_to }))[0]).toBe("      │ Anna: what is it");
  });

  test("without colours stands there as it was typed", () => {
    const text = "**bold** _it_ [a](https://x.example)\n> q\n```\n  code\n```";
    expect(drawn(text, 80, { isColoured: false })).toEqual(text.split("\n"));
  });

  test("is never wider than the terminal and never steers it, whatever is written", () => {
    const piece = fc.oneof(
      fc.constantFrom("**", "_", "~~", "`", "\n```\n", "\n> ", "\n>> ", "\n- ", "\n  - ", "\n1. ", "\n# ", "\n\n", " "),
      fc.constantFrom(
        "[a](https://x.example/ы?q=\u009b)",
        "https://ж.example/\u001b[2J",
        "<b@c.example>",
        "](",
        "[",
        "\\",
      ),
      fc.constantFrom(
        "\n| a | b |\n|---|--:|\n| ",
        " | ",
        "&#27;",
        "&#155;",
        "&#x202e;",
        "&#13;",
        "&#10;",
        "&NewLine;",
      ),
      fc.constantFrom(
        "\u001b]8;;http://x\u0007",
        "\u001b",
        "\u0007",
        "\r",
        "\t",
        "\u202e",
        "\u2028",
        "@all",
        "語語",
        "👩‍👩‍👧‍👦",
        "❤️",
        "e\u0301",
      ),
      fc.string({ unit: "grapheme", maxLength: 6 }),
    );
    const said = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(said, fc.integer({ min: 32, max: 100 }), fc.boolean(), (text, columns, isForMe) => {
        const mentions = isForMe ? [anna.id] : [];
        const rows = drawMessage(look(columns, { isLinked: true }), message(text, { mentions, edited_at: "x" }));
        const bare = rows.map((row) => row.replace(links, ""));
        expect(bare.filter((row) => steering.test(row))).toEqual([]);
        expect(bare.filter((row) => widthIn(row) > columns)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("of the longest message, or the deepest, is drawn at once", { timeout: 60_000 }, () => {
    for (const text of [
      "word **b** ".repeat(1_800),
      `${"> ".repeat(9_999)}x`,
      "- ".repeat(9_000),
      "x".repeat(20_000),
    ]) {
      const from = process.cpuUsage();
      drawMessage(look(40), message(text));
      expect(process.cpuUsage(from).user / 1_000, text.slice(0, 10)).toBeLessThan(1_000);
    }
  });
});
