import { describe, expect, test } from "vitest";
import { plain, plainJson, plainLine } from "./plain";
import { addressOf } from "./shell";
import { cut, table, width } from "./table";

const wide = { columns: Number.POSITIVE_INFINITY, colours: false };

describe("what others wrote", () => {
  test("cannot steer a terminal: its signs are shown as pictures, those of direction are taken out", () => {
    expect(plain("a\u001b[2Jb\u0007")).toBe("a␛[2Jb␇");
    expect(plain("a\u009b31mb\u007f")).toBe("a\ufffd31mb␡");
    expect(plain("abc\u202etxt.exe\u2066")).toBe("abctxt.exe");
    expect(plain("one\r\ntwo\rthree\ttab")).toBe("one\ntwo\nthree\ttab");
    expect(plainLine("  one\n two\u2028three ")).toBe("one two three");
    expect(plain("👩‍👩‍👧‍👦 й ё")).toBe("👩‍👩‍👧‍👦 й ё");
  });

  test("is the same after its way through JSON, which a terminal may show", () => {
    const text = "\u001b[2J\u007f\u009b\u202e\u2028 ё 👍";
    const json = plainJson({ text });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come
    expect(json).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
    expect(JSON.parse(json)).toEqual({ text });
  });
});

describe("tables", () => {
  const columns = [{ title: "No.", right: true }, { title: "Name" }, { title: "What" }];

  test("stand in their columns, wide and joined signs too", () => {
    const rows = [
      [1, "Ёлки", "a"],
      [20, "漢字", "b"],
      [300, "👩‍👩‍👧‍👦 семья", "c"],
    ];
    const lines = table(wide, columns, rows).split("\n");
    const starts = lines.map((line) => width(line.slice(0, -(line.match(/\S+$/)?.[0].length ?? 0))));
    expect(new Set(starts).size).toBe(1);
    expect(lines[1]).toMatch(/^ {2}1 {2}Ёлки/);
  });

  test("are made to fit, the widest column first, and whole where there is no terminal", () => {
    const rows = [[1, "a short one", "x".repeat(200)]];
    const narrow = table({ columns: 40, colours: false }, columns, rows);
    for (const line of narrow.split("\n")) expect(width(line)).toBeLessThanOrEqual(40);
    expect(narrow).toContain("a short one");
    expect(table(wide, columns, rows)).toContain("x".repeat(200));
  });

  test("cut between signs, not through them", () => {
    expect(cut("漢字漢字", 5)).toBe("漢字…");
    expect(cut("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 3)).toBe("👩‍👩‍👧‍👦…");
    expect(cut("short", 5)).toBe("short");
  });
});

test("a server is named as people name it", () => {
  expect(addressOf("chat.example.com")).toBe("https://chat.example.com");
  expect(addressOf("localhost:3000")).toBe("http://localhost:3000");
  expect(addressOf("http://10.0.0.5:3000/rooms/7?x")).toBe("http://10.0.0.5:3000");
  for (const bad of ["ftp://x", "", "http://", "https://user:password@chat.example.com", "a b"])
    expect(addressOf(bad), bad).toBeNull();
});
