/** Letters. */
export const mail = {
  en: { signature: "Staffroom" },
  ru: { signature: "Чат компании" },
} as const;
