import type { Plural } from "./say";

const readEn: Plural = { one: "{n} has read it", other: "{n} have read it" };
const readRu: Plural = { one: "Прочитал {n}", few: "Прочитали {n}", many: "Прочитали {n}", other: "Прочитали {n}" };
const unreadEn: Plural = { one: "{n} has not yet", other: "{n} have not yet" };
const unreadRu: Plural = {
  one: "Ещё не прочитал {n}",
  few: "Ещё не прочитали {n}",
  many: "Ещё не прочитали {n}",
  other: "Ещё не прочитали {n}",
};

/** Who has read a message, and who has not. */
export const readsWords = {
  en: {
    title: "Who has read it",
    read: readEn,
    unread: unreadEn,
    nobodyRead: "Nobody yet.",
    allRead: "Everybody has read it.",
    nobodyElse: "There was nobody else here when it was said.",
    by: "by {when}",
    more: "More",
    loading: "Reading the list…",
    failed: "The list could not be read.",
    retry: "Try again",
    close: "Close",
    back: "Back to the message",
  },
  ru: {
    title: "Кто прочитал",
    read: readRu,
    unread: unreadRu,
    nobodyRead: "Пока никто.",
    allRead: "Прочитали все.",
    nobodyElse: "Когда это написали, здесь больше никого не было.",
    by: "не позже: {when}",
    more: "Ещё",
    loading: "Читаем список…",
    failed: "Не удалось прочитать список.",
    retry: "Повторить",
    close: "Закрыть",
    back: "Назад к сообщению",
  },
};
