import type { Metadata } from "next";
import Link from "next/link";
import { ScopeChoice, TokenList } from "@/components/people/tokens";
import { Card } from "@/components/ui/card";
import { Field, Form, Submit } from "@/components/ui/form";
import { MadeLink } from "@/components/ui/made-link";
import { Select } from "@/components/ui/select";
import { SubPage } from "@/components/ui/sub-page";
import { listTokens } from "@/lib/auth/personal-tokens";
import { isProved } from "@/lib/auth/proofs";
import { catalogue } from "@/lib/i18n";
import { personalTokenNameCharsMax } from "@/lib/limits";
import { requireVisitor } from "@/lib/visitor";
import { mintTokenAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: catalogue((await requireVisitor("/me/tokens")).locale).pages.tokens.title };
}

export default async function TokensPage({ searchParams }: PageProps<"/me/tokens">) {
  const actor = await requireVisitor("/me/tokens");
  const tokens = await listTokens(actor);
  const { pages, live } = catalogue(actor.locale);
  const words = pages.tokens;
  return (
    <SubPage
      back={{ href: "/me", label: words.back }}
      title={words.title}
      lead={words.lead}
      done={(await searchParams).revoked === undefined ? null : words.revoked}
    >
      {!isProved(actor) && (
        <p className="notice mt-0">
          {`${words.proveFirst} `}
          <Link className="link" href="/prove?next=/me/tokens" prefetch={false}>
            {pages.secondFactor.remedies.prove}
          </Link>
        </p>
      )}
      <Card title={words.make}>
        <Form action={mintTokenAction} saysDone={false}>
          <Field
            name="name"
            label={words.name}
            hint={words.nameHint}
            maxLength={personalTokenNameCharsMax}
            autoComplete="off"
            required
          />
          <ScopeChoice words={words} />
          <Select name="expires_in_days" label={words.expiry} value="90" options={Object.entries(words.expiries)} />
          <Submit className="button button-main mt-4">{words.submit}</Submit>
          <MadeLink words={words.fresh} />
        </Form>
      </Card>
      <Card title={words.yours}>
        <TokenList
          tokens={tokens}
          words={words}
          clock={{ locale: actor.locale, timeZone: actor.timeZone, words: live.time }}
          now={new Date()}
        />
      </Card>
    </SubPage>
  );
}
