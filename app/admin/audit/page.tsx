import { Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { ChainNote } from "@/components/admin/chain-note";
import { Entries } from "@/components/admin/entries";
import { JournalFilters } from "@/components/admin/journal-filters";
import { PageHead } from "@/components/admin/page-head";
import { mayAdminister } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { lastCheck, readJournal } from "@/lib/journal/data";
import { changesOf, doerOf, sentenceOf } from "@/lib/journal/sentences";
import { requireVisitor } from "@/lib/visitor";
import { addressOf, askedBy, readQuery } from "./query";

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor("/admin/audit")).locale).admin.frame.journal };
}

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function JournalPage({ searchParams }: { searchParams: SearchParams }) {
  const actor = await requireVisitor("/admin/audit");
  if (!mayAdminister(actor)) notFound();
  const query = readQuery(await searchParams);
  const [page, check] = await Promise.all([readJournal(actor, askedBy(query, actor.timeZone)), lastCheck(actor)]);
  const { admin, live } = catalogue(actor.locale);
  const words = admin.journal;
  const clock = { locale: actor.locale, timeZone: actor.timeZone, words: live.time };
  const { cursor, ...filters } = query;
  const lines = page.items.map((entry) => ({
    ...entry,
    doer: doerOf(words, entry),
    sentence: sentenceOf(actor.locale, words, entry),
    changes: changesOf(actor.locale, words, entry),
  }));
  return (
    <div className="admin-page">
      <PageHead title={admin.frame.journal} lead={words.lead}>
        {/* A plain link: it leads to a file. */}
        <a href={addressOf("/admin/audit/csv", filters)} className="button" download>
          <Download aria-hidden="true" size={16} />
          {words.csv}
        </a>
      </PageHead>
      <ChainNote check={check} words={words} clock={clock} now={new Date()} />
      <JournalFilters key={addressOf("", filters)} words={words} filters={filters} />
      <Entries lines={lines} words={words} clock={clock} now={new Date()} />
      <p className="mt-4 flex flex-wrap gap-2.5">
        {cursor && (
          <Link href={addressOf("/admin/audit", filters)} className="button" prefetch={false}>
            {words.newest}
          </Link>
        )}
        {page.next_cursor && (
          <Link
            href={addressOf("/admin/audit", { ...filters, cursor: page.next_cursor })}
            className="button"
            prefetch={false}
          >
            {words.older}
          </Link>
        )}
      </p>
    </div>
  );
}
