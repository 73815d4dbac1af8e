import type { Plural } from "./say";

const allReadEn: Plural = { one: "Marked as read: {n} room.", other: "Marked as read: {n} rooms." };
const allReadRu: Plural = {
  one: "Прочитано всё: {n} комната.",
  few: "Прочитано всё: {n} комнаты.",
  many: "Прочитано всё: {n} комнат.",
  other: "Прочитано всё: {n} комнаты.",
};
const chatsReadEn: Plural = { one: "Marked as read: {n} chat.", other: "Marked as read: {n} chats." };
const chatsReadRu: Plural = {
  one: "Прочитано всё: {n} чат.",
  few: "Прочитано всё: {n} чата.",
  many: "Прочитано всё: {n} чатов.",
  other: "Прочитано всё: {n} чата.",
};

/** Everything read at once, and what undoes it. */
export const unreadWords = {
  en: {
    allRead: allReadEn,
    chatsRead: chatsReadEn,
    undo: "Undo",
    undone: "Unread again, as it was.",
    nothing: "Nothing is unread.",
    draft: "Draft",
    readAll: "Mark everything as read",
    toFirst: "↑ First unread message",
  },
  ru: {
    allRead: allReadRu,
    chatsRead: chatsReadRu,
    undo: "Отменить",
    undone: "Снова не прочитано, как было.",
    nothing: "Непрочитанного нет.",
    draft: "Черновик",
    readAll: "Отметить всё прочитанным",
    toFirst: "↑ К первому непрочитанному",
  },
};
