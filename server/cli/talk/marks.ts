import { markdownTokens } from "@/lib/messages/markdown";
import type { Colour } from "../staffroom/io";
import { type Line, type Run, runOf, textOf } from "./runs";
import { widthIn } from "./wrap";

type Token = ReturnType<typeof markdownTokens>[number];

/** Stands before what is within a list or a quote: before its first line, and before those that follow. */
interface Around {
  first: Run;
  next: Run;
  isBegun: boolean;
}

const ruleWidth = 20;
/** Cells of tables stand under each other as far as they are no wider. */
const cellWidthMax = 30;

/** Markdown as lines of a terminal: what the pages show of it, read by the same parser. */
export function linesOf(text: string): Line[] {
  const drawing = new Drawing(text.split("\n"));
  for (const token of markdownTokens(text)) drawing.take(token);
  return drawing.lines;
}

class Drawing {
  readonly lines: Line[] = [];
  readonly #around: Around[] = [];
  /** Of the lists around: which number comes next; null of those without. */
  readonly #numbers: (number | null)[] = [];
  #style: Colour[] = [];
  #table: Run[][][] | null = null;
  #spacedAt = 0;

  constructor(private readonly source: string[]) {}

  take(token: Token): void {
    if (token.map) this.#space(token.map[0]);
    switch (token.type) {
      case "blockquote_open":
        this.#enter(runOf("│ ", ["dim"]), runOf("│ ", ["dim"]));
        break;
      case "bullet_list_open":
        this.#numbers.push(null);
        break;
      case "ordered_list_open":
        this.#numbers.push(Number(token.attrGet("start") ?? 1));
        break;
      case "list_item_open":
        this.#item();
        break;
      case "blockquote_close":
      case "list_item_close":
        this.#leave();
        break;
      case "bullet_list_close":
      case "ordered_list_close":
        this.#numbers.pop();
        break;
      case "heading_open":
      case "th_open":
        this.#style = ["bold"];
        break;
      case "heading_close":
      case "th_close":
        this.#style = [];
        break;
      case "fence":
      case "code_block":
        this.#code(token.content);
        break;
      case "hr":
        this.#put([runOf("─".repeat(ruleWidth), ["dim"])]);
        break;
      case "table_open":
        this.#table = [];
        break;
      case "tr_open":
        this.#table?.push([]);
        break;
      case "table_close":
        this.#rows();
        break;
      case "inline":
        this.#inline(token);
        break;
    }
  }

  /** Where the author left a line free, one is left free. */
  #space(line: number): void {
    if (line === this.#spacedAt) return;
    this.#spacedAt = line;
    const isFree = /^[\s>]*$/.test(this.source[line - 1] ?? "x");
    if (isFree && this.lines.length > 0 && !this.#table) this.#put([]);
  }

  #enter(first: Run, next: Run): void {
    this.#around.push({ first, next, isBegun: false });
  }

  /** Empty, it is seen all the same. */
  #leave(): void {
    if (!this.#around.at(-1)?.isBegun) this.#put([runOf("")]);
    this.#around.pop();
  }

  #item(): void {
    const number = this.#numbers.pop() ?? null;
    const sign = number === null ? "• " : `${number}. `;
    this.#numbers.push(number === null ? null : number + 1);
    this.#enter(runOf(sign), runOf(" ".repeat(widthIn(sign))));
  }

  #put(runs: Run[], isCode = false, isShaped = isCode || this.#around.length > 0): void {
    const first = this.#around.map(({ first, next, isBegun }) => (isBegun ? next : first));
    const next = this.#around.map((one) => one.next);
    if (runs.length > 0) for (const one of this.#around) one.isBegun = true;
    this.lines.push({ first: runs.length > 0 ? first : next, next, runs, isCode, isShaped });
  }

  #code(content: string): void {
    this.#enter(runOf("  "), runOf("  "));
    for (const line of content.replace(/\n$/, "").split("\n")) this.#put([runOf(line, ["magenta"])], true);
    this.#around.pop();
  }

  #inline({ children }: Token): void {
    const lines = inlineOf(children ?? [], this.#style);
    if (this.#table) this.#table.at(-1)?.push(lines.flat());
    else for (const line of lines) this.#put(line);
  }

  #rows(): void {
    const rows = this.#table ?? [];
    this.#table = null;
    const widths: number[] = [];
    for (const row of rows)
      for (const [at, cell] of row.entries())
        widths[at] = Math.min(cellWidthMax, Math.max(widths[at] ?? 0, widthIn(textOf(cell))));
    for (const row of rows)
      this.#put(
        row.flatMap((cell, at) => {
          if (at === row.length - 1) return cell;
          const blank = " ".repeat(Math.max(0, (widths[at] ?? 0) - widthIn(textOf(cell))));
          return [...cell, runOf(blank), runOf(" │ ", ["dim"])];
        }),
        false,
        true,
      );
  }
}

/** What stands within one block, line by line. */
function inlineOf(tokens: Token[], style: readonly Colour[]): Run[][] {
  const lines: Run[][] = [[]];
  const styles: Colour[] = [...style];
  let link: { href: string; isSaid: boolean } | null = null;
  let shown = "";
  const put = (text: string, ...more: Colour[]) => {
    shown += text;
    lines.at(-1)?.push(runOf(text, [...more, ...styles], link?.href));
  };
  for (const token of tokens)
    switch (token.type) {
      case "strong_open":
        styles.push("bold");
        break;
      case "em_open":
        styles.push("italic");
        break;
      case "s_open":
        styles.push("strike");
        break;
      case "strong_close":
      case "em_close":
      case "s_close":
        styles.pop();
        break;
      case "code_inline":
        put(token.content, "magenta");
        break;
      case "mention":
        put(`@${token.content}`, "bold");
        break;
      case "softbreak":
      case "hardbreak":
        lines.push([]);
        break;
      case "link_open":
        link = { href: String(token.attrGet("href") ?? ""), isSaid: token.info === "auto" };
        shown = "";
        styles.push("underline");
        break;
      case "link_close":
        styles.pop();
        // A text may say one address and lead to another: where it leads is always seen.
        if (link && !link.isSaid && link.href !== "" && link.href !== shown) {
          const { href } = link;
          lines.at(-1)?.push(runOf(" ("), runOf(href, ["underline"], href), runOf(")"));
        }
        link = null;
        break;
      default:
        put(token.content);
    }
  return lines;
}
