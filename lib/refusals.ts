import type { AppError, FieldError, Place } from "@/lib/errors";
import { catalogue } from "@/lib/i18n";
import { numberOf } from "@/lib/i18n/amount";
import { checks } from "@/lib/i18n/checks";
import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";
import { problemNamesMax } from "@/lib/limits";

/** What happened, and what to do about it; of fields that are wrong in ways of their own, which they are. */
export function detailOf(error: AppError, locale: Locale): string {
  const names = [...new Set(error.fields.map(({ path }) => path))].filter((path) => path !== "");
  if (error.reason !== "invalid" || names.length === 0) return sentenceOf(error, locale);
  const more = names.length > problemNamesMax ? ["…"] : [];
  return say(locale, checks[locale].wrong, { names: [...names.slice(0, problemNamesMax), ...more].join(", ") });
}

/** The sentence of its reason, as a form shows it. */
export const sentenceOf = (error: AppError, locale: Locale): string =>
  say(locale, catalogue(locale).errors[error.reason], error.params);

export const placesOf = (error: AppError, locale: Locale): Place[] =>
  error.fields.map((field) => ({ path: field.path, message: messageOf(field, error, locale) }));

function messageOf({ reason, said }: FieldError, error: AppError, locale: Locale): string {
  if (!said) return say(locale, catalogue(locale).errors[reason], error.params);
  const { name, params = {} } = said;
  return say(locale, checks[locale][name], { limit: numberOf(locale, Number(params.n)), ...params });
}
