import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AccountFields, GateHeading, GateLanguages } from "@/components/people/gate";
import { Field, Form, Submit } from "@/components/ui/form";
import { passwordCharsMin } from "@/lib/limits";
import { currentCompany, visitorWords } from "@/lib/visitor";
import { foundAction } from "../actions";

type Props = PageProps<"/first-run">;

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  return { title: (await visitorWords((await searchParams).lang)).pages.titles.firstRun };
}

export default async function FirstRunPage({ searchParams }: Props) {
  if (await currentCompany()) redirect("/sign-in");
  const { locale, pages } = await visitorWords((await searchParams).lang);
  return (
    <>
      <GateHeading title={pages.titles.firstRun}>{pages.firstRun.lead}</GateHeading>
      <Form action={foundAction}>
        <Field name="workspace_name" label={pages.fields.company} autoComplete="organization" required autoFocus />
        <AccountFields words={pages} locale={locale} passwordCharsMin={passwordCharsMin} />
        <Submit className="button button-main mt-5 w-full">{pages.firstRun.submit}</Submit>
      </Form>
      <GateLanguages path="/first-run" locale={locale} words={pages} />
    </>
  );
}
