/** The page that sends files where no scripts run. */
export const fileForm = {
  en: {
    title: "Send files",
    lead: "To “{room}”. Up to {max} files in a message, up to {n} MB each.",
    text: "Message",
    files: "Files",
    send: "Send",
    back: "Back to the room",
  },
  ru: {
    title: "Отправить файлы",
    lead: "В «{room}». До {max} файлов в одном сообщении, до {n} МБ каждый.",
    text: "Сообщение",
    files: "Файлы",
    send: "Отправить",
    back: "Вернуться в комнату",
  },
} as const;
