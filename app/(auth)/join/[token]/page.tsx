import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { AccountFields, GateHeading, GateLanguages } from "@/components/people/gate";
import { Form, Submit } from "@/components/ui/form";
import { say } from "@/lib/i18n/say";
import { invitationIsGood } from "@/lib/invitations/data";
import { currentActor, currentCompany, visitorWords } from "@/lib/visitor";
import { registerAction } from "../../actions";

type Props = PageProps<"/join/[token]">;

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  return { title: (await visitorWords((await searchParams).lang)).pages.titles.join };
}

export default async function JoinPage({ params, searchParams }: Props) {
  const company = await currentCompany();
  if (!company) redirect("/first-run");
  const { token } = await params;
  const { locale, pages } = await visitorWords((await searchParams).lang);
  const actor = await currentActor();
  if (actor || !(await invitationIsGood(token))) {
    const lead = actor ? say(locale, pages.join.signedIn, { name: actor.displayName }) : pages.join.deadLead;
    return (
      <>
        <GateHeading title={actor ? pages.titles.join : pages.join.dead}>{lead}</GateHeading>
        <Link className="button mt-5 w-full" href={actor ? "/" : "/sign-in"}>
          {actor ? pages.notFound.home : pages.join.toSignIn}
        </Link>
      </>
    );
  }
  return (
    <>
      <GateHeading title={pages.titles.join}>{say(locale, pages.join.lead, { company: company.name })}</GateHeading>
      <Form action={registerAction}>
        <input type="hidden" name="invite" value={token} />
        <AccountFields words={pages} locale={locale} passwordCharsMin={company.password_chars_min} />
        <Submit className="button button-main mt-5 w-full">{pages.join.submit}</Submit>
      </Form>
      <GateLanguages path={`/join/${token}`} locale={locale} words={pages} />
    </>
  );
}
