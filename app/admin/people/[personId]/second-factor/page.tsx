import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Confirm } from "@/components/admin/confirm";
import { mayAdminister, mayChangePerson } from "@/lib/access/policy";
import { catalogue } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { getPerson } from "@/lib/people/data";
import { personInput } from "@/lib/people/schema";
import { requireVisitor, visitorPath } from "@/lib/visitor";
import { resetSecondFactorAction } from "./actions";

type Props = PageProps<"/admin/people/[personId]/second-factor">;

/** @throws what the missing page shows, also to whoever may not */
async function personOf({ params }: Pick<Props, "params">) {
  const actor = await requireVisitor(await visitorPath());
  const parsed = personInput.safeParse(await params);
  if (!parsed.success || !mayAdminister(actor)) notFound();
  const person = await getPerson(actor, parsed.data.personId).catch(() => notFound());
  if (!mayChangePerson(actor, person) || person.id === actor.personId) notFound();
  return { actor, person };
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await personOf({ params })).person.display_name };
}

export default async function ResetSecondFactorPage({ params }: Props) {
  const { actor, person } = await personOf({ params });
  const { frame, security } = catalogue(actor.locale).admin;
  return (
    <Confirm
      title={say(actor.locale, security.reset.title, { name: person.display_name })}
      consequences={[security.reset.what, security.reset.next]}
      action={resetSecondFactorAction}
      submit={security.reset.submit}
      isDanger
      cancel={frame.cancel}
      backTo={`/admin/people/${person.id}`}
    >
      <input type="hidden" name="personId" value={person.id} />
    </Confirm>
  );
}
