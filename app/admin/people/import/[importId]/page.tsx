import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { BadLines } from "@/components/admin/bad-lines";
import { ImportWatch } from "@/components/admin/import-watch";
import { MadeList } from "@/components/admin/made-list";
import { PageHead } from "@/components/admin/page-head";
import { UntilDone } from "@/components/admin/stages";
import { Form, Submit } from "@/components/ui/form";
import type { Actor } from "@/lib/access/actor";
import { mayAdminister } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { badLines, getImport } from "@/lib/imports/data";
import { type ImportView, importInput } from "@/lib/imports/schema";
import { tellProblems } from "@/lib/imports/telling";
import { problemCodes } from "@/lib/jobs/schema";
import { badLinesShown } from "@/lib/limits";
import { mailIsConfigured } from "@/lib/mail/mutations";
import { requireVisitor, visitorPath } from "@/lib/visitor";
import { confirmImportAction, discardImportAction, takeImportLinksAction } from "../actions";

type Props = PageProps<"/admin/people/import/[importId]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const actor = await requireVisitor(await visitorPath());
  return { title: say(actor.locale, catalogue(actor.locale).admin.import.list, { id: (await params).importId }) };
}

export default async function ImportPage({ params, searchParams }: Props) {
  const actor = await requireVisitor(await visitorPath());
  const parsed = importInput.safeParse({ id: (await params).importId });
  if (!mayAdminister(actor) || !parsed.success) notFound();
  const list = await getImport(actor, parsed.data.id).catch(() => notFound());
  const { title, toPeople, again, list: name } = catalogue(actor.locale).admin.import;
  const from = Number((await searchParams).from ?? 0);
  return (
    <div className="admin-page">
      <PageHead title={title} lead={say(actor.locale, name, { id: list.id })}>
        {(list.state === "done" || list.state === "failed") && (
          <Link href="/admin/people/import" className="button" prefetch={false}>
            {again}
          </Link>
        )}
        <Link href="/admin/people" className="button" prefetch={false}>
          {toPeople}
        </Link>
      </PageHead>
      <Stage actor={actor} list={list} />
      <Refused actor={actor} list={list} from={Number.isSafeInteger(from) && from > 0 ? from : 0} />
    </div>
  );
}

/** What is to be said of it, and done with it, as far as it has come. */
function Stage({ actor, list }: { actor: Actor; list: ImportView }): ReactNode {
  const { locale } = actor;
  const { import: words, jobs } = catalogue(locale).admin;
  switch (list.state) {
    case "draft":
      return <Draft locale={locale} list={list} />;
    case "queued":
    case "running":
      return <ImportWatch locale={locale} list={list} words={words} />;
    case "done":
      return <Done locale={locale} list={list} isMaker={list.is_mine} />;
    case "failed": {
      const problem = problemCodes.find((code) => code === list.problem) ?? "fault";
      return (
        <section className="card">
          <h2 className="text-base font-[650]">{words.failedTitle}</h2>
          <p className="mt-1">{list.bad_count > 0 ? words.failedClash : jobs.problems[problem]}</p>
        </section>
      );
    }
  }
}

function Draft({ locale, list }: { locale: Actor["locale"]; list: ImportView }) {
  const { import: words, people } = catalogue(locale).admin;
  return (
    <section className="card">
      <p>
        <strong className="font-[650]">{say(locale, words.good, { n: list.total })}</strong>
        {list.bad_count > 0 && `, ${say(locale, words.bad, { n: list.bad_count })}`}. {words.goodLead}
      </p>
      {list.owners + list.admins > 0 && (
        <p className="notice notice-bad">{say(locale, words.raised, { owners: list.owners, admins: list.admins })}</p>
      )}
      {list.unused.length > 0 && (
        <p className="mt-1">{say(locale, words.unused, { columns: list.unused.join(", ") })}</p>
      )}
      {list.is_guessed && <p className="mt-1">{words.guessed}</p>}
      {list.sample.length > 0 && (
        <>
          <p className="mt-3 text-[13.5px] text-ink-2">{words.sample}</p>
          <ul className="mb-3 list-disc pl-5">
            {list.sample.map(({ name, login, email, role }) => (
              <li key={login} className="break-words">
                {[name, login, email, people.roles[role]].join(" · ")}
              </li>
            ))}
          </ul>
        </>
      )}
      {list.total > 0 && (
        <p className="mt-1 text-ink-2">
          {words.confirmLead} {mailIsConfigured() ? words.confirmMail : words.confirmLinks}
        </p>
      )}
      <div className="mt-4 flex flex-wrap gap-2.5">
        {list.total > 0 && (
          <Form action={confirmImportAction}>
            <input type="hidden" name="id" value={list.id} />
            <Submit className="button button-main">{say(locale, words.confirm, { n: list.total })}</Submit>
          </Form>
        )}
        <Form action={discardImportAction}>
          <input type="hidden" name="id" value={list.id} />
          <Submit className="button min-h-11">{words.discard}</Submit>
        </Form>
      </div>
    </section>
  );
}

function Done({ locale, list, isMaker }: { locale: Actor["locale"]; list: ImportView; isMaker: boolean }) {
  const words = catalogue(locale).admin.import;
  return (
    <section className="card">
      <p>
        <strong className="font-[650]">{say(locale, words.loaded, { n: list.total })}</strong>{" "}
        {list.letters > 0 && say(locale, words.letters, { n: list.letters })}
      </p>
      {isMaker && list.letters === 0 && (
        <Form action={takeImportLinksAction} className="mt-4" saysDone={false}>
          <h2 className="text-base font-[650]">{words.links}</h2>
          <input type="hidden" name="id" value={list.id} />
          {list.has_links ? (
            <>
              <p className="mt-1 text-ink-2">{words.linksHint}</p>
              <Submit className="button button-main mt-3">{words.takeLinks}</Submit>
            </>
          ) : (
            <UntilDone>
              <p className="mt-1 text-ink-2">{words.linksTaken}</p>
            </UntilDone>
          )}
          <MadeList words={{ made: words.linksMade, save: words.saveLinks }} fileName={`links-${list.id}.csv`} />
        </Form>
      )}
    </section>
  );
}

/** The lines that cannot be taken, every one of them, some pages if they are many. */
async function Refused({ actor, list, from }: { actor: Actor; list: ImportView; from: number }) {
  if (list.bad_count === 0) return null;
  const words = catalogue(actor.locale).admin.import;
  const lines = await badLines(actor, list.id, from);
  const path = `/admin/people/import/${list.id}`;
  return (
    <section className="mt-6">
      <div className="mb-2.5 flex flex-wrap items-start gap-3">
        <div className="min-w-0 flex-1 max-md:basis-full">
          <h2 className="text-base font-[650]">{words.badLines}</h2>
          {list.state === "draft" && <p className="text-ink-2">{words.badHint}</p>}
        </div>
        {/* A file, no page: Next must not fetch it ahead. */}
        <a href={`${path}/bad-lines`} className="button" download>
          {words.download}
        </a>
      </div>
      <BadLines
        words={words.columns}
        lines={lines.map(({ line, cells, problems }) => ({
          line,
          cells,
          wrong: tellProblems(actor.locale, words, problems),
        }))}
      />
      {from + lines.length < list.bad_count && (
        <Link className="button mt-4" href={`${path}?from=${from + badLinesShown}`} prefetch={false}>
          {words.moreLines}
        </Link>
      )}
    </section>
  );
}
