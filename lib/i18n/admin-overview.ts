/** The overview. */
export const adminOverview = {
  en: { lead: "How the chat is doing." },
  ru: { lead: "Как живёт чат." },
} as const;
