import Link from "next/link";
import type { ReactNode } from "react";
import { Field } from "@/components/ui/form";
import { TimeZoneInput } from "@/components/ui/time-zone-input";
import type { Catalogue, PageWords } from "@/lib/i18n/en";
import { type Locale, locales } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";

/** A heading and what it leads to, on the card that stands before the chat. */
export function GateHeading(props: { title: string; children: ReactNode }) {
  return (
    <>
      <h1 className="mt-4 text-[22px] leading-7 font-[650] tracking-[-0.015em]">{props.title}</h1>
      <p className="mt-1 text-ink-2">{props.children}</p>
    </>
  );
}

/** Why the company's provider did not bring somebody in, as the address says; a foreign reason says nothing. */
export function GateRefusal(props: { reason: unknown; errors: Catalogue["errors"] }) {
  const { reason, errors } = props;
  if (typeof reason !== "string" || !/^(provider[A-Z]|emailDomain$|rateLimited$|proveAgain$)/.test(reason)) return null;
  if (!Object.hasOwn(errors, reason)) return null;
  return (
    <p role="alert" className="notice notice-bad">
      {errors[reason as keyof Catalogue["errors"]]}
    </p>
  );
}

/** The way in through the company's provider: a plain link, since a form may not lead to another origin. */
export function ProviderLink(props: { label: string; next: string; errand?: "prove" | "connect" }) {
  const query = new URLSearchParams({ next: props.next, ...(props.errand ? { errand: props.errand } : {}) });
  return (
    <a className="button mt-3 h-auto min-h-11 w-full py-2 text-center" href={`/api/auth/signin/company?${query}`}>
      {props.label}
    </a>
  );
}

/** What every new account is asked for. */
export function AccountFields(props: { words: PageWords; locale: Locale; passwordCharsMin: number }) {
  const { fields } = props.words;
  return (
    <>
      <input type="hidden" name="locale" value={props.locale} />
      <TimeZoneInput />
      <Field
        name="display_name"
        label={fields.displayName}
        hint={fields.displayNameHint}
        autoComplete="name"
        required
      />
      <Field name="username" label={fields.username} hint={fields.usernameHint} autoComplete="username" required />
      <Field name="email" type="email" label={fields.email} autoComplete="email" required />
      <Field
        name="password"
        type="password"
        label={fields.password}
        hint={say(props.locale, fields.passwordHint, { n: props.passwordCharsMin })}
        autoComplete="new-password"
        minLength={props.passwordCharsMin}
        required
      />
    </>
  );
}

/** The choice of language before anybody has signed in; a link, so that it works without scripts. */
export function GateLanguages(props: { path: string; locale: Locale; words: PageWords; next?: string }) {
  return (
    <nav aria-label={props.words.languages} className="mt-5 flex justify-center gap-2 text-[13px] text-ink-3">
      {[...locales].reverse().map((locale) => (
        <Link
          key={locale}
          href={{ pathname: props.path, query: { lang: locale, ...(props.next ? { next: props.next } : {}) } }}
          lang={locale}
          aria-current={locale === props.locale ? "true" : undefined}
          className="px-1 py-1.5 underline-offset-2 aria-[current]:font-semibold aria-[current]:text-ink hover:underline"
        >
          {props.words.settings.languages[locale]}
        </Link>
      ))}
    </nav>
  );
}
