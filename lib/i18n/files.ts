import type { Plural } from "./say";

const leftOutEn: Plural = {
  one: "{n} file was left out: a message carries at most {max}.",
  other: "{n} files were left out: a message carries at most {max}.",
};
const leftOutRu: Plural = {
  one: "{n} файл не добавлен: в сообщении их может быть не больше {max}.",
  few: "{n} файла не добавлены: в сообщении их может быть не больше {max}.",
  many: "{n} файлов не добавлены: в сообщении их может быть не больше {max}.",
  other: "{n} файла не добавлены: в сообщении их может быть не больше {max}.",
};

/** Files: on their way, in messages, and in the viewer. Sent with every page of the chat: short. */
export const files = {
  en: {
    attach: "Attach files, up to {n} MB each",
    camera: "Take a picture",
    drop: "Let go to attach",
    dropHint: "Up to {n} MB each",
    tray: "Files of the message",
    remove: "Remove {name}",
    retry: "Send {name} again",
    waiting: "waits its turn",
    lost: "waits for the network",
    ready: "{n} of {all} ready",
    goesSoon: "The message goes out once its files are here.",
    refusedFirst: "Remove what cannot be sent, then send.",
    leftOut: leftOutEn,
    problems: {
      tooLarge: "Larger than {n} MB",
      empty: "The file is empty",
      full: "The server has no room. Tell an administrator",
      refused: "The server did not take it",
    },
    open: "Open the picture {name}",
    download: "Download {name}",
    viewer: "Pictures",
    place: "{n} of {all}",
    next: "Next picture",
    previous: "Previous picture",
    unknown: "FILE",
  },
  ru: {
    attach: "Приложить файлы, до {n} МБ каждый",
    camera: "Сделать снимок",
    drop: "Отпустите, чтобы приложить",
    dropHint: "До {n} МБ каждый",
    tray: "Файлы сообщения",
    remove: "Убрать {name}",
    retry: "Отправить {name} ещё раз",
    waiting: "ждёт очереди",
    lost: "ждёт сети",
    ready: "готово {n} из {all}",
    goesSoon: "Сообщение уйдёт, когда загрузятся файлы.",
    refusedFirst: "Уберите то, что нельзя отправить, и отправьте снова.",
    leftOut: leftOutRu,
    problems: {
      tooLarge: "Больше {n} МБ",
      empty: "Файл пустой",
      full: "На сервере нет места. Сообщите администратору",
      refused: "Сервер не принял файл",
    },
    open: "Открыть картинку {name}",
    download: "Скачать {name}",
    viewer: "Картинки",
    place: "{n} из {all}",
    next: "Следующая картинка",
    previous: "Предыдущая картинка",
    unknown: "ФАЙЛ",
  },
} as const;
