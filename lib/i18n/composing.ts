import type { Plural } from "./say";

const foundEn: Plural = {
  one: "{n} suggestion. Arrows choose, Enter takes it.",
  other: "{n} suggestions. Arrows choose, Enter takes one.",
};
const foundRu: Plural = {
  one: "{n} вариант. Стрелки выбирают, Enter вставляет.",
  few: "{n} варианта. Стрелки выбирают, Enter вставляет.",
  many: "{n} вариантов. Стрелки выбирают, Enter вставляет.",
  other: "{n} варианта. Стрелки выбирают, Enter вставляет.",
};

/** How a text is written: with the toolbar, which the server draws, and with what is loaded when it is used. */
export const composing = {
  en: {
    toolbar: "Formatting",
    tools: {
      emoji: "Emoji",
      person: "Mention somebody",
      bold: "Bold",
      italic: "Italic",
      strike: "Strikethrough",
      code: "Code",
      codeBlock: "Block of code",
      quote: "Quote",
      bullets: "List",
      numbers: "Numbered list",
      link: "Link",
    },
    lists: { ":": "Emoji", "@": "People", "#": "Rooms", "/": "Commands" },
    found: foundEn,
    calls: { all: "everybody in the room", here: "whoever is online" },
    commands: {
      pm: "whisper: only one person sees it",
      me: "say what you do",
      topic: "set the topic of the room",
      invite: "add somebody to the room",
      leave: "leave the room",
    },
    onlyFor: "Only for: {name}",
    onlyForHint: "Nobody else will see this message.",
    onlyForWhom: "A whisper: choose one person after /pm.",
  },
  ru: {
    toolbar: "Оформление",
    tools: {
      emoji: "Эмодзи",
      person: "Упомянуть",
      bold: "Жирный",
      italic: "Курсив",
      strike: "Зачёркнутый",
      code: "Код",
      codeBlock: "Блок кода",
      quote: "Цитата",
      bullets: "Список",
      numbers: "Нумерованный список",
      link: "Ссылка",
    },
    lists: { ":": "Эмодзи", "@": "Люди", "#": "Комнаты", "/": "Команды" },
    found: foundRu,
    calls: { all: "все в комнате", here: "те, кто в сети" },
    commands: {
      pm: "шёпот: увидит только один человек",
      me: "сказать, что вы делаете",
      topic: "сменить тему комнаты",
      invite: "добавить человека в комнату",
      leave: "выйти из комнаты",
    },
    onlyFor: "Только для: {name}",
    onlyForHint: "Никто другой этого сообщения не увидит.",
    onlyForWhom: "Шёпот: выберите человека после /pm.",
  },
};
