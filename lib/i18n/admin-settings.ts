/** The company. */
export const adminSettings = {
  en: { lead: "The company's name and mark, and what new rooms are like." },
  ru: { lead: "Название и знак компании, свойства новых комнат." },
} as const;
