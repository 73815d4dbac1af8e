/** What stands around every page of the administration. */
export const adminFrame = {
  en: {
    overview: "Overview",
    people: "People",
    rooms: "Rooms",
    invites: "Invitations",
    security: "Sign-in and security",
    journal: "Journal",
    settings: "Settings",
    back: "Back to the chat",
    cancel: "Cancel",
    save: "Save",
    saved: "Saved.",
  },
  ru: {
    overview: "Обзор",
    people: "Сотрудники",
    rooms: "Комнаты",
    invites: "Приглашения",
    security: "Вход и безопасность",
    journal: "Журнал",
    settings: "Настройки",
    back: "Вернуться в чат",
    cancel: "Отмена",
    save: "Сохранить",
    saved: "Сохранено.",
  },
} as const;
