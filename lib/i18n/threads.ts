import type { Plural } from "./say";

const repliesEn: Plural = { one: "{n} reply", other: "{n} replies" };
const repliesRu: Plural = { one: "{n} ответ", few: "{n} ответа", many: "{n} ответов", other: "{n} ответа" };

/** What stands on messages: sent with every page. */
export const rowThreadWords = {
  en: {
    replies: repliesEn,
    last: "last {when}",
    unread: "new replies",
    whisper: "Whisper by {name}",
    toMe: "for you alone",
    byMe: "seen by you and {name} alone",
    whispered: "Whisper by {name}, for you alone: {text}",
    whisperTo: "Whisper to {name}. Nobody else will see it.",
    noWhisper: "Do not whisper",
    whisperAct: "Whisper",
    whisperNamed: "Whisper to {name}",
    waits: "a whisper you have not read",
  },
  ru: {
    replies: repliesRu,
    last: "последний {when}",
    unread: "новые ответы",
    whisper: "Шёпот, {name}",
    toMe: "только вам",
    byMe: "видите только вы и {name}",
    whispered: "Шёпот от {name}, только вам: {text}",
    whisperTo: "Шёпот, кому: {name}. Больше никто не увидит.",
    noWhisper: "Не шептать",
    whisperAct: "Шепнуть",
    whisperNamed: "Шепнуть, кому: {name}",
    waits: "непрочитанный шёпот",
  },
};

/** The thread beside the room: comes with it. */
export const threadWords = {
  en: {
    title: "Thread",
    close: "Close the thread",
    back: "Back to the room",
    messages: "Replies",
    follow: "Follow",
    unfollow: "Unfollow",
    following: "You hear of new replies in your inbox.",
    notFollowing: "You hear nothing of new replies.",
    none: "No replies yet. Write the first one below.",
    older: "Earlier replies",
    newer: "Later replies",
    placeholder: "Reply in thread",
    loading: "Opening the thread…",
    gone: "This thread could not be opened. It may be gone, or there is no network.",
    retry: "Try again",
  },
  ru: {
    title: "Тред",
    close: "Закрыть тред",
    back: "Назад в комнату",
    messages: "Ответы",
    follow: "Следить",
    unfollow: "Не следить",
    following: "Новые ответы придут во «Входящие».",
    notFollowing: "О новых ответах вам не сообщают.",
    none: "Ответов пока нет. Напишите первый ниже.",
    older: "Ответы раньше",
    newer: "Ответы позже",
    placeholder: "Ответить в треде",
    loading: "Тред открывается…",
    gone: "Тред не открылся. Возможно, его больше нет или нет сети.",
    retry: "Повторить",
  },
};
