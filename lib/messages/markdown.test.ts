import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { highlightedBlocksMax, highlightedCharsMax, mentionsPerMessageMax, messageCharsMax } from "@/lib/limits";
import { highlightedLanguages } from "./highlighting";
import { namesIn, renderMarkdown } from "./markdown";

const anna = { id: 7, username: "anna", display_name: 'Anna <b>"A"</b>', avatar_url: null };
const names = new Map([["anna", anna]]);

/**
 * All that may stand in the HTML of a message: these tags with these attributes, written in this very way, and text
 * without a bare angle bracket. What does not match is not shown to be harmless, whatever a browser makes of it.
 */
const plainTag =
  /^<\/?(?:p|em|strong|s|code|pre|blockquote|ul|ol|li|h[1-6]|hr|br|table|thead|tbody|tr|th|td)>$|^<\/(?:a|span|div)>$/;
const attributed = [
  /^<a>$/,
  /^<a href="((?:https?:|mailto:)[^"<>\s]*)"(?: title="[^"<>]*")? target="_blank" rel="noopener noreferrer nofollow">$/i,
  /^<span class="mention"(?: data-person="\d+")?>$/,
  /^<p class="only-emoji">$/,
  /^<pre tabindex="0">$/,
  /^<code class="language-[^"<>]*">$/,
  /^<span class="(?:hljs-[a-z_-]+(?: [a-z_]+)*|language-[a-z]+)">$/,
  /^<a class="room-link" href="\/rooms\/[1-9]\d*(?:\?m=[1-9]\d*)?">$/,
  /^<ol start="\d+">$/,
  /^<(?:th|td) class="text-(?:center|right)">$/,
  /^<div class="scroll-x" tabindex="0" role="region">$/,
];

/** What in the HTML is not on the list. */
function foreignIn(html: string): string[] {
  const tags = html.match(/<[^>]*>?|>/g) ?? [];
  return tags.filter((tag) => !plainTag.test(tag) && !attributed.some((pattern) => pattern.test(tag)));
}

test("the list lets nothing through that does harm", () => {
  for (const bad of [
    "<script>",
    '<a href="javascript:alert(1)" target="_blank" rel="noopener noreferrer nofollow">',
    '<a href="https://x" onclick="x" target="_blank" rel="noopener noreferrer nofollow">',
    '<a href="https://x">',
    '<td style="text-align:right">',
    '<img src="x">',
    "<svg/onload=x>",
    "<p onmouseover=x>",
    "a < b",
    "<p",
  ])
    expect(foreignIn(bad), bad).not.toEqual([]);
});

describe("what does harm elsewhere", () => {
  const inputs = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](%6aavascript:alert(1))",
    "[x](\u0001javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](data:image/png;base64,AAAA)",
    "[x](file:///etc/passwd)",
    "[x](//elsewhere.example)",
    "[x](/rooms/1)",
    "[x](/rooms/1?m=2&x=3)",
    '[x](/rooms/1" onclick="x)',
    "[<b>](/rooms/1)",
    "[x](/rooms/../admin)",
    "```html\n<script>alert(1)</script>\n```",
    '```xml\n<a title="</span><img src=x onerror=y>">\n```',
    "```diff\n+<img src=x onerror=y>\n```",
    "/me <img src=x onerror=y>",
    "[x](blob:https://x/1)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](https://x.example/y.png)",
    "![x](javascript:alert(1))",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<!-- --><style>*{display:none}</style>",
    "<a href='https://x' onclick=alert(1)>x</a>",
    "<iframe srcdoc='x'></iframe>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    '[x](https://x.example "a" onclick="b")',
    '[x](https://x.example "\\"onclick=alert(1)")',
    '[x](https://x.example/"onmouseover="alert(1))',
    '```"><script>alert(1)</script>\nx\n```',
    '```js" onload="x\nx\n```',
    "`<script>`",
    "| a | b |\n|:-:|--:|\n| <b> | <i onclick=x> |",
    "https://x.example/<script>",
    'https://x.example/"onclick=x',
    "[[[[x](https://a)](https://b)](javascript:c)",
    "[a]([b](javascript:c))",
    "@anna @all @<script>",
    "\u202e[x](javascript:1)",
  ];
  test.each(inputs)("%j comes out harmless", (input) => {
    expect(foreignIn(renderMarkdown(input, names))).toEqual([]);
  });

  test("a link to another scheme stays text", () => {
    for (const scheme of ["javascript", "data", "vbscript", "file", "tel", "ftp", "blob"])
      expect(renderMarkdown(`[x](${scheme}:y) <${scheme}:y>`)).not.toContain("<a");
  });

  test("a picture is loaded from nowhere", () => {
    expect(renderMarkdown("![x](https://x.example/y.png)")).not.toContain("<img");
  });
});

test("links of the web and of mail work, open apart, and tell nobody where from", () => {
  const link = (href: string, label: string) =>
    `<p><a href="${href}" target="_blank" rel="noopener noreferrer nofollow">${label}</a></p>\n`;
  expect(renderMarkdown("https://x.example/a?b=1&c")).toBe(
    link("https://x.example/a?b=1&amp;c", "https://x.example/a?b=1&amp;c"),
  );
  expect(renderMarkdown("[us](mailto:us@x.example)")).toBe(link("mailto:us@x.example", "us"));
});

test("a link leads to a room or to a message in it, in the same tab, and to no other page of the chat", () => {
  expect(renderMarkdown("[#Смена](/rooms/12) [x](/rooms/12?m=345)")).toBe(
    '<p><a class="room-link" href="/rooms/12">#Смена</a> <a class="room-link" href="/rooms/12?m=345">x</a></p>\n',
  );
  for (const path of [
    "/rooms/0",
    "/rooms/12/settings",
    "/rooms/12?do=delete",
    "/rooms/12?m=1&do=x",
    "/admin",
    "/rooms/",
    "rooms/1",
  ])
    expect(renderMarkdown(`[x](${path})`), path).not.toContain("<a");
});

describe("code", () => {
  const fence = (language: string, code: string) => renderMarkdown(`\`\`\`${language}\n${code}\n\`\`\``);

  test("of a known language is coloured, of an unknown one stays plain and as typed", () => {
    expect(fence("ts", "const x = 1;")).toBe(
      '<pre tabindex="0"><code class="language-ts"><span class="hljs-keyword">const</span> x = <span class="hljs-number">1</span>;\n</code></pre>\n',
    );
    expect(fence("klingon", "a < b\n  c")).toBe('<pre tabindex="0"><code>a &lt; b\n  c\n</code></pre>\n');
    expect(fence("", "const x")).not.toContain("span");
  });

  test.each([
    ["TypeScript", "const x = 1"],
    ["javascript", "const x = 1"],
    ["json", '{"a": 1}'],
    ["python", "def x(): pass"],
    ["go", "func main() {}"],
    ["rust", "fn main() {}"],
    ["java", "class A {}"],
    ["kotlin", "fun main() {}"],
    ["c", "int main() {}"],
    ["c++", "int main() {}"],
    ["c#", "class A {}"],
    ["php", "<?php echo 1;"],
    ["ruby", "def x; end"],
    ["sh", "if true; then echo; fi"],
    ["sql", "select 1"],
    ["yml", "a: 1"],
    ["html", "<b>x</b>"],
    ["css", "a { color: red }"],
    ["diff", "+ a"],
    ["dockerfile", "FROM node"],
    ["ini", "[a]"],
    ["1С", "Процедура А()\nКонецПроцедуры"],
  ])("%s is known", (language, code) => {
    expect(fence(language, code)).toContain('<span class="hljs-');
  });

  test("loses and gains nothing by its colours", () => {
    const text = (html: string) =>
      html
        .replace(/<[^>]*>/g, "")
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&#x27;", "'")
        .replaceAll("&amp;", "&");
    const pieces = [
      "<",
      ">",
      "&",
      '"',
      "'",
      "/",
      "*",
      "$",
      "{",
      "}",
      "(",
      "\n",
      " ",
      "<script>",
      "</script>",
      "a",
      "=",
      "#",
      "<?php",
      "1",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...highlightedLanguages),
        fc.array(fc.constantFrom(...pieces), { maxLength: 60 }),
        (language, parts) => {
          const code = `x${parts.join("")}`;
          const html = fence(language, code);
          expect(foreignIn(html)).toEqual([]);
          expect(text(html)).toBe(`${code}\n\n`);
        },
      ),
      { numRuns: 3_000 },
    );
  }, 60_000);

  test("too much of it stays plain: a long block, and what comes after many", () => {
    expect(fence("ts", "const x = 1;\n".repeat(700))).not.toContain("hljs");
    const many = renderMarkdown("```ts\nconst x\n```\n\n".repeat(100));
    expect(many.split("hljs-keyword")).toHaveLength(highlightedBlocksMax + 1);
  });
});

test("of what somebody does only that is drawn, and whoever is named in it is named", () => {
  expect(renderMarkdown("/me машет **рукой**")).toBe("<p>машет <strong>рукой</strong></p>\n");
  expect(namesIn("/me машет @anna").usernames).toEqual(["anna"]);
  for (const text of ["/me", "/me ", "/mean it", " /me x", "x /me y"]) expect(renderMarkdown(text)).toContain("/me");
});

test("a link to nowhere leads nowhere", () => {
  expect(renderMarkdown("[x]()")).toBe("<p><a>x</a></p>\n");
});

test("how a column stands survives without a style attribute", () => {
  const html = renderMarkdown("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |");
  expect(html).toContain('<td class="text-center">2</td>');
  expect(html).toContain('<td class="text-right">3</td>');
  expect(html).not.toContain("style");
});

test("nothing but a few emoji comes out large, and only that", () => {
  expect(renderMarkdown("👍🏽 👩‍🚀")).toBe('<p class="only-emoji">👍🏽 👩‍🚀</p>');
  for (const text of ["👍 ok", "123", "#", "©<b>", "👍".repeat(13)])
    expect(renderMarkdown(text)).not.toContain("only-emoji");
});

test("a table that nobody could read stays as it was typed, and one below a long text is a table still", () => {
  const row = (count: number) => `|a|b|\n|-|-|\n${"|1|2|\n".repeat(count)}`;
  expect(renderMarkdown(row(500))).toContain("<table>");
  expect(renderMarkdown(row(3_000))).not.toContain("<table>");
  expect(renderMarkdown(row(3_000))).toContain("|1|2|");
  expect(renderMarkdown(`${"a line\n".repeat(2_500)}\n${row(20)}`)).toContain("<table>");
  const madeUp = `${"|".repeat(101)}\n|${"-|".repeat(100)}\n${"a\n".repeat(600)}`;
  expect(renderMarkdown(madeUp)).not.toContain("<table>");
});

describe("mentions", () => {
  test("a known name shows the person's own, escaped; an unknown one stays as typed", () => {
    expect(renderMarkdown("@Anna, @bob", names)).toBe(
      '<p><span class="mention" data-person="7">@Anna &lt;b&gt;&quot;A&quot;&lt;/b&gt;</span>, @bob</p>\n',
    );
  });

  test("everybody is called in either language, and is nobody's link", () => {
    for (const word of ["all", "все", "everyone", "here", "здесь"])
      expect(renderMarkdown(`@${word}`)).toBe(`<p><span class="mention">@${word}</span></p>\n`);
  });

  test("a text full of names is no frame that closes its readers' sockets: those after the first many stay as typed", () => {
    const html = renderMarkdown("@anna ".repeat(3_000), names);
    expect(html.split('class="mention"').length - 1).toBe(mentionsPerMessageMax);
    expect(html.length).toBeLessThan(2 * messageCharsMax);
  });

  const cases: [string, string[]][] = [
    ["@anna", ["anna"]],
    ["@anna, @ANNA and @bob.", ["anna", "bob"]],
    ["(@anna)", ["anna"]],
    ["**@anna**", ["anna"]],
    ["> @anna", ["anna"]],
    ["[see @anna](https://x.example)", ["anna"]],
    ["anna@example.com", []],
    ["`@anna`", []],
    ["```\n@anna\n```", []],
    ["    @anna", []],
    ["https://x.example/@anna", []],
    ["\\@anna", []],
    ["@", []],
    ["@@anna", ["anna"]],
    ["@anna.b-c_d.", ["anna.b-c_d"]],
  ];
  test.each(cases)("%j names %j", (text, usernames) => {
    expect(namesIn(text)).toEqual({ usernames, everyone: false, present: false });
  });

  test("everybody and those present are told apart from names", () => {
    expect(namesIn("@все @HERE @anna")).toEqual({ usernames: ["anna"], everyone: true, present: true });
  });

  test("whoever is shown as named is found as named, and nobody else", () => {
    const pieces = [
      "@anna",
      "@all",
      "`",
      "```\n",
      "\n\n",
      "    ",
      "a",
      " ",
      "*",
      "[",
      "](https://x)",
      "\\",
      "> ",
      "- ",
      "<",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 14 }), (parts) => {
        const text = parts.join("");
        const html = renderMarkdown(text, names);
        const found = namesIn(text);
        expect(html.includes('data-person="7"')).toBe(found.usernames.includes("anna"));
        expect(html.includes('class="mention">')).toBe(found.everyone);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("whatever is typed", () => {
  const pieces = fc.constantFrom(
    ...[
      "<",
      ">",
      '"',
      "'",
      "&",
      "&#",
      ";",
      "(",
      ")",
      "[",
      "]",
      "!",
      "`",
      "```",
      "~~~",
      "|",
      "-",
      "*",
      "_",
      "~~",
      "#",
      "\n",
    ],
    ...[
      "\n\n",
      " ",
      "    ",
      "\t",
      "\\",
      "\0",
      "\u202e",
      "\ud800",
      "@anna",
      "@all",
      "javascript:",
      "data:",
      "https://x.example",
    ],
    ...[
      "mailto:a@b.c",
      "<script>",
      "<img src=x onerror=y>",
      "style=",
      "onclick=",
      "href=",
      "](",
      '"]',
      "&lt;",
      "&quot;",
      "👍",
    ],
    ...[
      "[x]: javascript:y\n",
      "| a |\n|:-:|\n",
      "1. ",
      "> ",
      "<!--",
      "-->",
      "<![CDATA[",
      "<?",
      "http://",
      "%22",
      "\u2028",
    ],
  );
  const texts = fc.oneof(
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join("")),
    fc.string({ unit: "binary", maxLength: 200 }),
    fc
      .array(fc.oneof(pieces, fc.string({ unit: "grapheme", maxLength: 8 })), { maxLength: 25 })
      .map((parts) => parts.join("")),
  );

  test("only what is on the list comes out", () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(foreignIn(renderMarkdown(text, names))).toEqual([]);
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);

  test.each([
    "[",
    "![",
    "](",
    "[](",
    "*",
    "**a ",
    "_a_",
    "`",
    "`a``b```",
    "<",
    "<a",
    "<!--",
    "&",
    "&amp;",
    ">",
    "> ",
    "- ",
    "\t- ",
    "1. ",
    "@",
    "@a.",
    "@anna ",
    "https://",
    "https://a.b/",
    "http://[",
    "a@b.c ",
    "|",
    "|-",
    "a|b\n-|-\n",
    "a|b\n-|-\n\n",
    "||||||||||||||||\n|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|\n",
    "~~",
    "# ",
    "\n",
    "\\",
    "👍",
    "👍 ",
    "\u200d",
    "a\u0301",
    "[a]: b\n",
    "[a][",
    "mailto:",
    "(",
    "\0",
  ])("20,000 characters of %j take less than 50 ms of the processor", (piece) => {
    const text = piece.repeat(Math.ceil(messageCharsMax / piece.length)).slice(0, messageCharsMax);
    const tries = Array.from({ length: 5 }, () => cpuMs(() => renderMarkdown(text, names)));
    expect(Math.min(...tries)).toBeLessThan(50);
  });

  /** Each of these has cost some grammar the square of its length. */
  const costly = [
    "$",
    "A",
    "1",
    "_",
    "a b ",
    "import ",
    '"',
    '"""',
    "^",
    "\\",
    "\n",
    "(a",
    "a(",
    "1e",
    "{+",
    "-",
    ",:",
    "a.",
    "r#",
  ];
  test.each(highlightedLanguages)("code in %s takes no longer, whatever it is", (language) => {
    for (const piece of costly) {
      const code = piece.repeat(highlightedCharsMax).slice(0, highlightedCharsMax - 1);
      const text = `\`\`\`${language}\n${code}\n\`\`\`\n${"a ".repeat(5_000)}`;
      expect(
        leastCpuMs(() => renderMarkdown(text)),
        piece,
      ).toBeLessThan(50);
    }
  });
});

/** Tried again where it seemed too much: the machine has other work, too. */
function leastCpuMs(work: () => unknown): number {
  let least = cpuMs(work);
  for (let tries = 0; tries < 4 && least >= 25; tries++) least = Math.min(least, cpuMs(work));
  return least;
}

/** What the work costs, whoever else uses the machine. */
function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
