import type { Metadata } from "next";
import Link from "next/link";
import { PeopleList } from "@/components/people/people-list";
import { mayInvite } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { listPeople } from "@/lib/people/data";
import { requireVisitor } from "@/lib/visitor";
import { startDirectAction } from "../actions";

type Props = PageProps<"/people">;

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor("/people")).locale).pages.titles.people };
}

export default async function PeoplePage({ searchParams }: Props) {
  const actor = await requireVisitor("/people");
  const query = await searchParams;
  const q = typeof query.q === "string" ? query.q.slice(0, 100) : "";
  const cursor = typeof query.cursor === "string" ? query.cursor : undefined;
  const { pages } = catalogue(actor.locale);
  const page = await listPeople(actor, { q, cursor }).catch(() => listPeople(actor, { q }));
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="page">
        <div className="flex flex-wrap items-start gap-3">
          <div className="min-w-0 flex-1">
            <h1 className="page-title">{pages.titles.people}</h1>
            <p className="page-lead">{pages.people.lead}</p>
          </div>
          {mayInvite(actor) && (
            <Link className="button" href="/admin/invites" prefetch={false}>
              {pages.people.invite}
            </Link>
          )}
        </div>
        <form role="search" className="mb-3 flex gap-2.5">
          <input
            className="input"
            type="search"
            name="q"
            defaultValue={q}
            maxLength={100}
            placeholder={pages.people.search}
            aria-label={pages.people.search}
          />
          <button type="submit" className="button">
            {pages.people.find}
          </button>
        </form>
        <PeopleList
          page={page}
          query={q}
          viewerId={actor.personId}
          locale={actor.locale}
          words={pages}
          writeAction={startDirectAction}
        />
      </div>
    </div>
  );
}
