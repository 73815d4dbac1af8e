export const locales = ["en", "ru"] as const;
export type Locale = (typeof locales)[number];

export const isLocale = (value: unknown): value is Locale => value === "en" || value === "ru";

/** The first language of an `Accept-Language` header (RFC 9110, 12.5.4) that we speak, by its weight. */
export function preferredLocale(header: string | null, fallback: Locale): Locale {
  const wanted = (header ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...params] = part.trim().split(";");
      const q = params.map((param) => /^\s*q=([\d.]+)$/.exec(param)?.[1]).find(Boolean);
      return { tag: tag.slice(0, 2).toLowerCase(), weight: q === undefined ? 1 : Number(q) };
    })
    .filter(({ tag, weight }) => isLocale(tag) && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const first = wanted[0]?.tag;
  return isLocale(first) ? first : fallback;
}
