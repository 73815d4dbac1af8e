import MarkdownIt, { type MarkdownIt as Parser, type Token } from "markdown-it";
import { mentionsPerMessageMax } from "@/lib/limits";
import type { PersonRef } from "@/lib/people/schema";
import { actionOf } from "./actions";
import { isOnlyEmojis } from "./emoji";
import { fullPurse, highlight, type Spending } from "./highlighting";

/** Whom the text names: known people by user name, and everybody (`@all`, `@все`, `@here`, `@здесь`). */
export type MentionNames = ReadonlyMap<string, PersonRef>;

/** What the parser carries along: whom to show and what colours may cost, or where to put whom it finds. */
interface Carried {
  names?: MentionNames;
  found?: Set<string>;
  /** How many names are shown as mentions so far; the rest of very many stay as typed. */
  shown?: number;
  purse?: Spending;
}

const everyone = new Set(["all", "все", "everyone"]);
const present = new Set(["here", "здесь"]);
const mentionPattern = /@([\p{L}\p{N}](?:[\p{L}\p{N}._-]*[\p{L}\p{N}])?)/uy;
const schemes = /^(https?:|mailto:)/i;
/** Within the chat a link leads to a room or to a message of it, and nowhere else. */
const insideLink = /^\/rooms\/[1-9]\d{0,14}(?:\?m=[1-9]\d{0,14})?$/;

/** What a table may cost: each of its cells is parsed and drawn apart, and those that a row lacks are made up. */
const tableCellsMax = 4_000;

const whole = parser();
const withoutTables = parser().disable(["table"]);

/** In a text that could become larger tables than anybody reads, bars and dashes stay what they are. */
function parserFor(text: string): Parser {
  let cells = 0;
  for (const block of text.split(/\n[ \t]*\n/)) {
    const lines = block.split("\n");
    const columns = lines.reduce((most, line) => Math.max(most, line.split("|").length), 0);
    if (columns > 1) cells += columns * lines.length;
  }
  return cells > tableCellsMax ? withoutTables : whole;
}

function parser(): Parser {
  const md = new MarkdownIt("default", {
    html: false,
    linkify: true,
    breaks: true,
    typographer: false,
    // Nobody writes deeper; what an attacker nests costs by the square of its depth.
    maxNesting: 20,
  })
    .disable(["image"])
    .use(mentionRule);
  md.validateLink = (url) => schemes.test(url.trim()) || insideLink.test(url);
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

  // A page of the chat never tells another site where it was opened from, and that site gets no handle on it.
  md.renderer.rules.link_open = (tokens, at, options, _env, self) => {
    const token = tokens[at];
    if (insideLink.test(String(token?.attrGet("href") ?? "")))
      return `<a class="room-link" href="${token?.attrGet("href")}">`;
    // An empty address would lead to the page itself.
    if (!schemes.test(String(token?.attrGet("href") ?? ""))) return "<a>";
    token?.attrSet("target", "_blank");
    token?.attrSet("rel", "noopener noreferrer nofollow");
    return self.renderToken(tokens, at, options);
  };
  // The policy of the pages lets no style attribute work; how a column stands is a class.
  for (const cell of ["th_open", "td_open"] as const)
    md.renderer.rules[cell] = (tokens, at, options, _env, self) => {
      const token = tokens[at];
      const side = /^text-align:(center|right)$/.exec(String(token?.attrGet("style") ?? ""))?.[1];
      if (token) token.attrs = side ? [["class", side === "right" ? "text-right" : "text-center"]] : null;
      return self.renderToken(tokens, at, options);
    };
  md.renderer.rules.table_open = () => '<div class="scroll-x" tabindex="0" role="region"><table>';
  md.renderer.rules.table_close = () => "</table></div>";
  md.renderer.rules.fence = (tokens, at, _options, env) => {
    const { info = "", content = "" } = tokens[at] ?? {};
    return codeBlock(
      content,
      md.utils.unescapeAll(info).trim().split(/\s/, 1)[0] ?? "",
      (env as Carried | undefined)?.purse,
    );
  };
  md.renderer.rules.code_block = (tokens, at) => codeBlock(tokens[at]?.content ?? "", "", undefined);
  return md;
}

/** A block of code; coloured where its language is known. What scrolls sideways must be reachable by keyboard (WCAG 2.2, 2.1.1). */
function codeBlock(code: string, language: string, purse: Spending | undefined): string {
  const coloured = purse && language !== "" ? highlight(code, language.toLowerCase(), purse) : "";
  const name = coloured ? ` class="language-${whole.utils.escapeHtml(language.toLowerCase())}"` : "";
  return `<pre tabindex="0"><code${name}>${coloured || whole.utils.escapeHtml(code)}</code></pre>\n`;
}

/**
 * Markdown as typed to HTML that is safe to show: no raw HTML, no pictures, no schemes but http, https and mailto,
 * and within the chat no address but a room's. A few emoji alone come out large; of `/me` only what is done.
 */
export function renderMarkdown(text: string, names: MentionNames = new Map()): string {
  if (isOnlyEmojis(text)) return `<p class="only-emoji">${text.trim()}</p>`;
  return parserFor(text).render(actionOf(text) ?? text, { names, purse: fullPurse() } satisfies Carried);
}

/** The same text as what it consists of, for whoever draws no HTML; nothing in it is escaped. */
export const markdownTokens = (text: string): Token[] =>
  parserFor(text).parse(actionOf(text) ?? text, {} satisfies Carried);

/**
 * The user names that follow an @, lower-case, each once, and whether everybody is called.
 * Only where `renderMarkdown` would show a mention: what stands in code or in an address calls nobody.
 */
export function namesIn(text: string): { usernames: string[]; everyone: boolean; present: boolean } {
  const found = new Set<string>();
  parserFor(text).parse(actionOf(text) ?? text, { found } satisfies Carried);
  return {
    usernames: [...found].filter((name) => !everyone.has(name) && !present.has(name)),
    everyone: [...found].some((name) => everyone.has(name)),
    present: [...found].some((name) => present.has(name)),
  };
}

function mentionRule(md: Parser): void {
  md.inline.ruler.before("text", "mention", (state, silent) => {
    if (state.src.charCodeAt(state.pos) !== 0x40) return false;
    const before = state.src[state.pos - 1];
    if (before !== undefined && /[\p{L}\p{N}_]/u.test(before)) return false;
    mentionPattern.lastIndex = state.pos;
    const name = mentionPattern.exec(state.src)?.[1];
    const env = state.env as Carried;
    const { names, found, shown: many = 0 } = env;
    if (name) found?.add(name.toLowerCase());
    const shown = name && labelOf(name, names);
    if (!name || !shown || many >= mentionsPerMessageMax) return false;
    if (!silent) {
      env.shown = many + 1;
      const token = state.push("mention", "", 0);
      token.content = shown.label;
      token.meta = { personId: shown.personId };
    }
    state.pos += name.length + 1;
    return true;
  });
  md.renderer.rules.mention = (tokens, at) => {
    const token = tokens[at];
    const person = typeof token?.meta?.personId === "number" ? ` data-person="${token.meta.personId}"` : "";
    return `<span class="mention"${person}>@${md.utils.escapeHtml(token?.content ?? "")}</span>`;
  };
}

function labelOf(name: string, names: MentionNames | undefined): { label: string; personId: number | null } | null {
  const folded = name.toLowerCase();
  if (everyone.has(folded) || present.has(folded)) return { label: name, personId: null };
  const person = names?.get(folded);
  return person ? { label: person.display_name, personId: person.id } : null;
}
