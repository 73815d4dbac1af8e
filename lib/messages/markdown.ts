import MarkdownIt, { type MarkdownIt as Parser } from "markdown-it";
import type { PersonRef } from "@/lib/people/schema";

/** Whom the text names: known people by user name, and everybody (`@all`, `@все`, `@here`, `@здесь`). */
export type MentionNames = ReadonlyMap<string, PersonRef>;

/** What the parser carries along: whom to show, or where to put whom it finds. */
interface Carried {
  names?: MentionNames;
  found?: Set<string>;
}

const everyone = new Set(["all", "все", "everyone"]);
const present = new Set(["here", "здесь"]);
const mentionPattern = /@([\p{L}\p{N}](?:[\p{L}\p{N}._-]*[\p{L}\p{N}])?)/uy;
const schemes = /^(https?:|mailto:)/i;

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
  md.validateLink = (url) => schemes.test(url.trim());
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

  // A page of the chat never tells another site where it was opened from, and that site gets no handle on it.
  md.renderer.rules.link_open = (tokens, at, options, _env, self) => {
    const token = tokens[at];
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
  // What scrolls sideways must be reachable by keyboard (WCAG 2.2, 2.1.1).
  for (const block of ["fence", "code_block"] as const) {
    const plain = md.renderer.rules[block];
    md.renderer.rules[block] = (...token) => (plain?.(...token) ?? "").replace(/^<pre>/, '<pre tabindex="0">');
  }
  return md;
}

/**
 * Markdown as typed to HTML that is safe to show: no raw HTML, no pictures, no schemes but http, https and mailto.
 * A text of nothing but up to eight emoji comes out large.
 */
export function renderMarkdown(text: string, names: MentionNames = new Map()): string {
  const html = parserFor(text).render(text, { names } satisfies Carried);
  return onlyEmoji.test(text.trim()) ? `<p class="only-emoji">${text.trim()}</p>` : html;
}

/**
 * The user names that follow an @, lower-case, each once, and whether everybody is called.
 * Only where `renderMarkdown` would show a mention: what stands in code or in an address calls nobody.
 */
export function namesIn(text: string): { usernames: string[]; everyone: boolean; present: boolean } {
  const found = new Set<string>();
  parserFor(text).parse(text, { found } satisfies Carried);
  return {
    usernames: [...found].filter((name) => !everyone.has(name) && !present.has(name)),
    everyone: [...found].some((name) => everyone.has(name)),
    present: [...found].some((name) => present.has(name)),
  };
}

const onlyEmoji =
  /^(?:(?:\p{RI}{2}|\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f?)(?:\p{EMod})?(?:\u200d\p{Extended_Pictographic}\ufe0f?\p{EMod}?)*\s*){1,8}$/u;

function mentionRule(md: Parser): void {
  md.inline.ruler.before("text", "mention", (state, silent) => {
    if (state.src.charCodeAt(state.pos) !== 0x40) return false;
    const before = state.src[state.pos - 1];
    if (before !== undefined && /[\p{L}\p{N}_]/u.test(before)) return false;
    mentionPattern.lastIndex = state.pos;
    const name = mentionPattern.exec(state.src)?.[1];
    const { names, found } = state.env as Carried;
    if (name) found?.add(name.toLowerCase());
    const shown = name && labelOf(name, names);
    if (!name || !shown) return false;
    if (!silent) {
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
