import type { Locale } from "./locale";

/** What the gateway says of what it passes on to nobody. */
export const gatewayWords = {
  en: {
    invalid: "The address, its host or its body cannot be read. Correct it and send it again.",
    method: "{method} is not taken here. This address takes {methods}.",
    unauthenticated: "Show the token of the measures: Authorization: Bearer TOKEN.",
    notFound: "There is no such thing here, or it is not for you.",
    tooLarge: "The body is larger than {bytes} bytes. Send less at a time; files go to /api/v1/files.",
    starting: "Staffroom is starting. Try again in {seconds} seconds.",
  },
  ru: {
    invalid: "Адрес, хост или тело запроса не читаются. Исправьте и отправьте ещё раз.",
    method: "Метод {method} здесь не подходит. Этот адрес принимает: {methods}.",
    unauthenticated: "Предъявите токен показателей: Authorization: Bearer TOKEN.",
    notFound: "Здесь этого нет, или это не для вас.",
    tooLarge: "Тело больше {bytes} Б. Отправляйте частями; файлы загружаются через /api/v1/files.",
    starting: "Staffroom запускается. Повторите через {seconds} с.",
  },
} satisfies Record<Locale, Record<string, string>>;
