import { searchMessages } from "@/lib/search/data";
import { snippetHtml } from "@/lib/search/marking";
import { searchInput } from "@/lib/search/schema";
import { group, member, ok } from "../route";
import { searchPage } from "../shapes/talk";

export const searching = group("Messages", [
  member(
    "GET",
    "search",
    {
      summary: "Search messages",
      notes:
        'The newest first; only what the caller may read now. `q` finds word forms of Russian and English (`ё` is `е`), "phrases" and the last word as a beginning; `-word` excludes. The other fields may be typed in it, too: `from:@anna in:"shift" has:file after:2026-03-01 before:2026-03-31`, in Russian `от: в: кому: есть: после: до:`. `from` and `to` take an id or a user name, `after` and `before` a moment (RFC 3339) or a day in the caller\'s zone, whole. `q` may be empty or left out where something of these narrows.',
      query: searchInput,
      gives: { 200: searchPage },
      refuses: ["unavailable"],
    },
    async ({ actor, query }) => {
      const { items, ...rest } = await searchMessages(actor, query);
      return ok({ items: items.map((hit) => ({ ...hit, snippet: snippetHtml(hit.snippet) })), ...rest });
    },
  ),
]);
