import type { Plural } from "./say";

const allReadEn: Plural = { one: "Marked as read: {n} room.", other: "Marked as read: {n} rooms." };
const allReadRu: Plural = {
  one: "Прочитано всё: {n} комната.",
  few: "Прочитано всё: {n} комнаты.",
  many: "Прочитано всё: {n} комнат.",
  other: "Прочитано всё: {n} комнаты.",
};

/** Everything read at once, and what undoes it. */
export const unreadWords = {
  en: {
    allRead: allReadEn,
    undo: "Undo",
    undone: "Unread again, as it was.",
    nothing: "Nothing is unread.",
    draft: "Draft",
    readAll: "Mark everything as read",
    toFirst: "↑ First unread message",
  },
  ru: {
    allRead: allReadRu,
    undo: "Отменить",
    undone: "Снова не прочитано, как было.",
    nothing: "Непрочитанного нет.",
    draft: "Черновик",
    readAll: "Отметить всё прочитанным",
    toFirst: "↑ К первому непрочитанному",
  },
};
