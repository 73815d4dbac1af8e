/** The few texts that a page needs when it could not be drawn: alone here, so that the browser carries no more. */
export const failed = {
  en: {
    title: "This did not work",
    lead: "The fault is ours. Try again; what you wrote is kept.",
    retry: "Try again",
  },
  ru: {
    title: "Не получилось",
    lead: "Ошибка на нашей стороне. Повторите; написанное сохранено.",
    retry: "Повторить",
  },
} as const;
