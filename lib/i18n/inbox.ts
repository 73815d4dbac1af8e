import type { Plural } from "./say";

const waitingEn: Plural = { one: "{n} unread reply", other: "{n} unread replies" };
const waitingRu: Plural = {
  one: "{n} непрочитанный ответ",
  few: "{n} непрочитанных ответа",
  many: "{n} непрочитанных ответов",
  other: "{n} непрочитанного ответа",
};
const moreEn: Plural = { one: "{names} and {n} more", other: "{names} and {n} more" };
const moreRu: Plural = {
  one: "{names} и ещё {n}",
  few: "{names} и ещё {n}",
  many: "{names} и ещё {n}",
  other: "{names} и ещё {n}",
};

/** The page of what was said to one. */
export const inboxWords = {
  en: {
    title: "Inbox",
    lead: "Where you were named, answered, whispered to, and reactions to your messages.",
    filter: "What to show",
    all: "All",
    kinds: { mention: "Mentions", reply: "Replies", reaction: "Reactions", whisper: "Whispers" },
    kind: { mention: "named you", reply: "reply in a thread", reaction: "reaction", whisper: "whisper, for you alone" },
    direct: "direct talk",
    bot: "bot",
    isNew: "new",
    thread: "In the thread:",
    under: "Under your message:",
    waiting: waitingEn,
    andMore: moreEn,
    go: "Go to the message, {name}, {when}",
    more: "Earlier",
    newest: "To the newest",
    none: "Nothing yet. When somebody names you, answers in your thread, whispers to you or reacts, it stands here.",
    noneOf: "Nothing of this kind yet.",
    see: "Mark all as seen",
    showNew: "Show what is new",
  },
  ru: {
    title: "Входящие",
    lead: "Где вас упомянули, где вам ответили или шепнули, и реакции на ваши сообщения.",
    filter: "Что показать",
    all: "Всё",
    kinds: { mention: "Упоминания", reply: "Ответы", reaction: "Реакции", whisper: "Шёпот" },
    kind: { mention: "упоминание", reply: "ответ в треде", reaction: "реакция", whisper: "шёпот, только вам" },
    direct: "личная переписка",
    bot: "бот",
    isNew: "новое",
    thread: "В треде:",
    under: "Под вашим сообщением:",
    waiting: waitingRu,
    andMore: moreRu,
    go: "Перейти к сообщению, {name}, {when}",
    more: "Раньше",
    newest: "К самым новым",
    none: "Пока ничего. Здесь появится, когда вас упомянут, ответят в вашем треде, шепнут вам или поставят реакцию.",
    noneOf: "Такого пока не было.",
    see: "Отметить всё просмотренным",
    showNew: "Показать новое",
  },
};

export type InboxWords = (typeof inboxWords)["en"];
