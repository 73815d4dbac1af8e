import Link from "next/link";
import { Card } from "@/components/ui/card";
import { Check } from "@/components/ui/check";
import { Field, Form, Submit } from "@/components/ui/form";
import type { FormState } from "@/lib/action";
import type { ProviderView } from "@/lib/auth/schema";
import { providerAddressCharsMax, providerTextCharsMax } from "@/lib/limits";
import type { SecurityProps } from "./entrance-cards";

/** Sign-in through the company's OpenID provider. */
export function ProviderCard(
  props: SecurityProps & {
    provider: ProviderView;
    /** Where the provider sends people back to. */
    backTo: string;
    action: (state: FormState, form: FormData) => Promise<FormState>;
  },
) {
  const { words, provider } = props;
  return (
    <Card title={words.provider} lead={words.providerLead}>
      <p className="mt-3 text-ink-2">{words.redirect}</p>
      <p className="mt-1 font-mono text-[13.5px] break-all select-all">{props.backTo}</p>
      <Form action={props.action}>
        <Field
          key={provider.issuer}
          name="issuer"
          label={words.issuer}
          hint={words.issuerHint}
          defaultValue={provider.issuer}
          maxLength={providerAddressCharsMax}
          inputMode="url"
          autoComplete="off"
          required
        />
        <Field
          key={`id ${provider.client_id}`}
          name="client_id"
          label={words.clientId}
          defaultValue={provider.client_id}
          maxLength={providerTextCharsMax}
          autoComplete="off"
          required
        />
        <Field
          name="client_secret"
          type="password"
          label={words.clientSecret}
          hint={provider.has_secret ? words.secretKept : words.secretHint}
          maxLength={providerTextCharsMax}
          autoComplete="off"
        />
        <Field
          key={`label ${provider.label}`}
          name="label"
          label={words.label}
          hint={words.labelHint}
          defaultValue={provider.label}
          autoComplete="off"
        />
        <Check name="creates" label={words.creates} hint={words.createsHint} checked={provider.creates} />
        <p className="hint mt-3">{words.linking}</p>
        <div className="mt-4 flex flex-wrap gap-2.5">
          <Submit className="button">{words.saveProvider}</Submit>
          {provider.issuer !== "" && (
            <Link href="/admin/security/provider" className="button button-danger" prefetch={false}>
              {words.removeProvider}
            </Link>
          )}
        </div>
      </Form>
    </Card>
  );
}
