import type { Locale } from "./locale";

const tags: Record<Locale, string> = { en: "en-GB", ru: "ru-RU" };
const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** 12,480 as the language writes it. */
export const numberOf = (locale: Locale, value: number): string => new Intl.NumberFormat(tags[locale]).format(value);

/** "1.4 GB": three digits at most, in powers of 1,000. */
export function bytesOf(locale: Locale, bytes: number): string {
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const unit = units[power] ?? "byte";
  const options = { style: "unit", unit, unitDisplay: "short", maximumSignificantDigits: 3 } as const;
  return new Intl.NumberFormat(tags[locale], options).format(bytes / 1_000 ** power);
}
