import type { Metadata } from "next";
import Link from "next/link";
import { PeopleList, PeopleSearch } from "@/components/people/people-list";
import { Form, Submit } from "@/components/ui/form";
import { mayInvite } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
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
        <PeopleSearch query={q} words={pages} />
        <PeopleList
          page={page}
          path="/people"
          query={q}
          words={pages}
          none={pages.people.none}
          act={(person) =>
            person.id === actor.personId ? (
              <span className="text-sm text-ink-3">{pages.people.you}</span>
            ) : (
              <Form action={startDirectAction}>
                <input type="hidden" name="user_ids[]" value={person.id} />
                <Submit className="button">
                  <span aria-hidden="true">{pages.people.write}</span>
                  <span className="sr-only">
                    {say(actor.locale, pages.people.writeTo, { name: person.display_name })}
                  </span>
                </Submit>
              </Form>
            )
          }
        />
      </div>
    </div>
  );
}
