import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { GateHeading } from "@/components/people/gate";
import { Field, Form, Submit } from "@/components/ui/form";
import { catalogue } from "@/lib/i18n";
import { currentActor, safePath, visitorWords } from "@/lib/visitor";
import { proveAction } from "./actions";

type Props = PageProps<"/prove">;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await visitorWords()).pages.secondFactor.prove.title };
}

/** The password again, before what a walker-by must not do at an open screen. */
export default async function ProvePage({ searchParams }: Props) {
  const next = safePath((await searchParams).next);
  const actor = await currentActor();
  if (!actor) redirect(`/sign-in?next=${encodeURIComponent(next)}`);
  const { fields, secondFactor } = catalogue(actor.locale).pages;
  return (
    <>
      <GateHeading title={secondFactor.prove.title}>{secondFactor.prove.lead}</GateHeading>
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
      <p className="mt-4 text-center text-sm">
        <Link className="link" href={next} prefetch={false}>
          {secondFactor.prove.back}
        </Link>
      </p>
    </>
  );
}
