/** The second factor, one's own. */
export const secondFactor = {
  en: { title: "Second factor" },
  ru: { title: "Второй фактор" },
} as const;
