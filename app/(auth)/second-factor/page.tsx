import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { signOutAction } from "@/app/(chat)/me/actions";
import { FreshCodes } from "@/components/people/fresh-codes";
import { GateHeading } from "@/components/people/gate";
import { Field, Form, Submit } from "@/components/ui/form";
import { QrCode } from "@/components/ui/qr-code";
import type { Actor } from "@/lib/access/actor";
import { requiresFactor } from "@/lib/access/policy";
import { beginFactor, readFactor } from "@/lib/auth/factors";
import { isProved } from "@/lib/auth/proofs";
import type { FactorKey, FactorView } from "@/lib/auth/schema";
import { catalogue } from "@/lib/i18n";
import type { PageWords } from "@/lib/i18n/en";
import { say } from "@/lib/i18n/say";
import { dateOf } from "@/lib/i18n/time";
import { currentActor, currentCompany, visitorWords } from "@/lib/visitor";
import { recoveryCodesAction, removeFactorAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await visitorWords()).pages.secondFactor.title };
}

/** Outside the chat, since whoever must set one up first has no other page. */
export default async function SecondFactorPage() {
  const actor = await currentActor();
  if (!actor) redirect("/sign-in?next=/second-factor");
  const factor = await readFactor(actor);
  if (factor.since === null && !isProved(actor)) redirect("/prove?next=/second-factor");
  const { pages } = catalogue(actor.locale);
  const words = pages.secondFactor;
  return (
    <>
      <GateHeading title={words.title}>{actor.mustSecure ? words.required : lead(actor, words, factor)}</GateHeading>
      <Form action={recoveryCodesAction} saysDone={false} className="mt-4">
        {factor.since === null ? (
          <SetUp words={words} factorKey={await beginFactor(actor)} />
        ) : (
          <Recovery words={words} left={say(actor.locale, words.codesLeft, { n: factor.recovery_codes_left })} />
        )}
      </Form>
      {factor.since !== null && <TurnOff actor={actor} words={pages} />}
      <div className="mt-6 flex flex-wrap justify-center gap-x-5 gap-y-2 text-sm">
        {actor.mustSecure ? (
          <Form action={signOutAction}>
            <Submit className="link">{words.signOut}</Submit>
          </Form>
        ) : (
          <>
            <Link className="link" href="/" prefetch={false}>
              {words.toChat}
            </Link>
            <Link className="link" href="/me" prefetch={false}>
              {words.back}
            </Link>
          </>
        )}
      </div>
    </>
  );
}

function lead(actor: Actor, words: PageWords["secondFactor"], factor: FactorView): string {
  if (factor.since === null) return words.lead;
  const clock = { ...actor, words: catalogue(actor.locale).live.time };
  return say(actor.locale, words.on, { when: dateOf(clock, new Date(factor.since), new Date()) });
}

function SetUp({ words, factorKey }: { words: PageWords["secondFactor"]; factorKey: FactorKey }) {
  return (
    <>
      <input type="hidden" name="step" value="confirm" />
      <p className="mb-3">{words.scan}</p>
      <div className="flex justify-center">
        <QrCode value={factorKey.address} label={words.qr} />
      </div>
      <p className="mt-3 text-ink-2">{words.orType}</p>
      <p className="mt-1 font-mono break-words select-all">{factorKey.secret.replace(/(.{4})(?=.)/g, "$1 ")}</p>
      <p className="mt-5">{words.thenCode}</p>
      <Field name="otp" label={words.digits} autoComplete="one-time-code" required />
      <Submit className="button button-main mt-5 w-full">{words.turnOn}</Submit>
    </>
  );
}

function Recovery({ words, left }: { words: PageWords["secondFactor"]; left: string }) {
  return (
    <>
      <input type="hidden" name="step" value="renew" />
      <h2 className="text-base font-[650]">{words.recovery}</h2>
      <p className="mt-0.5 text-ink-2">{words.recoveryLead}</p>
      <FreshCodes lead={words.fresh} />
      <p className="mt-3">{left}</p>
      <Submit className="button mt-3 w-full">{words.renew}</Submit>
      <p className="hint">{words.renewHint}</p>
    </>
  );
}

async function TurnOff({ actor, words }: { actor: Actor; words: PageWords }) {
  const company = await currentCompany();
  const { secondFactor, fields } = words;
  if (company && requiresFactor(company.second_factor, actor.role))
    return <p className="hint mt-5">{secondFactor.kept}</p>;
  return (
    <Form action={removeFactorAction} className="mt-5 border-t border-line pt-4">
      <h2 className="text-base font-[650]">{secondFactor.turnOff}</h2>
      <p className="mt-0.5 text-ink-2">{secondFactor.turnOffLead}</p>
      <Field name="current" type="password" label={fields.currentPassword} autoComplete="current-password" />
      <Submit className="button button-danger mt-3 w-full">{secondFactor.turnOff}</Submit>
    </Form>
  );
}
