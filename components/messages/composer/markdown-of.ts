import { strikethrough, taskListItems } from "@joplin/turndown-plugin-gfm";
import TurndownService from "turndown";
import { pastedCellsMax, pastedCharsMax } from "@/lib/limits";

/**
 * What was copied, as Markdown: marks, lists, links and tables stay, and nothing else does. The browser parses it into a
 * document of its own, where no script runs and nothing is loaded; what comes out is text like any that is typed, and
 * is drawn by the same rules.
 * @returns the plain text where there is nothing to keep, or where what was copied is no honest size
 */
export function markdownOf({ html, plain }: { html: string; plain: string }): string {
  const cells = html.includes("<table") ? null : cellsIn(plain);
  if (cells) return tableOf(cells) ?? plain;
  if (html === "" || html.length > pastedCharsMax || codeEditor.test(html)) return plain;
  try {
    const text = service
      .turndown(html)
      .replace(/[\u00a0\u202f]/g, " ")
      .trim();
    return bare(text) === bare(plain) ? plain : text;
  } catch {
    // Nested deeper than the stack.
    return plain;
  }
}

/** Editors copy the colours of their theme along: their text is code, whatever its colours are made of. */
const codeEditor = /^(?:\s|<meta[^>]*>|<html>|<body>|<!--[^>]*-->)*<div style="[^"]*monospace/i;

/** To see whether anything but the plain text is there. */
const bare = (text: string): string => text.replace(/\\(?=[^\p{L}\p{N}\s])/gu, "").replace(/\s+/g, "");

/** Rows of a spreadsheet: as many tabs in every line, and none at its beginning, where code has them. */
function cellsIn(plain: string): string[][] | null {
  const rows = plain.replace(/\r/g, "").replace(/\n+$/, "").split("\n");
  const width = rows[0]?.split("\t").length ?? 0;
  const isTable = rows.length > 1 && width > 1 && rows.every((row) => row.split("\t").length === width);
  return isTable && !rows.every((row) => row.startsWith("\t")) && !rows.some((row) => row.startsWith("\t\t"))
    ? rows.map((row) => row.split("\t").map((cell) => oneLine(escapeText(cell))))
    : null;
}

/** The first row is the head: Markdown has no table without one. One column is lines, one cell its text. */
function tableOf(rows: string[][]): string | null {
  const filled = rows.filter((row) => row.some((cell) => cell !== ""));
  const width = Math.max(0, ...filled.map((row) => row.length));
  if (filled.length * width > pastedCellsMax) return null;
  if (width < 2 || filled.length < 2) return filled.map((row) => row.join(" ")).join("\n");
  const line = (row: string[]) => `| ${Array.from({ length: width }, (_, at) => row[at] ?? "").join(" | ")} |`;
  const [head = [], ...rest] = filled;
  return [line(head), line(Array(width).fill("---")), ...rest.map(line)].join("\n");
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim().replaceAll("|", "\\|");

const service = new TurndownService({
  headingStyle: "atx",
  codeBlockStyle: "fenced",
  bulletListMarker: "-",
  emDelimiter: "_",
  hr: "---",
  br: "",
});
service.use([strikethrough, taskListItems]);
service.remove(["script", "style", "title", "noscript", "iframe", "object", "button", "select", "textarea"]);

/** An underscore within a word marks nothing. */
const escapeAll = service.escape.bind(service);
const escapeText = (text: string): string => escapeAll(text).replace(/(?<=[\p{L}\p{N}])\\_(?=[\p{L}\p{N}])/gu, "_");
service.escape = escapeText;

const styleOf = (node: HTMLElement): string => node.getAttribute("style") ?? "";
const isBold = (node: HTMLElement) => /font-weight:\s*(?:bold|[6-9]00)/i.test(styleOf(node));
const isSlanted = (node: HTMLElement) => /font-style:\s*italic/i.test(styleOf(node));
const around = (content: string, sign: string) =>
  content.trim() === "" ? content : content.replace(/^(\s*)([\s\S]*?)(\s*)$/, `$1${sign}$2${sign}$3`);

// Word processors say by style what others say by name, and wrap all of it in a bold that is none.
service.addRule("style", {
  filter: (node) => node.nodeName === "SPAN" && (isBold(node) || isSlanted(node)),
  replacement: (content, node) => {
    const slanted = isSlanted(node as HTMLElement) ? around(content, "_") : content;
    return isBold(node as HTMLElement) ? around(slanted, "**") : slanted;
  },
});
service.addRule("no bold", {
  filter: (node) => /^(?:B|STRONG)$/.test(node.nodeName) && /font-weight:\s*(?:normal|400)/i.test(styleOf(node)),
  replacement: (content) => content,
});
service.addRule("struck", {
  filter: (node) => /^(?:DEL|S|STRIKE)$/.test(node.nodeName),
  replacement: (content) => around(content, "~~"),
});
service.addRule("picture", {
  filter: "img",
  replacement: (_, node) => escapeText((node as HTMLElement).getAttribute("alt") ?? ""),
});
service.addRule("link", {
  filter: "a",
  replacement: (content, node) => {
    const address = ((node as HTMLElement).getAttribute("href") ?? "").trim();
    if (!/^(?:https?:\/\/|mailto:)[^\s<>]+$/i.test(address) || content.trim() === "") return content;
    if (bare(content) === bare(address)) return address;
    const words = content.trim().replace(/\s*\n\s*/g, " ");
    return `[${words}](${address.replaceAll("(", "%28").replaceAll(")", "%29")})`;
  },
});
service.addRule("item", {
  filter: "li",
  replacement: (content, node) => {
    const list = node.parentNode as HTMLElement | null;
    const at = list ? Array.from(list.children).indexOf(node as HTMLElement) : 0;
    const start = Number(list?.getAttribute("start") ?? 1) || 1;
    const prefix = list?.nodeName === "OL" ? `${start + at}. ` : "- ";
    const inner = content.replace(/^\n+|\n+$/g, "").replace(/\n{2,}/g, "\n");
    return `${prefix}${inner.replace(/\n/g, `\n${" ".repeat(prefix.length)}`)}${node.nextSibling ? "\n" : ""}`;
  },
});
service.addRule("table", {
  filter: "table",
  replacement: (content, node) => {
    const rows = Array.from((node as HTMLElement).querySelectorAll("tr"), (row) =>
      Array.from(row.children, (cell) => oneLine(service.turndown(cell.innerHTML))),
    );
    return `\n\n${tableOf(rows) ?? content}\n\n`;
  },
});
