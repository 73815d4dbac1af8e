import type { Plural, Text } from "./say";

const charsMin: Plural = { one: "At least {limit} character.", other: "At least {limit} characters." };
const charsMax: Plural = { one: "At most {limit} character.", other: "At most {limit} characters." };
const itemsMin: Plural = { one: "At least {limit} item in this list.", other: "At least {limit} items in this list." };
const itemsMax: Plural = { one: "At most {limit} item in this list.", other: "At most {limit} items in this list." };

const en = {
  /** Of what was sent as a whole. */
  wrong: "Not right: {names}. Correct this and send it again.",
  missing: "This is missing. Give it.",
  unknown: "There is no such field here. Leave it out.",
  text: "Text is expected here.",
  boolean: "Either true or false is expected here.",
  list: "A list is expected here.",
  object: "An object with named fields is expected here.",
  number: "A number is expected here.",
  whole: "A whole number is expected here.",
  wholeBetween: "Give a whole number from {min} to {max}.",
  wholeFrom: "Give a whole number, {min} or more.",
  numberMin: "Give a number, {min} or more.",
  numberMax: "Give a number, {max} or less.",
  multiple: "Give a multiple of {step}.",
  empty: "This may not be empty.",
  charsMin,
  charsMax,
  emptyList: "This list may not be empty.",
  itemsMin,
  itemsMax,
  only: "Only {values} may stand here.",
  oneOf: "Give one of these: {values}.",
  email: "This is not an e-mail address. It looks like anna@example.com.",
  url: "This is not an address. It looks like https://example.com.",
  uuid: "This is not a UUID. It looks like 0b6f3a52-4c1e-4f0e-8d7b-6a2f1c9e5d10.",
  moment: "A moment looks like 2026-03-31T08:15:00Z.",
  day: "A day looks like 2026-03-31.",
  shape: "This is not written as it has to be.",
  key: "No field may have this name here.",
  other: "This does not fit here.",
} satisfies Record<string, Text>;

export type CheckName = keyof typeof en;

/** What is said of a value that a schema does not take, where the schema names no sentence of its own. */
export const checks: Record<"en" | "ru", Record<CheckName, Text>> = {
  en,
  ru: {
    wrong: "Не подходит: {names}. Исправьте и отправьте ещё раз.",
    missing: "Этого не хватает. Укажите.",
    unknown: "Такого поля здесь нет. Уберите его.",
    text: "Здесь нужен текст.",
    boolean: "Здесь нужно true или false.",
    list: "Здесь нужен список.",
    object: "Здесь нужен объект с полями.",
    number: "Здесь нужно число.",
    whole: "Здесь нужно целое число.",
    wholeBetween: "Укажите целое число от {min} до {max}.",
    wholeFrom: "Укажите целое число не меньше {min}.",
    numberMin: "Укажите число не меньше {min}.",
    numberMax: "Укажите число не больше {max}.",
    multiple: "Укажите число, кратное {step}.",
    empty: "Здесь не может быть пусто.",
    charsMin: {
      one: "Не короче {limit} знака.",
      few: "Не короче {limit} знаков.",
      many: "Не короче {limit} знаков.",
      other: "Не короче {limit} знака.",
    },
    charsMax: {
      one: "Не длиннее {limit} знака.",
      few: "Не длиннее {limit} знаков.",
      many: "Не длиннее {limit} знаков.",
      other: "Не длиннее {limit} знака.",
    },
    emptyList: "Этот список не может быть пустым.",
    itemsMin: {
      one: "В списке должно быть не меньше {limit} пункта.",
      few: "В списке должно быть не меньше {limit} пунктов.",
      many: "В списке должно быть не меньше {limit} пунктов.",
      other: "В списке должно быть не меньше {limit} пункта.",
    },
    itemsMax: {
      one: "В списке может быть не больше {limit} пункта.",
      few: "В списке может быть не больше {limit} пунктов.",
      many: "В списке может быть не больше {limit} пунктов.",
      other: "В списке может быть не больше {limit} пункта.",
    },
    only: "Здесь может стоять только {values}.",
    oneOf: "Укажите одно из этого: {values}.",
    email: "Это не адрес почты. Он выглядит так: anna@example.com.",
    url: "Это не адрес. Он выглядит так: https://example.com.",
    uuid: "Это не UUID. Он выглядит так: 0b6f3a52-4c1e-4f0e-8d7b-6a2f1c9e5d10.",
    moment: "Момент записывают так: 2026-03-31T08:15:00Z.",
    day: "День записывают так: 2026-03-31.",
    shape: "Это записано не так, как нужно.",
    key: "Поля с таким именем здесь быть не может.",
    other: "Такое значение здесь не подходит.",
  },
};

/** What schemas and verbs say of values that only they know, and what is said of frames that are none. */
export const checkErrors = {
  en: {
    frameNotJson: "A frame is one JSON object, sent as text, and this is none.",
    frameUnknown: "There is no frame of this type. Its `type` is one of these: {types}.",
    tooManyResumed: "At most 2,000 rooms are resumed by one frame. Send the rest in another one.",
    cursorUnknown: "This is no place in this list. Take the next_cursor of the page before, just as it stands there.",
    endFar: "That day is more than 10 years away. Give a nearer one.",
    timeZoneUnknown: "There is no such time zone. Its name looks like Europe/Berlin.",
    actionShape: "An action looks like room.created, and room stands for all that happen to rooms.",
    unprintable: "A character that cannot be shown (code 0) stands in this. Take it out.",
    membersByAdmins:
      "Here only administrators put people into rooms. Make the room without others and ask one to add them.",
  },
  ru: {
    frameNotJson: "Кадр — это один объект JSON, отправленный текстом, а прислано другое.",
    frameUnknown: "Кадра такого типа нет. В `type` может стоять: {types}.",
    tooManyResumed: "Одним кадром можно догнать не больше 2000 комнат. Остальные отправьте в следующем.",
    cursorUnknown: "В этом списке такого места нет. Возьмите next_cursor предыдущей страницы как есть.",
    endFar: "До этого дня больше 10 лет. Укажите день поближе.",
    timeZoneUnknown: "Такого часового пояса нет. Его имя выглядит так: Europe/Berlin.",
    actionShape: "Действие записывают так: room.created, а room значит всё, что бывает с комнатами.",
    unprintable: "Здесь стоит знак, который нельзя показать (с кодом 0). Уберите его.",
    membersByAdmins:
      "Добавлять людей в комнаты здесь могут только администраторы. Создайте комнату без других и попросите добавить их.",
  },
};
