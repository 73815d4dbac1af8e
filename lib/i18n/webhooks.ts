import type { Plural } from "./say";

interface Told {
  pushed: Plural;
  branchMade: string;
  branchDeleted: string;
  tagMade: string;
  tagDeleted: string;
  item: string;
  mergeRequest: string;
  issue: string;
  comment: string;
  pipeline: string;
  job: string;
  actions: Record<string, string> & { update: string };
  statuses: Record<string, string>;
  more: Plural;
  firing: Plural;
  resolved: string;
  source: string;
  dashboard: string;
  runbook: string;
  silence: string;
}

/** What is told of an event of another program, in the company's language. */
export type HookWords = Told;

const toldEn: Told = {
  pushed: { one: "{n} commit to {branch}", other: "{n} commits to {branch}" },
  branchMade: "New branch {branch}",
  branchDeleted: "Branch {branch} deleted",
  tagMade: "New tag {tag}",
  tagDeleted: "Tag {tag} deleted",
  item: "{noun} {action}",
  mergeRequest: "Merge request",
  issue: "Issue",
  comment: "Comment",
  pipeline: "Pipeline",
  job: "Job",
  actions: {
    open: "opened",
    opened: "opened",
    close: "closed",
    closed: "closed",
    reopen: "reopened",
    reopened: "reopened",
    update: "changed",
    merge: "merged",
    merged: "merged",
    approved: "approved",
    approval: "approved",
    unapproved: "approval withdrawn",
    unapproval: "approval withdrawn",
  },
  statuses: {
    success: "passed",
    failed: "failed",
    failure: "failed",
    unstable: "unstable",
    aborted: "aborted",
    not_built: "not built",
    canceled: "canceled",
    skipped: "skipped",
    manual: "waits for a hand",
    scheduled: "scheduled",
    created: "created",
    pending: "pending",
    preparing: "being prepared",
    waiting_for_resource: "waiting",
    running: "running",
    queued: "queued",
    started: "started",
    completed: "completed",
    finalized: "finalized",
  },
  more: { one: "- and {n} more", other: "- and {n} more" },
  firing: { one: "Firing", other: "Firing: {n}" },
  resolved: "Resolved",
  source: "source",
  dashboard: "dashboard",
  runbook: "what to do",
  silence: "silence",
};

const toldRu: Told = {
  pushed: {
    one: "{n} коммит в {branch}",
    few: "{n} коммита в {branch}",
    many: "{n} коммитов в {branch}",
    other: "{n} коммита в {branch}",
  },
  branchMade: "Новая ветка {branch}",
  branchDeleted: "Ветка {branch} удалена",
  tagMade: "Новый тег {tag}",
  tagDeleted: "Тег {tag} удалён",
  item: "{noun}: {action}",
  mergeRequest: "Мерж-реквест",
  issue: "Задача",
  comment: "Комментарий",
  pipeline: "Сборка",
  job: "Задание",
  actions: {
    open: "открытие",
    opened: "открытие",
    close: "закрытие",
    closed: "закрытие",
    reopen: "повторное открытие",
    reopened: "повторное открытие",
    update: "изменение",
    merge: "слияние",
    merged: "слияние",
    approved: "одобрение",
    approval: "одобрение",
    unapproved: "одобрение отозвано",
    unapproval: "одобрение отозвано",
  },
  statuses: {
    success: "успешно",
    failed: "ошибка",
    failure: "ошибка",
    unstable: "нестабильно",
    aborted: "прервано",
    not_built: "не собрано",
    canceled: "отменено",
    skipped: "пропущено",
    manual: "ждёт ручного запуска",
    scheduled: "по расписанию",
    created: "создано",
    pending: "в очереди",
    preparing: "готовится",
    waiting_for_resource: "ждёт",
    running: "идёт",
    queued: "в очереди",
    started: "началось",
    completed: "завершено",
    finalized: "завершено",
  },
  more: { one: "- и ещё {n}", few: "- и ещё {n}", many: "- и ещё {n}", other: "- и ещё {n}" },
  firing: { one: "Сработало", few: "Сработало: {n}", many: "Сработало: {n}", other: "Сработало: {n}" },
  resolved: "Восстановлено",
  source: "источник",
  dashboard: "дашборд",
  runbook: "что делать",
  silence: "заглушить",
};

/** Incoming webhooks: a room's settings, and what is told of the events of other programs. */
export const webhookWords = {
  en: {
    told: toldEn,
    title: "Webhooks",
    lead: "An address to which GitLab, Grafana, Alertmanager, Jenkins or a script of yours post. What they send is said here by a bot.",
    make: "New webhook",
    name: "Name of the bot",
    nameHint: "For example: GitLab",
    submit: "Make the webhook",
    fresh: {
      made: "Here is the address. It is shown only now; whoever has it posts here, so keep it like a password.",
      copy: "Copy",
      copied: "Copied",
    },
    example: "To try it:",
    exampleText: "It works",
    here: "Webhooks of this room",
    none: "No webhooks here yet.",
    by: "made {when} by {name}",
    used: "last used {when}",
    unused: "never used",
    stopped: "does not work: its bot was taken out of the room",
    remove: "Delete",
    removeNamed: "Delete the webhook “{name}”",
    removeAsk: "Delete the webhook “{name}”?",
    removeLead: "What posts to its address is refused from then on, and its bot leaves the room. What it said stays.",
    cancel: "Keep it",
    removed: "The webhook is deleted.",
    manage: "Manage webhooks",
    openLead: "GitLab, Grafana, Jenkins and scripts can post here.",
  },
  ru: {
    told: toldRu,
    title: "Вебхуки",
    lead: "Адрес, на который пишут GitLab, Grafana, Alertmanager, Jenkins или ваш скрипт. То, что они пришлют, скажет здесь бот.",
    make: "Новый вебхук",
    name: "Имя бота",
    nameHint: "Например: GitLab",
    submit: "Создать вебхук",
    fresh: {
      made: "Вот адрес. Он показан только сейчас; писать сюда сможет каждый, у кого он есть: храните его как пароль.",
      copy: "Скопировать",
      copied: "Скопировано",
    },
    example: "Попробовать:",
    exampleText: "Работает",
    here: "Вебхуки этой комнаты",
    none: "Вебхуков здесь пока нет.",
    by: "создан {when}, {name}",
    used: "использован {when}",
    unused: "не использовался",
    stopped: "не работает: бота убрали из комнаты",
    remove: "Удалить",
    removeNamed: "Удалить вебхук «{name}»",
    removeAsk: "Удалить вебхук «{name}»?",
    removeLead: "На его адрес больше нельзя будет писать, а бот выйдет из комнаты. Сказанное им останется.",
    cancel: "Оставить",
    removed: "Вебхук удалён.",
    manage: "Управлять вебхуками",
    openLead: "Сюда могут писать GitLab, Grafana, Jenkins и скрипты.",
  },
} as const;

export const webhookErrors = {
  en: {
    tooManyWebhooks: "This room has as many webhooks as one may have. Delete those that nothing uses any more.",
    webhookTooLarge: "This is too much for one message. Send at most 256 KiB.",
    webhookNotJson: 'The body is neither JSON nor a form. Send for example {"text": "Hello"}.',
    webhookEmpty:
      "Nothing here can be told. Send “text”, Slack's “attachments” or “blocks”, or what GitLab, Grafana, Alertmanager or Jenkins send.",
  },
  ru: {
    tooManyWebhooks: "Больше вебхуков в комнате создать нельзя. Удалите те, которыми уже ничто не пользуется.",
    webhookTooLarge: "Для одного сообщения это слишком много. Пришлите не больше 256 КиБ.",
    webhookNotJson: 'Тело запроса — не JSON и не форма. Пришлите, например, {"text": "Привет"}.',
    webhookEmpty:
      "Здесь нет ничего, что можно показать. Пришлите «text», «attachments» или «blocks» как в Slack либо то, что шлют GitLab, Grafana, Alertmanager или Jenkins.",
  },
} as const;
