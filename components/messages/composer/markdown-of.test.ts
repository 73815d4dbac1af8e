import { describe, expect, test } from "vitest";
import { renderMarkdown } from "@/lib/messages/markdown";
import { markdownOf } from "./markdown-of";

const of = (html: string, plain = "plain") => markdownOf({ html, plain });

describe("what was copied keeps its marks", () => {
  test("words, links, lists, quotes, code, headings", () => {
    expect(of("<p>One <b>bold</b>, <i>slanted</i>, <s>struck</s>, <code>a_b</code></p><p>Two<br>lines</p>")).toBe(
      "One **bold**, _slanted_, ~~struck~~, `a_b`\n\nTwo\nlines",
    );
    expect(
      of('<a href="https://a.example/x_(y)">the plan</a> <a href="https://b.example/">https://b.example/</a>'),
    ).toBe("[the plan](https://a.example/x_%28y%29) https://b.example/");
    expect(of("<ul><li>one<ol start=3><li>deep</li><li>er</li></ol></li><li><p>two</p></li></ul>")).toBe(
      "- one\n  3. deep\n  4. er\n- two",
    );
    expect(of("<blockquote><p>said</p></blockquote><pre><code>x = 1\ny</code></pre><h2>Head</h2>")).toBe(
      "> said\n\n```\nx = 1\ny\n```\n\n## Head",
    );
  });

  test("of word processors, which say it by style within a bold that is none", () => {
    const copied =
      '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p><span style="font-weight:400">It is </span>' +
      '<span style="font-weight:700">bold</span><span style="font-style:italic"> and slanted</span></p></b>';
    expect(of(copied)).toBe("It is **bold** _and slanted_");
  });

  test("what has none to keep stays the plain text, escaped by nothing; so does code from an editor", () => {
    expect(of("<span>2 * 3 * 4 [x]</span>", "2 * 3 * 4 [x]")).toBe("2 * 3 * 4 [x]");
    const editor = '<meta charset="utf-8"><div style="color: #fff;font-family: Consolas, monospace;white-space: pre;">';
    expect(of(`${editor}<div><span style="font-weight: bold;">if</span> x</div></div>`, "if x")).toBe("if x");
    expect(of("<p>snake_case and <b>1 * 2</b></p>")).toBe("snake_case and **1 \\* 2**");
  });
});

describe("cells become a table", () => {
  const table = "| Name | Sum |\n| --- | --- |\n| Bolt \\| nut | 5 |\n| Gear |  |";

  test("from a spreadsheet's HTML and from its tabs, the first row as its head", () => {
    const html =
      "<html><style>td{color:red}</style><table><tr><td>Name</td><td>Sum</td></tr>\n<tr><td>Bolt | nut</td><td><p>5</p></td></tr><tr><td>Gear</td><td></td></tr></table>";
    expect(of(html)).toBe(table);
    expect(of("", "Name\tSum\r\nBolt | nut\t5\r\nGear\t\r\n")).toBe(table);
    expect(renderMarkdown(table)).toContain("<td>Bolt | nut</td>");
  });

  test("one cell is its text, one column its lines, indented code stays code", () => {
    expect(of("<table><tr><td>alone</td></tr></table>")).toBe("alone");
    expect(of("<table><tr><td>one</td></tr><tr><td>two</td></tr></table>")).toBe("one\ntwo");
    for (const code of ["\tif x\n\treturn", "a\tb\nc", "no tabs\nat all", "a\tb"]) expect(of("", code)).toBe(code);
  });
});

describe("what a hostile page puts into the clipboard", () => {
  test("leaves no script, no foreign scheme, no picture and no HTML behind", () => {
    const hostile = [
      '<script>alert(1)</script><img src=x onerror="alert(1)" alt="a [b](javascript:x)"><b>kept</b>',
      '<a href="javascript:alert(1)">press</a><a href="data:text/html,x">here</a><a href="&#106;avascript:x">now</a>',
      '<iframe src="https://evil.example"></iframe><style>*{display:none}</style><object data=x></object><i>too</i>',
      "<p>&lt;script&gt;alert(1)&lt;/script&gt; <b>text</b></p>",
      '<table><tr><td>a<script>x</script></td><td><a href="javascript:x">b</a></td></tr><tr><td>1</td><td>2</td></tr></table>',
      '<a href="https://a.example/)](javascript:alert(1)">out</a>',
    ];
    for (const html of hostile) {
      const text = of(html);
      expect(text, html).not.toMatch(/evil\.example|onerror|display:none/);
      const drawn = renderMarkdown(text);
      expect(drawn, html).not.toMatch(/<(?:script|img|iframe|style|object)|href="(?!https?:)/i);
    }
  });

  test("takes no time and no stack: what is too large or too deep is pasted plain", () => {
    const begun = performance.now();
    expect(of("<b>".repeat(20_000), "deep")).toBe("deep");
    expect(of(`<b>${"x".repeat(600_000)}</b>`, "large")).toBe("large");
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
