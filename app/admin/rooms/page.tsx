import { Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { PageHead } from "@/components/admin/page-head";
import { RoomsFilters } from "@/components/admin/rooms-filters";
import { RoomsTable } from "@/components/admin/rooms-table";
import { DidNote } from "@/components/rooms/did-note";
import { mayAdminister } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { listAdministered } from "@/lib/rooms/administered";
import { listAdministeredInput } from "@/lib/rooms/schema";
import { requireVisitor } from "@/lib/visitor";

type Props = PageProps<"/admin/rooms">;

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor("/admin/rooms")).locale).admin.frame.rooms };
}

const { q, state, visibility, sort, cursor } = listAdministeredInput.shape;
/** What stands in the address; whatever is no answer is left out. */
const asked = listAdministeredInput
  .pick({})
  .extend({
    q: q.catch(undefined),
    state: state.catch(undefined),
    visibility: visibility.catch(undefined),
    sort: sort.catch(undefined),
    cursor: cursor.catch(undefined),
  })
  .strip();

export default async function RoomsPage({ searchParams }: Props) {
  const actor = await requireVisitor("/admin/rooms");
  if (!mayAdminister(actor)) notFound();
  const query = await searchParams;
  const { cursor, ...filters } = asked.parse(query);
  const page = await listAdministered(actor, { ...filters, cursor }).catch(() => listAdministered(actor, filters));
  const { admin, live } = catalogue(actor.locale);
  const words = admin.rooms;
  const address = (cursor?: string) => `/admin/rooms?${new URLSearchParams(filled({ ...filters, cursor }))}`;
  return (
    <div className="admin-page">
      <PageHead title={admin.frame.rooms} lead={words.lead}>
        <Link href="/admin/rooms/new" className="button button-main" prefetch={false}>
          <Plus aria-hidden="true" size={17} />
          {words.new}
        </Link>
      </PageHead>
      <DidNote did={query.did} n={query.n} words={words.did} locale={actor.locale} />
      <RoomsFilters key={address()} words={words} filters={filters} />
      <RoomsTable
        words={words}
        rooms={page.items}
        clock={{ locale: actor.locale, timeZone: actor.timeZone, words: live.time }}
        now={new Date()}
      />
      <p className="mt-4 flex flex-wrap gap-2.5 empty:hidden">
        {cursor && (
          <Link href={address()} className="button" prefetch={false}>
            {words.first}
          </Link>
        )}
        {page.next_cursor && (
          <Link href={address(page.next_cursor)} className="button" prefetch={false}>
            {words.next}
          </Link>
        )}
      </p>
    </div>
  );
}

const filled = (query: Record<string, string | undefined>): [string, string][] =>
  Object.entries(query).filter((pair): pair is [string, string] => !!pair[1]);
