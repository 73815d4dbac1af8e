/** What is answered to a command that could not be followed. */
export const commandErrors = {
  en: {
    commandUnknown:
      "There is no command {command}. There are /pm, /me, /topic, /invite and /leave. To send it as it stands, put one more / before it.",
    pmHow: "Nothing was sent. Write a whisper like this: /pm @name text.",
    pmSelf: "Nothing was sent. A whisper is for somebody else: name another person after /pm.",
    meHow: "Nothing was sent. Write what you do like this: /me text.",
    topicHow: "Nothing was changed. Write the new topic like this: /topic text.",
    inviteHow: "Nobody was added. Write whom to add like this: /invite @name.",
    whisperUnknown: "Nobody in this room is called @{name}. Nothing was sent. Check the name after /pm.",
    inviteUnknown: "Nobody is called @{name}. Check the name after /invite.",
    editIsCommand:
      "Nothing was changed: a command works only in a new message. To let this text stand as it is, put one more / before it.",
  },
  ru: {
    commandUnknown:
      "Команды {command} нет. Есть /pm, /me, /topic, /invite и /leave. Чтобы отправить это как текст, поставьте впереди ещё одну черту /.",
    pmHow: "Ничего не отправлено. Шёпот пишут так: /pm @имя текст.",
    pmSelf: "Ничего не отправлено. Шептать можно только другому: назовите после /pm другого человека.",
    meHow: "Ничего не отправлено. Действие пишут так: /me текст.",
    topicHow: "Ничего не изменено. Новую тему пишут так: /topic текст.",
    inviteHow: "Никто не добавлен. Напишите, кого добавить, так: /invite @имя.",
    whisperUnknown: "В этой комнате никого не зовут @{name}. Ничего не отправлено. Проверьте имя после /pm.",
    inviteUnknown: "Никого не зовут @{name}. Проверьте имя после /invite.",
    editIsCommand:
      "Ничего не изменено: команды работают только в новом сообщении. Чтобы оставить это как текст, поставьте впереди ещё одну черту /.",
  },
};

export type CommandErrors = (typeof commandErrors)["en"];

/** What a command has done. */
export const commandWords = {
  en: {
    topicSet: "The topic is changed.",
    invited: "{name} is in the room now.",
    invitedAlready: "{name} is in the room already.",
  },
  ru: { topicSet: "Тема изменена.", invited: "Теперь в комнате: {name}.", invitedAlready: "Уже в комнате: {name}." },
};
