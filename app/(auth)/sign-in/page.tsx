import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { GateHeading, GateLanguages, GateRefusal, ProviderLink } from "@/components/people/gate";
import { SignInFields } from "@/components/people/sign-in-fields";
import { Form } from "@/components/ui/form";
import { currentActor, currentCompany, safePath, visitorWords } from "@/lib/visitor";
import { signInAction } from "../actions";

type Props = PageProps<"/sign-in">;

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  return { title: (await visitorWords((await searchParams).lang)).pages.titles.signIn };
}

export default async function SignInPage({ searchParams }: Props) {
  const query = await searchParams;
  const company = await currentCompany();
  if (!company) redirect("/first-run");
  const next = safePath(query.next);
  if (await currentActor()) redirect(next);
  const { locale, pages, errors } = await visitorWords(query.lang);
  const open = company.registration === "open";
  return (
    <>
      {query.ended !== undefined && <p className="notice notice-good">{pages.signIn.ended}</p>}
      <GateRefusal reason={query.refused} errors={errors} />
      <GateHeading title={pages.signIn.heading}>
        {open ? (
          <>
            {pages.signIn.leadOpen}{" "}
            <Link className="link" href={{ pathname: "/register", query: { lang: locale } }}>
              {pages.signIn.register}
            </Link>
          </>
        ) : (
          pages.signIn.lead
        )}
      </GateHeading>
      <Form action={signInAction} saysDone={false}>
        <input type="hidden" name="next" value={next} />
        <input type="hidden" name="locale" value={locale} />
        <SignInFields words={{ fields: pages.fields, signIn: pages.signIn, secondStep: pages.secondFactor.signIn }}>
          {company.oidc_label && (
            <>
              <p className="mt-4 text-center text-sm text-ink-3">{pages.secondFactor.prove.or}</p>
              <ProviderLink label={company.oidc_label} next={next} />
            </>
          )}
        </SignInFields>
      </Form>
      <GateLanguages path="/sign-in" locale={locale} words={pages} next={next} />
    </>
  );
}
