/** Taking data along: one's own, and, for an owner, the company's. */
export const exporting = {
  en: {
    own: {
      title: "Your data",
      lead: "Your profile, what you wrote, whispers to you and from you, your files by name, what you saved and drafts: one line of JSON for each. The last line says “end”; without it the file is not whole.",
      link: "Download my data",
    },
    company: {
      title: "The company's data",
      lead: "People, rooms and everything said aloud in them, as lines of JSON. Whispers and direct rooms stay between their people and are not in it. The journal will tell that you took it.",
      link: "Download the company's data",
      proof: "Type your password first",
    },
  },
  ru: {
    own: {
      title: "Мои данные",
      lead: "Ваш профиль, ваши сообщения, шёпот вам и от вас, названия ваших файлов, сохранённое и черновики: каждая запись — строка JSON. Последняя строка — «end»; если её нет, файл скачан не полностью.",
      link: "Скачать мои данные",
    },
    company: {
      title: "Данные компании",
      lead: "Сотрудники, комнаты и всё, что в них сказано вслух, строками JSON. Шёпота и личных разговоров здесь нет: они остаются между собеседниками. В журнале появится запись о том, что вы это скачали.",
      link: "Скачать данные компании",
      proof: "Сначала введите пароль",
    },
  },
} as const;
