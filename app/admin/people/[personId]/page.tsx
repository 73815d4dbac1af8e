import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { PageHead } from "@/components/admin/page-head";
import { actsFor, LastSeen, RoleChip } from "@/components/admin/people-table";
import { confirmPath } from "@/components/admin/person-menu";
import { PlacementTable } from "@/components/admin/placement-table";
import { Devices } from "@/components/people/devices";
import { Avatar } from "@/components/ui/avatar";
import { Field, Form, Submit } from "@/components/ui/form";
import { mayChangePerson } from "@/lib/access/policy";
import { devicesOf } from "@/lib/auth/devices";
import { factorOf } from "@/lib/auth/factors";
import { catalogue } from "@/lib/i18n";
import { dateOf, whenExactly } from "@/lib/i18n/time";
import { displayNameCharsMax, emailCharsMax } from "@/lib/limits";
import { placementsOf } from "@/lib/people/placements";
import { rosterEntry } from "@/lib/people/roster";
import { personInput } from "@/lib/people/schema";
import { requireVisitor, visitorPath } from "@/lib/visitor";
import { changePersonAction, endSessionOfAction } from "../actions";

type Props = PageProps<"/admin/people/[personId]">;

/** @throws what the missing page shows, also to all but administrators */
async function personOf({ params }: Pick<Props, "params">) {
  const actor = await requireVisitor(await visitorPath());
  const parsed = personInput.safeParse(await params);
  if (!parsed.success) notFound();
  return { actor, person: await rosterEntry(actor, parsed.data.personId).catch(() => notFound()) };
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await personOf({ params })).person.display_name };
}

export default async function PersonPage({ params }: Props) {
  const { actor, person } = await personOf({ params });
  const [placements, sessions, factorSince] = await Promise.all([
    placementsOf(actor, person.id),
    devicesOf(actor, person.id),
    factorOf(actor, person.id),
  ]);
  const words = catalogue(actor.locale);
  const { people, frame, security } = words.admin;
  const clock = { locale: actor.locale, timeZone: actor.timeZone, words: words.live.time };
  const now = new Date();
  const mayChange = mayChangePerson(actor, person);
  const here = `/admin/people/${person.id}`;
  const facts: [string, ReactNode][] = [
    [people.person.username, person.username],
    [people.columns.role, <RoleChip key="role" role={person.role} words={words} />],
    [people.person.state, person.active ? people.person.active : people.person.deactivatedState],
    [people.person.seen, <LastSeen key="seen" person={person} words={words} clock={clock} now={now} />],
    [people.person.since, whenExactly(clock, new Date(person.created_at), now)],
    [
      words.pages.secondFactor.title,
      factorSince === null ? security.noFactor : dateOf(clock, new Date(factorSince), now),
    ],
  ];
  return (
    <div className="admin-page grid gap-5">
      <div>
        <Avatar person={person} size="l" />
        <div className="mt-2.5">
          <PageHead title={person.display_name} lead={person.email}>
            <Link href="/admin/people" className="button" prefetch={false}>
              {people.person.back}
            </Link>
          </PageHead>
        </div>
        <nav aria-label={people.person.actions} className="flex flex-wrap gap-2.5">
          {actsFor(actor, person).map((act) => (
            <Link
              key={act}
              href={confirmPath(act, person.id, here)}
              className={`button ${act === "deactivate" ? "button-danger" : ""}`}
              prefetch={false}
            >
              {people.acts[act].menu}
            </Link>
          ))}
          {factorSince !== null && mayChange && person.id !== actor.personId && (
            <Link href={`${here}/second-factor`} className="button" prefetch={false}>
              {security.reset.submit}
            </Link>
          )}
        </nav>
        {!mayChange && <p className="mt-2.5 text-ink-2">{people.person.untouchable}</p>}
      </div>
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <Card title={people.person.facts}>
          <dl className="mt-2.5 grid gap-x-6 gap-y-2 sm:grid-cols-[max-content_minmax(0,1fr)]">
            {facts.map(([name, value]) => (
              <div key={name} className="contents">
                <dt className="text-[13.5px] text-ink-2">{name}</dt>
                <dd className="min-w-0 max-sm:mb-2">{value}</dd>
              </div>
            ))}
          </dl>
        </Card>
        {mayChange && (
          <Card title={people.person.profile}>
            <Form action={changePersonAction}>
              <input type="hidden" name="personId" value={person.id} />
              <Field
                name="display_name"
                label={words.pages.fields.displayName}
                defaultValue={person.display_name}
                maxLength={displayNameCharsMax}
                autoComplete="off"
                required
              />
              <Field
                name="email"
                type="email"
                label={words.pages.fields.email}
                defaultValue={person.email}
                maxLength={emailCharsMax}
                autoComplete="off"
                required
              />
              <Submit className="button mt-4">{frame.save}</Submit>
            </Form>
          </Card>
        )}
      </div>
      <section>
        <h2 className="mb-2.5 text-base font-[650]">{people.person.rooms}</h2>
        <PlacementTable placements={placements} words={people} clock={clock} now={now} person={person} back={here} />
      </section>
      <Card title={people.person.devices}>
        {sessions.length === 0 && <p className="mt-2.5 text-ink-2">{people.person.devicesNone}</p>}
        <Devices
          sessions={sessions}
          words={words}
          clock={clock}
          personId={person.id}
          endAction={mayChange ? endSessionOfAction : undefined}
        />
      </Card>
    </div>
  );
}

function Card(props: { title: string; children: ReactNode }) {
  return (
    <section className="card min-w-0">
      <h2 className="text-base font-[650]">{props.title}</h2>
      {props.children}
    </section>
  );
}
