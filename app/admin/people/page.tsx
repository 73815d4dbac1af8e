import { Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { PageHead } from "@/components/admin/page-head";
import { PeopleFilters } from "@/components/admin/people-filters";
import { PeopleTable } from "@/components/admin/people-table";
import { mayAdminister } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { countWaitingInvitations } from "@/lib/invitations/data";
import { roomChoices } from "@/lib/people/placements";
import { roster, rosterCounts } from "@/lib/people/roster";
import { type AskRoster, rosterInput } from "@/lib/people/schema";
import { requireVisitor, visitorPath } from "@/lib/visitor";

type Props = PageProps<"/admin/people">;

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor("/admin/people")).locale).admin.frame.people };
}

export default async function PeoplePage({ searchParams }: Props) {
  const actor = await requireVisitor(await visitorPath());
  if (!mayAdminister(actor)) notFound();
  const asked = askedOf(await searchParams);
  const { cursor: _, ...fromTheStart } = asked;
  const [page, counts, waiting, rooms] = await Promise.all([
    roster(actor, asked).catch(() => roster(actor, fromTheStart)),
    rosterCounts(actor),
    countWaitingInvitations(actor),
    roomChoices(actor),
  ]);
  const words = catalogue(actor.locale);
  const { people, frame } = words.admin;
  return (
    <div className="admin-page">
      <PageHead title={frame.people} lead={people.lead}>
        <Link href="/admin/people/import" className="button" prefetch={false}>
          {people.load}
        </Link>
        <Link href="/admin/people/new" className="button" prefetch={false}>
          {people.create}
        </Link>
        <Link
          href="/admin/invites"
          className="button button-main min-h-[38px] text-sm max-md:min-h-11"
          prefetch={false}
        >
          <Plus aria-hidden="true" size={18} strokeWidth={1.75} />
          {people.invite}
        </Link>
      </PageHead>
      <div className="stats">
        <Stat href="/admin/people" value={counts.working} label={people.stats.working} />
        <Stat href="/admin/people?sort=seen" value={counts.online} label={people.stats.online} />
        <Stat href="/admin/invites" value={waiting} label={people.stats.waiting} />
        <Stat href="/admin/people?state=deactivated" value={counts.deactivated} label={people.stats.deactivated} />
      </div>
      <PeopleFilters words={people} asked={fromTheStart} rooms={rooms} />
      {page.items.length === 0 ? (
        <p className="card text-ink-2">{`${people.none} ${people.noneHint}`}</p>
      ) : (
        <PeopleTable
          people={page.items}
          actor={actor}
          words={words}
          clock={{ locale: actor.locale, timeZone: actor.timeZone, words: words.live.time }}
          now={new Date()}
          back={pathOf(asked)}
        />
      )}
      <div className="mt-4 flex gap-2.5">
        {asked.cursor && (
          <Link className="button" href={pathOf(fromTheStart)} prefetch={false}>
            {people.first}
          </Link>
        )}
        {page.next_cursor && (
          <Link className="button" href={pathOf({ ...asked, cursor: page.next_cursor })} prefetch={false}>
            {people.next}
          </Link>
        )}
      </div>
    </div>
  );
}

/** What the address asks for; fields of a form that were left empty, and what makes no sense, ask for nothing. */
function askedOf(query: Record<string, string | string[] | undefined>): AskRoster {
  const known = Object.entries(rosterInput.shape).flatMap(([name, schema]) => {
    const value = query[name];
    return typeof value === "string" && value !== "" && schema.safeParse(value).success ? [[name, value]] : [];
  });
  return rosterInput.parse(Object.fromEntries(known));
}

const pathOf = (asked: AskRoster): string => {
  const query = new URLSearchParams(Object.entries(asked).map(([name, value]) => [name, String(value)]));
  return query.size === 0 ? "/admin/people" : `/admin/people?${query}`;
};

function Stat(props: { href: string; value: number; label: string }) {
  return (
    <Link href={props.href} className="stat hover:border-field" prefetch={false}>
      <strong>{props.value}</strong>
      {props.label}
    </Link>
  );
}
