import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { GateHeading, GateLanguages } from "@/components/people/gate";
import { Field, Form, Submit } from "@/components/ui/form";
import { personOfPasswordLink } from "@/lib/auth/password-links";
import { say } from "@/lib/i18n/say";
import { currentCompany, visitorWords } from "@/lib/visitor";
import { setPasswordAction } from "../../actions";

type Props = PageProps<"/password/[token]">;

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  return { title: (await visitorWords((await searchParams).lang)).admin.people.setPassword.title };
}

/** One page for whatever is dead, whether it was used, has expired or never was. */
export default async function SetPasswordPage({ params, searchParams }: Props) {
  const company = await currentCompany();
  if (!company) redirect("/first-run");
  const { token } = await params;
  const { locale, admin, pages } = await visitorWords((await searchParams).lang);
  const words = admin.people.setPassword;
  const person = await personOfPasswordLink(token);
  if (!person)
    return (
      <>
        <GateHeading title={words.dead}>{words.deadLead}</GateHeading>
        <Link className="button mt-5 w-full" href="/sign-in" prefetch={false}>
          {words.toSignIn}
        </Link>
      </>
    );
  return (
    <>
      <GateHeading title={words.title}>
        {say(locale, words.lead, { name: person.display_name, username: person.username })}
      </GateHeading>
      <Form action={setPasswordAction}>
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="locale" value={locale} />
        {/* For the keeper of passwords: whose it is. */}
        <input type="hidden" autoComplete="username" value={person.username} readOnly />
        <Field
          name="password"
          type="password"
          label={pages.fields.newPassword}
          hint={say(locale, pages.fields.passwordHint, { n: company.password_chars_min })}
          autoComplete="new-password"
          minLength={company.password_chars_min}
          required
        />
        <Submit className="button button-main mt-5 w-full">{words.submit}</Submit>
      </Form>
      <GateLanguages path={`/password/${token}`} locale={locale} words={pages} />
    </>
  );
}
