/** People, one by one and in bulk. */
export const adminPeople = {
  en: { lead: "Who may enter the chat, and which rooms they are in." },
  ru: { lead: "Кто может войти в чат и в каких комнатах состоит." },
} as const;
