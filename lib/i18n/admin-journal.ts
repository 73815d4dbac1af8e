/**
 * The journal. Each action of the product has its sentence here, by its noun and what was done to it; who did it
 * stands in a column of its own. A sentence may name {person}, {room} and {subject}. `facts` name what was changed.
 */
const en = {
  lead: "Who did what, and when. Nothing here can be changed or removed.",
  sentences: {
    workspace: {
      founded: "The company was founded",
      changed: "The company's settings were changed",
      registration: "Registration was opened or closed",
      mark_changed: "The company's mark was replaced",
      mark_removed: "The company's mark was removed",
    },
    person: {
      registered: "A new account came in",
      password_changed: "The password was changed: {person}",
    },
    session: {
      begun: "Signed in: {person}",
      ended: "Signed out: {person}",
      all_ended: "Signed out on every device: {person}",
      refused: "A sign-in was refused: {person}",
    },
    room: {
      created: "Room made: {room}",
      edited: "Room changed: {room}",
      left: "{person} left {room}",
      member_added: "{person} was added to {room}",
      member_removed: "{person} was removed from {room}",
    },
    invitation: {
      created: "Invitation no. {subject} was made",
      revoked: "Invitation no. {subject} was revoked",
    },
    job: {
      retried: "Work no. {subject}, which had been given up, was tried again",
      dismissed: "Work no. {subject}, which had been given up, was dismissed",
    },
  },
} as const;

const ru = {
  lead: "Кто, что и когда сделал. Записи нельзя изменить или удалить.",
  sentences: {
    workspace: {
      founded: "Компания основана",
      changed: "Изменены настройки компании",
      registration: "Регистрация открыта или закрыта",
      mark_changed: "Заменён знак компании",
      mark_removed: "Убран знак компании",
    },
    person: {
      registered: "Появилась новая учётная запись",
      password_changed: "Сменён пароль: {person}",
    },
    session: {
      begun: "Вход: {person}",
      ended: "Выход: {person}",
      all_ended: "Выход на всех устройствах: {person}",
      refused: "Отказ при входе: {person}",
    },
    room: {
      created: "Создана комната: {room}",
      edited: "Изменена комната: {room}",
      left: "Выход из комнаты: {person}, {room}",
      member_added: "Добавление в комнату: {person}, {room}",
      member_removed: "Удаление из комнаты: {person}, {room}",
    },
    invitation: {
      created: "Создано приглашение № {subject}",
      revoked: "Отозвано приглашение № {subject}",
    },
    job: {
      retried: "Снова начата работа № {subject}, которая не удалась",
      dismissed: "Убрана работа № {subject}, которая не удалась",
    },
  },
} as const;

export const adminJournal = { en, ru } as const;

type Sentences = typeof en.sentences;

/** Every action that the journal knows: an unknown one does not compile, so that none is written without its words. */
export type JournalAction = {
  [Noun in keyof Sentences]: `${Noun}.${keyof Sentences[Noun] & string}`;
}[keyof Sentences];
