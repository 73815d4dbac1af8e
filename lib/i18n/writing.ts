/** Under a message's text: small words of every page. */
export const textWords = {
  en: { more: "Show all of it", less: "Fold", copy: "Copy", copied: "Copied" },
  ru: { more: "Показать целиком", less: "Свернуть", copy: "Копировать", copied: "Скопировано" },
};

/**
 * Words of what is loaded when it is used: they come with the script that needs them, not with every page.
 * The numbers of the groups are the data's own.
 */
export const writing = {
  en: {
    emoji: {
      title: "Choose an emoji",
      search: "Find by name",
      loading: "Loading…",
      failed: "The emoji could not be loaded. Close this and try again.",
      none: "No emoji is called that.",
      recent: "Recent",
      skin: "Skin tone: {tone}",
      tones: {
        none: "yellow",
        light: "light",
        "medium-light": "medium-light",
        medium: "medium",
        "medium-dark": "medium-dark",
        dark: "dark",
      },
      groups: {
        0: "Smileys",
        1: "People",
        3: "Animals and nature",
        4: "Food and drink",
        5: "Travel and places",
        6: "Activities",
        7: "Objects",
        8: "Symbols",
        9: "Flags",
      },
    },
  },
  ru: {
    emoji: {
      title: "Выбор эмодзи",
      search: "Найти по названию",
      loading: "Загружается…",
      failed: "Эмодзи не загрузились. Закройте это окно и попробуйте ещё раз.",
      none: "Эмодзи с таким названием нет.",
      recent: "Недавние",
      skin: "Цвет кожи: {tone}",
      tones: {
        none: "жёлтый",
        light: "светлый",
        "medium-light": "средне-светлый",
        medium: "средний",
        "medium-dark": "средне-тёмный",
        dark: "тёмный",
      },
      groups: {
        0: "Смайлики",
        1: "Люди",
        3: "Животные и природа",
        4: "Еда и напитки",
        5: "Поездки и места",
        6: "Занятия",
        7: "Предметы",
        8: "Символы",
        9: "Флаги",
      },
    },
  },
};
