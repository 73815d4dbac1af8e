/** Letters: what stands before the link and after it, a paragraph each. */
export const mail = {
  en: {
    automatic: "This letter was written by a program; nobody reads answers to it.",
    invitation: {
      subject: "Invitation to the chat of “{company}”",
      before: ["{by} invites you to the chat of “{company}”.", "Follow this link to make your account:"],
      after: [
        "The link works until {until}. Do not pass it on: it lets in whoever holds it.",
        "If you do not know what this is about, do nothing.",
      ],
    },
    welcome: {
      subject: "Your account in the chat of “{company}”",
      before: [
        "{name}, an account was made for you in the chat of “{company}”. Your user name: {username}",
        "Follow this link to set a password and come in:",
      ],
      after: ["The link works once, until {until}. Do not pass it on."],
    },
    passwordReset: {
      subject: "New password for the chat of “{company}”",
      before: [
        "{name}, an administrator gives you a new way into the chat of “{company}”. Your user name: {username}",
        "Follow this link to set a new password:",
      ],
      after: [
        "The link works once, until {until}. Do not pass it on.",
        "If you did not ask for it, tell your administrator.",
      ],
    },
  },
  ru: {
    automatic: "Это письмо написала программа; ответы на него никто не читает.",
    invitation: {
      subject: "Приглашение в чат компании «{company}»",
      before: ["{by} приглашает вас в чат компании «{company}».", "Чтобы создать учётную запись, откройте ссылку:"],
      after: [
        "Ссылка действует до {until}. Не передавайте её: она впустит любого, у кого окажется.",
        "Если вы не знаете, о чём речь, ничего не делайте.",
      ],
    },
    welcome: {
      subject: "Ваша учётная запись в чате компании «{company}»",
      before: [
        "{name}, для вас создана учётная запись в чате компании «{company}». Ваш логин: {username}",
        "Чтобы задать пароль и войти, откройте ссылку:",
      ],
      after: ["Ссылка сработает один раз, до {until}. Не передавайте её."],
    },
    passwordReset: {
      subject: "Новый пароль для чата компании «{company}»",
      before: [
        "{name}, администратор даёт вам новый вход в чат компании «{company}». Ваш логин: {username}",
        "Чтобы задать новый пароль, откройте ссылку:",
      ],
      after: [
        "Ссылка сработает один раз, до {until}. Не передавайте её.",
        "Если вы этого не просили, скажите администратору.",
      ],
    },
  },
} as const;
