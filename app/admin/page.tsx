import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { Attention } from "@/components/admin/attention";
import { DayPlot, type DayPoint } from "@/components/admin/day-plot";
import { FailedJobs } from "@/components/admin/failed-jobs";
import { PageHead } from "@/components/admin/page-head";
import { Avatar } from "@/components/ui/avatar";
import { mayAdminister } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { bytesOf, numberOf } from "@/lib/i18n/amount";
import type { AdminWords } from "@/lib/i18n/en";
import type { Locale } from "@/lib/i18n/locale";
import { type Plural, say } from "@/lib/i18n/say";
import { type Clock, dateOf, fullMoment, whenExactly } from "@/lib/i18n/time";
import { readOverview } from "@/lib/overview/data";
import type { Overview } from "@/lib/overview/schema";
import { requireVisitor } from "@/lib/visitor";
import { dismissJobAction, retryJobAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor("/admin")).locale).admin.frame.overview };
}

export default async function OverviewPage() {
  const actor = await requireVisitor("/admin");
  if (!mayAdminister(actor)) notFound();
  const now = new Date();
  const overview = await readOverview(actor, now);
  const { admin, live } = catalogue(actor.locale);
  const { locale } = actor;
  const words = admin.overview;
  const clock: Clock = { locale, timeZone: actor.timeZone, words: live.time };
  const around = { words, locale };
  return (
    <div className="admin-page">
      <PageHead title={admin.frame.overview} lead={words.lead} />
      <Numbers overview={overview} {...around} />
      <Attention overview={overview} words={admin} clock={clock} now={now}>
        <FailedJobs
          jobs={overview.attention.failed_jobs}
          words={admin.jobs}
          failedAt={words.failedAt}
          clock={clock}
          now={now}
          retry={retryJobAction}
          dismiss={dismissJobAction}
        />
      </Attention>
      <div className="mb-5 grid gap-5 lg:grid-cols-2">
        <DayPlot
          title={words.peopleADay}
          points={pointsOf(overview, "people", words.dayPeople, clock, now)}
          {...around}
        />
        <DayPlot
          title={words.messagesADay}
          points={pointsOf(overview, "messages", words.dayMessages, clock, now)}
          {...around}
        />
      </div>
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <WhoIsHere here={overview.here} {...around} />
        <Storage overview={overview} clock={clock} now={now} words={words} />
      </div>
    </div>
  );
}

interface Around {
  words: AdminWords["overview"];
  locale: Locale;
}

function Numbers({ overview, words, locale }: Around & { overview: Overview }) {
  const today = overview.days.at(-1);
  const tile = (value: number, label: string) => (
    <p className="stat">
      <strong>{numberOf(locale, value)}</strong>
      {label}
    </p>
  );
  return (
    <div className="stats">
      {tile(overview.here.online, words.here)}
      {tile(today?.people ?? 0, words.activeToday)}
      {tile(today?.messages ?? 0, words.messagesToday)}
      <Link href="/admin/invites" className="stat no-underline" prefetch={false}>
        <strong>{numberOf(locale, overview.waiting_invitations)}</strong>
        {words.waiting}
      </Link>
    </div>
  );
}

/** Days are those of UTC, as they were counted. */
function pointsOf(
  overview: Overview,
  what: "people" | "messages",
  sentence: Plural,
  clock: Clock,
  now: Date,
): DayPoint[] {
  const calendar = { ...clock, timeZone: "UTC" };
  return overview.days.map((day) => {
    const label = dateOf(calendar, new Date(day.day), now);
    return {
      day: day.day,
      label,
      value: day[what],
      sentence: say(clock.locale, sentence, { day: label, n: day[what] }),
    };
  });
}

function WhoIsHere({ here, words, locale }: Around & { here: Overview["here"] }) {
  const more = here.online - here.people.length;
  return (
    <section className="card">
      <h2 className="text-base font-[650]">{words.whoIsHere}</h2>
      {here.online === 0 && <p className="mt-1 text-ink-2">{words.nobodyHere}</p>}
      <ul className="mt-2 grid gap-x-4 gap-y-2 sm:grid-cols-2">
        {here.people.map((person) => (
          <li key={person.id} className="flex min-w-0 items-center gap-2.5">
            <Avatar person={person} size="s" />
            <span className="truncate">{person.display_name}</span>
          </li>
        ))}
      </ul>
      {(more > 0 || here.away > 0) && (
        <p className="mt-3 text-sm text-ink-2">
          {[
            more > 0 && say(locale, words.more, { n: more }),
            here.away > 0 && say(locale, words.away, { n: here.away }),
          ]
            .filter(Boolean)
            .join(", ")}
        </p>
      )}
    </section>
  );
}

function Storage(props: { overview: Overview; clock: Clock; now: Date; words: AdminWords["overview"] }) {
  const { words, clock, now } = props;
  const { storage, attention } = props.overview;
  const rows = [
    [words.database, bytesOf(clock.locale, storage.database_bytes)],
    [words.files, storage.files ? bytesOf(clock.locale, storage.files.bytes) : words.unmeasured],
    [words.free, bytesOf(clock.locale, storage.free_bytes)],
  ] as const;
  return (
    <section className="card">
      <h2 className="text-base font-[650]">{words.storage}</h2>
      <dl className="mt-2 grid gap-1.5">
        {rows.map(([what, size]) => (
          <div key={what} className="flex flex-wrap justify-between gap-x-4">
            <dt className="text-ink-2">{what}</dt>
            <dd className="tabular-nums">{size}</dd>
          </div>
        ))}
      </dl>
      {attention.last_backup && (
        <p className="mt-3 text-sm text-ink-2" title={fullMoment(clock, new Date(attention.last_backup))}>
          {say(clock.locale, words.lastBackup, { when: whenExactly(clock, new Date(attention.last_backup), now) })}
        </p>
      )}
    </section>
  );
}
