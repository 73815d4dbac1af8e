import type { Locale } from "./locale";

/** A text whose form depends on the number `n`, by the categories of Unicode's CLDR. */
export interface Plural {
  one: string;
  few?: string;
  many?: string;
  other: string;
}

export type Text = string | Plural;
export type Params = Record<string, string | number>;

const rules: Partial<Record<Locale, Intl.PluralRules>> = {};

/** Fills `{names}` of a text of the catalogue; a plural text is chosen by `n`. */
export function say(locale: Locale, text: Text, params: Params = {}): string {
  const form = typeof text === "string" ? text : pick(locale, text, Number(params.n ?? 0));
  return form.replace(/\{(\w+)\}/g, (slot, name: string) => String(params[name] ?? slot));
}

function pick(locale: Locale, text: Plural, n: number): string {
  rules[locale] ??= new Intl.PluralRules(locale);
  const category = rules[locale].select(n);
  if (category === "zero" || category === "two") return text.other;
  return text[category] ?? text.other;
}
