import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { PageHead } from "@/components/admin/page-head";
import { Field, Form, Submit } from "@/components/ui/form";
import { mayAdminister } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { whenExactly } from "@/lib/i18n/time";
import { listImports } from "@/lib/imports/data";
import { requireVisitor } from "@/lib/visitor";
import { draftImportAction } from "./actions";

const path = "/admin/people/import";

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor(path)).locale).admin.import.title };
}

export default async function ImportsPage() {
  const actor = await requireVisitor(path);
  if (!mayAdminister(actor)) notFound();
  const imports = await listImports(actor);
  const { admin, live } = catalogue(actor.locale);
  const words = admin.import;
  const clock = { locale: actor.locale, timeZone: actor.timeZone, words: live.time };
  const now = new Date();
  return (
    <div className="admin-page">
      <PageHead title={words.title} lead={words.lead}>
        <Link href="/admin/people" className="button" prefetch={false}>
          {words.toPeople}
        </Link>
      </PageHead>
      <div className="mb-6 grid grid-cols-1 items-start gap-5 lg:grid-cols-2">
        <Form action={draftImportAction} className="card">
          <Field
            name="file"
            type="file"
            label={words.file}
            hint={words.fileHint}
            accept=".csv,.txt,.tsv,text/csv"
            required
          />
          <Submit className="button button-main mt-4">{words.read}</Submit>
        </Form>
        <section className="card">
          <h2 className="text-base font-[650]">{words.form}</h2>
          <p className="mt-1 text-ink-2">{words.formHint}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
          <pre className="scroll-x mt-2.5 rounded-[9px] bg-hover p-2.5 font-mono text-[12.5px] leading-5" tabIndex={0}>
            {words.pattern}
          </pre>
        </section>
      </div>
      <h2 className="mb-2.5 text-base font-[650]">{words.recent}</h2>
      {imports.length === 0 ? (
        <p className="card text-ink-2">{words.none}</p>
      ) : (
        <div className="records">
          <table>
            <thead>
              <tr>
                {(["list", "state", "people", "by", "when"] as const).map((column) => (
                  <th key={column} scope="col">
                    {words.columns[column]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {imports.map((one) => (
                <tr key={one.id}>
                  <td data-label={words.columns.list}>
                    <Link href={`${path}/${one.id}`} className="link" prefetch={false}>
                      {say(actor.locale, words.list, { id: one.id })}
                    </Link>
                  </td>
                  <td data-label={words.columns.state}>{words.states[one.state]}</td>
                  <td data-label={words.columns.people}>{one.total}</td>
                  <td data-label={words.columns.by}>{one.created_by}</td>
                  <td data-label={words.columns.when}>
                    {whenExactly(clock, new Date(one.finished_at ?? one.created_at), now)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
