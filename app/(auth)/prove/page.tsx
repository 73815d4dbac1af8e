import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { GateHeading, GateRefusal, ProviderLink } from "@/components/people/gate";
import { Field, Form, Submit } from "@/components/ui/form";
import { waysToProve } from "@/lib/auth/identities";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { currentActor, currentCompany, safePath, visitorWords } from "@/lib/visitor";
import { proveAction } from "./actions";

type Props = PageProps<"/prove">;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await visitorWords()).pages.secondFactor.prove.title };
}

/** The password again, before what a walker-by must not do at an open screen. */
export default async function ProvePage({ searchParams }: Props) {
  const query = await searchParams;
  const next = safePath(query.next);
  const actor = await currentActor();
  if (!actor) redirect(`/sign-in?next=${encodeURIComponent(next)}`);
  const [ways, company] = await Promise.all([waysToProve(actor), currentCompany()]);
  const { errors, pages } = catalogue(actor.locale);
  const { fields, secondFactor } = pages;
  return (
    <>
      <GateRefusal reason={query.refused} errors={errors} />
      <GateHeading title={secondFactor.prove.title}>{secondFactor.prove.lead}</GateHeading>
      {ways.password && (
        <Form action={proveAction}>
          <input type="hidden" name="next" value={next} />
          <Field
            name="current"
            type="password"
            label={fields.password}
            autoComplete="current-password"
            required
            autoFocus
          />
          <Submit className="button button-main mt-5 w-full">{secondFactor.prove.submit}</Submit>
        </Form>
      )}
      {ways.provider && company?.oidc_label && (
        <ProviderLink
          label={say(actor.locale, secondFactor.prove.provider, { provider: company.oidc_label })}
          next={next}
          errand="prove"
        />
      )}
      <p className="mt-4 text-center text-sm">
        <Link className="link" href={next} prefetch={false}>
          {secondFactor.prove.back}
        </Link>
      </p>
    </>
  );
}
