import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { AccountFields, GateHeading, GateLanguages } from "@/components/people/gate";
import { Form, Submit } from "@/components/ui/form";
import { say } from "@/lib/i18n/say";
import { currentActor, currentCompany, visitorWords } from "@/lib/visitor";
import { registerAction } from "../actions";

type Props = PageProps<"/register">;

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  return { title: (await visitorWords((await searchParams).lang)).pages.titles.register };
}

export default async function RegisterPage({ searchParams }: Props) {
  const company = await currentCompany();
  if (!company) redirect("/first-run");
  if (await currentActor()) redirect("/");
  if (company.registration !== "open") redirect("/sign-in");
  const { locale, pages } = await visitorWords((await searchParams).lang);
  return (
    <>
      <GateHeading title={pages.titles.register}>
        {say(locale, pages.register.lead, { company: company.name })}
      </GateHeading>
      <Form action={registerAction}>
        <AccountFields words={pages} locale={locale} passwordCharsMin={company.password_chars_min} />
        <Submit className="button button-main mt-5 w-full">{pages.register.submit}</Submit>
      </Form>
      <p className="mt-4 text-center text-sm">
        <Link className="link" href="/sign-in">
          {pages.register.toSignIn}
        </Link>
      </p>
      <GateLanguages path="/register" locale={locale} words={pages} />
    </>
  );
}
