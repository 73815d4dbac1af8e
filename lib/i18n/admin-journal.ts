/** The journal. */
export const adminJournal = {
  en: { lead: "Who did what, and when. Nothing here can be changed or removed." },
  ru: { lead: "Кто, что и когда сделал. Записи нельзя изменить или удалить." },
} as const;
