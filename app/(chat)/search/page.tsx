import type { Metadata } from "next";
import Link from "next/link";
import { type Asked, SearchForm } from "@/components/search/search-form";
import { SearchNone, SearchTips } from "@/components/search/search-notes";
import { SearchResults } from "@/components/search/search-results";
import type { Actor } from "@/lib/access/actor";
import { check } from "@/lib/checking";
import { AppError } from "@/lib/errors";
import { catalogue } from "@/lib/i18n";
import { searchWords } from "@/lib/i18n/search";
import { searchPageSize } from "@/lib/limits";
import { placesOf, sentenceOf } from "@/lib/refusals";
import { listMyRooms } from "@/lib/rooms/data";
import { searchMessages } from "@/lib/search/data";
import { type SearchPage, searchInput } from "@/lib/search/schema";
import { requireVisitor } from "@/lib/visitor";

type Props = PageProps<"/search">;

export async function generateMetadata(): Promise<Metadata> {
  return { title: searchWords[(await requireVisitor("/search")).locale].title };
}

const fields = ["q", "room_id", "from", "to", "after", "before", "has"] as const;

/** What was said, found by its words: each with the way to its place. */
export default async function SearchMessagesPage({ searchParams }: Props) {
  const actor = await requireVisitor("/search");
  const query = await searchParams;
  const asked: Asked = Object.fromEntries(
    fields.flatMap((name) => (typeof query[name] === "string" && query[name] ? [[name, query[name]]] : [])),
  );
  const cursor = typeof query.cursor === "string" ? query.cursor : undefined;
  const words = searchWords[actor.locale];
  const isAsked = Object.keys(asked).length > 0;
  const [rooms, answer] = await Promise.all([listMyRooms(actor), isAsked ? ask(actor, asked, cursor) : null]);
  const page = answer && "page" in answer ? answer.page : null;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="page max-w-[760px]">
        <h1 className="page-title mb-3">{words.title}</h1>
        <SearchForm asked={asked} rooms={rooms} words={words} key={JSON.stringify(asked)} />
        {answer && "problem" in answer && (
          <p role="alert" className="notice notice-bad mb-4">
            {answer.problem}
          </p>
        )}
        {page && !page.complete && (
          <p className="notice mb-4" role="status">
            {words.partly}
          </p>
        )}
        {!answer && <SearchTips words={words} />}
        {page?.items.length === 0 && !cursor && <SearchNone words={words} />}
        {page && (
          <SearchResults
            hits={page.items}
            locale={actor.locale}
            clock={{ locale: actor.locale, timeZone: actor.timeZone, words: catalogue(actor.locale).live.time }}
            now={new Date()}
          />
        )}
        <p className="mt-4 flex flex-wrap gap-2.5">
          {cursor && (
            <Link className="button" href={{ query: asked }} prefetch={false}>
              {words.newest}
            </Link>
          )}
          {page?.next_cursor && (
            <Link className="button" href={{ query: { ...asked, cursor: page.next_cursor } }} prefetch={false}>
              {words.older}
            </Link>
          )}
        </p>
      </div>
    </div>
  );
}

/** What is wrong with a question is said on its page; what is nobody's fault goes to the page of errors. */
async function ask(
  actor: Actor,
  asked: Asked,
  cursor: string | undefined,
): Promise<{ page: SearchPage } | { problem: string }> {
  try {
    const input = check(searchInput, { ...asked, cursor, limit: searchPageSize });
    return { page: await searchMessages(actor, input) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { problem: placesOf(error, actor.locale)[0]?.message ?? sentenceOf(error, actor.locale) };
  }
}
