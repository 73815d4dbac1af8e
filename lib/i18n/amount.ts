import type { Locale } from "./locale";

const tags: Record<Locale, string> = { en: "en-GB", ru: "ru-RU" };
const units = ["kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** 12,480 as the language writes it. */
export const numberOf = (locale: Locale, value: number): string => new Intl.NumberFormat(tags[locale]).format(value);

const byte: Record<Locale, string> = { en: "B", ru: "Б" };

/** "1.44 GB": three digits at most, in powers of 1,000. */
export function bytesOf(locale: Locale, bytes: number): string {
  if (bytes < 1_000) return `${numberOf(locale, bytes)}\u00a0${byte[locale]}`;
  const power = Math.min(units.length, Math.max(1, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const unit = units[power - 1] ?? "kilobyte";
  const options = { style: "unit", unit, unitDisplay: "short", maximumSignificantDigits: 3 } as const;
  return new Intl.NumberFormat(tags[locale], options).format(bytes / 1_000 ** power);
}
