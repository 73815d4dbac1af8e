/** People from a file. */
export const adminImport = {
  en: { title: "Load a list" },
  ru: { title: "Загрузить список" },
} as const;
