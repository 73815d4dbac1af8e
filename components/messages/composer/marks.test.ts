import { describe, expect, test } from "vitest";
import { type Mark, marked, pastedOver } from "./marks";

/** A field with its selection between two bars, or its caret at one. */
function act(mark: Mark, field: string): string {
  const start = field.indexOf("|");
  const last = field.lastIndexOf("|");
  const end = last === start ? start : last - 1;
  const text = field.replaceAll("|", "");
  const change = marked(mark, text, start, end);
  return shown(text, change);
}

function shown(text: string, change: ReturnType<typeof marked>): string {
  const now = text.slice(0, change.from) + change.text + text.slice(change.to);
  const bar = change.start === change.end ? "" : "|";
  return `${now.slice(0, change.start)}${bar}${now.slice(change.start, change.end)}|${now.slice(change.end)}`;
}

describe("a mark on selected words", () => {
  test("stands right around them, and the same again takes it off", () => {
    for (const [mark, sign] of [
      ["bold", "**"],
      ["italic", "_"],
      ["strike", "~~"],
      ["code", "`"],
    ] as const) {
      expect(act(mark, "say |it now| please")).toBe(`say ${sign}|it now|${sign} please`);
      expect(act(mark, `say ${sign}|it now|${sign} please`)).toBe("say |it now| please");
      expect(act(mark, `say |${sign}it now${sign}| please`)).toBe("say |it now| please");
    }
    expect(act("bold", "say| it |now")).toBe("say **|it|** now");
  });

  test("without words one writes on within it", () => {
    expect(act("bold", "say |")).toBe("say **|**");
    expect(act("codeBlock", "|")).toBe("```\n|\n```");
  });

  test("takes each line by itself; part of a word is slanted by a star; code with a backtick has two", () => {
    expect(act("bold", "|one\n\ntwo|")).toBe("|**one**\n\n**two**|");
    expect(act("italic", "un|believ|able")).toBe("un*|believ|*able");
    expect(act("code", "|a`b|")).toBe("``|a`b|``");
  });
});

test("a block of code stands on lines of its own, between fences longer than any within", () => {
  expect(act("codeBlock", "see |a\nb| here")).toBe("see \n```\n|a\nb|\n```\n here");
  expect(act("code", "|a\nb|")).toBe("```\n|a\nb|\n```");
  expect(act("codeBlock", "|```\nx\n```|")).toBe("|x|");
  expect(act("codeBlock", "|a ``` b|")).toBe("````\n|a ``` b|\n````");
});

test("quotes and lists are of whole lines, go over into each other, and come off", () => {
  expect(act("quote", "o|ne\ntw|o\nthree")).toBe("|> one\n> two|\nthree");
  expect(act("bullets", "|one\n\ntwo|")).toBe("|- one\n\n- two|");
  expect(act("numbers", "|- one\n- two|")).toBe("|1. one\n2. two|");
  expect(act("numbers", "|1. one\n2. two|")).toBe("|one\ntwo|");
  expect(act("bullets", "|")).toBe("- |");
  expect(act("quote", "> one|")).toBe("one|");
});

test("a link asks for what it lacks", () => {
  expect(act("link", "see |the [plan]| here")).toBe("see [the \\[plan\\]](|https://|) here");
  expect(act("link", "|https://example.com/x|")).toBe("[|](https://example.com/x)");
  expect(act("link", "|")).toBe("[|](https://)");
});

test("an address pasted over words makes a link of them, and nothing else does", () => {
  const over = (address: string, text: string) => {
    const change = pastedOver(address, text, 0, text.length);
    return change && shown(text, change);
  };
  expect(over("https://example.com/a_(b)", "the plan")).toBe("[the plan](https://example.com/a_(b%29)|");
  for (const [address, text] of [
    ["javascript:alert(1)", "the plan"],
    ["https://a.example b", "the plan"],
    ["https://a.example", "https://b.example"],
    ["https://a.example", "two\nlines"],
    ["https://a.example", ""],
  ] as const)
    expect(over(address, text)).toBeNull();
});
