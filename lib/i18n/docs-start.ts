/** How a program begins, and what holds for every call: the first of the pages for programs. */
export const docsStart = {
  en: {
    heading: "Programs that take part",
    lead: "Whatever the pages do, a program can do: by calls below `/api/v1`, by a WebSocket that tells what happens, or by a small client library. This page leads from nothing to a first message and to a bot that answers.",
    begin: {
      title: "From nothing to a first message",
      found:
        "**Found the company**, if it is new: in the browser at [the first page](/), or from the shell. Whoever does so first is its owner; the answer 409 means that somebody was.",
      token:
        "**Get a token.** Make a personal access token under [your settings](/me/tokens): it is shown once, works until the day that you choose, and can be revoked. Give each program one of its own. To try something out, sign in from the shell instead: `access_token` of the answer is good for 15 minutes.",
      keep: "**Keep it where the shell finds it**, whichever of the two you have, and ask who you are. A later 401 means that its 15 minutes are over: sign in again.",
      rooms: "**Find a room.** Each room has an `id`; the newest talk stands first:",
      makeRoom: "**Or make one.** Its `id` is in the answer:",
      say: "**Say something**, with the id of your room in the place of 1. The answer 201 means that it is in the database:",
      read: "**Read** what was said there, **and search** all that you may read:",
    },
    bot: {
      title: "A bot that answers",
      library:
        "**With the client library.** `staffroom/client` comes with Staffroom and needs Node.js alone. A script in its folder imports it as it is, one elsewhere after `npm install` with the path of that folder. It comes back by itself when the line breaks and tells each message once, also what was said meanwhile. At the start it tries for 30 seconds to reach the server; once its token is good no longer the script ends with an error, unless it listens to `disconnected`. Its calls and events stand in its types, and the README tells more. It is made in Staffroom's folder at the first import.",
      run: "**Save either as `bot.mjs`**, start it with the token of its account, and write `!time` in its room:",
      plain:
        "**Without it**, by `fetch` and the package `ws` (`npm install ws`). The same in any language: a call, a socket, and the versions of the rooms to go on from after a break.",
      account:
        "**An account of its own.** A bot speaks in the name of whose token it has, and these two leave alone what they said themselves: with your own token they would not answer you. So make it an account that belongs to your room. That takes an administrator, and a token of the sign-in or of the scope `admin`:",
      signIn: "Sign in as the bot, this once:",
      token:
        "And make its token, with `access_token` of that answer. `token` is shown this once and stays good for ten years:",
    },
    hooks: {
      title: "What other systems say",
      make: "**An incoming webhook** is an address to which another system posts; a bot with the webhook's name says it in the room. The room's admins make one on the room's settings page, or so; `url` is answered this once, and whoever has it can post:",
      post: "**GitLab, Grafana, Alertmanager, Jenkins** and whatever posts to Slack take this address as it is. A script of your own posts text as JSON or as a form, and is answered `ok`:",
    },
    shell: {
      title: "From the shell",
      text: "The command `staffroom` signs in once and stays so: rooms, people, reading, writing with files, searching, groups, tokens and webhooks, and `staffroom talk ROOM`, a room in the terminal. In Staffroom's folder it is `npx staffroom`; `staffroom --help` lists everything, and `--json` behind a command answers what a script can read.",
    },
    conventions: {
      title: "What holds everywhere",
      items: {
        json: "Bodies and answers are JSON in UTF-8. Where all fields of a body are texts, a form does as well (`curl -d name=value`). A field that is not known is refused, so that a typing error does not pass unnoticed.",
        ids: "Ids are whole numbers. Times are RFC 3339 in UTC with milliseconds: `2026-03-31T08:15:00.000Z`.",
        lists:
          "A list answers `items` and `next_cursor`. Send that as `cursor` to get the next page; `null` means that there is none. `limit` is 1 to 100, 50 if left out. Messages of a room or a thread answer `has_before` and `has_after` instead, and page by `before`, `after` and `around`.",
        sight:
          "What you may not see is not there: rooms, messages and files of others answer `not_found`, exactly as what never was.",
        twice:
          "Calls by PUT and DELETE may be said twice. A message with a `client_id` appears once however often it is sent: after a time-out send the same again.",
        slash: "A slash at the end of a path does no harm.",
        language: "What a refusal says follows `Accept-Language`: English or Russian.",
      },
    },
    credentials: {
      title: "Tokens",
      lead: "Each call but those of signing in needs `Authorization: Bearer TOKEN` (the word `Token` is taken, too).",
      items: {
        personal:
          "**A personal access token** is for programs that stay. Its scope says what it may: `read` lists and reads; `write` does what any employee may, even where you are an administrator; `admin` does whatever you may. No token changes a password or makes other tokens.",
        access:
          "**An access token** comes from signing in and is good for 15 minutes. `POST auth/refresh` trades the refresh token for a new pair; each refresh token is good once.",
        dead: "Either is dead at once, everywhere and on open sockets, when its session or token is revoked or its person deactivated.",
        cookie: "The session cookie of the pages is a credential for reading alone.",
      },
    },
    limits: {
      title: "How much at once",
      text: "Each answer says in `RateLimit` how many calls are left and in how many seconds all of them are again, and in `RateLimit-Policy` how many there are: {calls} in {seconds} seconds for a person. Sending, signing in, searching and uploading have narrower bounds of their own. Too much answers 429 with `Retry-After`, in seconds.",
    },
    errors: {
      title: "Refusals",
      lead: "A refusal is a problem document (RFC 9457, `application/problem+json`). `code` is for programs and stays; `detail` is for people; `errors` names each field that is wrong; `type` leads to the place below.",
      means: "What it means",
      mend: "What to do",
      codes: {
        not_json: {
          means: "The body is no JSON at all; or, where a file is taken, no whole form with one field `file`.",
          mend: "Look at quotes and commas; in a shell put the body into single quotes.",
        },
        unauthenticated: {
          means: "There is no token, or it is wrong, expired or revoked, or its person was deactivated.",
          mend: "Refresh the access token or sign in again. If a personal access token stops working, ask whoever made it.",
        },
        forbidden: {
          means:
            "You see it, and may not do this. Or the token may not: its scope is too narrow, or the company asks for a second factor, or for the password once more.",
          mend: "`detail` says which. Ask an administrator of the room or the company, or make a token with a wider scope.",
        },
        not_found: {
          means: "There is no such thing, or you are not among those who see it. Which of the two, nobody is told.",
          mend: "Check the id and the path. Ask to be put into the room.",
        },
        conflict: {
          means:
            "It clashes with what is there: a name that is taken, a message that was deleted, the last owner, a `client_id` that another message bears.",
          mend: "Read the present state and decide anew; the same call again gives the same answer.",
        },
        too_large: {
          means: "The body, the text or the file is larger than is taken here.",
          mend: "Split the text in two; how large a file may be is a setting of the company.",
        },
        unsupported_media_type: {
          means: "The body is of another type than the call takes.",
          mend: "Send `Content-Type: application/json`, and files as `multipart/form-data`.",
        },
        invalid: {
          means: "Something in what was sent is not right, or is not known here.",
          mend: "`errors` names each field by its path with what is wrong. Mend it; the same again is refused again.",
        },
        rate_limited: {
          means: "That was too much in too short a time.",
          mend: "Wait for as many seconds as `Retry-After` says. Nothing was done.",
        },
        unavailable: {
          means: "The server cannot answer right now: it restarts, or a part of it is away.",
          mend: "Wait for `Retry-After` and try again. Whether something was done is not known: send a message again with the same `client_id`.",
        },
      },
    },
    tools: {
      title: "For other tools",
      document:
        "[OpenAPI 3.1](/api/v1/openapi.json), made of the very table by which requests are checked: for generators of clients, and for whatever else reads it.",
      collection:
        "A Postman collection and a file of requests for editors lie in Staffroom's folder: `docs/staffroom.postman_collection.json` and `docs/staffroom.http`. The collection plays from its first call to its last.",
      watching:
        "For those who watch over the server, without a token: `GET /healthz` answers 200 while the process runs, `GET /readyz` 200 while database, bus and sockets do, else 503 saying which does not; `GET /metrics` is for Prometheus.",
    },
    list: "All calls",
  },
  ru: {
    heading: "Программы в чате",
    lead: "Всё, что можно на страницах, может и программа: вызовами по адресам `/api/v1`, через WebSocket, который рассказывает о происходящем, или с небольшой готовой библиотекой. Эта страница ведёт от нуля до первого сообщения и до бота, который отвечает.",
    begin: {
      title: "От нуля до первого сообщения",
      found:
        "**Основайте компанию**, если она новая: в браузере на [первой странице](/) или из командной строки. Кто сделает это первым, станет владельцем; ответ 409 значит, что это уже сделано.",
      token:
        "**Получите токен.** Создайте личный токен [в своих настройках](/me/tokens): он показывается один раз, действует до выбранного дня, и его можно отозвать. Каждой программе — свой. Чтобы просто попробовать, войдите из командной строки: `access_token` из ответа действует 15 минут.",
      keep: "**Сохраните его** там, где его найдёт командная строка, какой бы из двух у вас ни был, и спросите, кто вы. Если потом придёт 401, его 15 минут прошли: войдите снова.",
      rooms: "**Найдите комнату.** У каждой есть `id`; сначала идут комнаты со свежим разговором:",
      makeRoom: "**Или создайте новую.** Её `id` — в ответе:",
      say: "**Напишите что-нибудь**, подставив вместо 1 идентификатор своей комнаты. Ответ 201 значит, что сообщение уже в базе данных:",
      read: "**Прочитайте**, что там сказано, **и поищите** во всём, что вам видно:",
    },
    bot: {
      title: "Бот, который отвечает",
      library:
        "**С готовой библиотекой.** `staffroom/client` поставляется вместе со Staffroom, ей нужен только Node.js. Скрипт в его папке подключает её сразу, скрипт в другом месте — после `npm install` с путём к этой папке. Она сама возвращается после обрыва и сообщает о каждом сообщении один раз, и о том, что сказали за это время, тоже. В начале она 30 секунд пробует связаться с сервером; когда токен больше не действует, скрипт завершается с ошибкой, если не слушает `disconnected`. Её вызовы и события описаны в её типах, подробнее — в README. Собирается она в папке Staffroom при первом подключении.",
      run: "**Сохраните любой из двух как `bot.mjs`**, запустите с токеном его учётной записи и напишите `!time` в его комнате:",
      plain:
        "**Без неё** — через `fetch` и пакет `ws` (`npm install ws`). На любом языке то же самое: вызов, сокет и версии комнат, от которых продолжить после обрыва.",
      account:
        "**Своя учётная запись.** Бот говорит от имени того, чей у него токен, а на собственные слова эти два не отвечают: с вашим токеном они промолчат в ответ вам. Поэтому заведите боту учётную запись в своей комнате. Это может администратор — с токеном, полученным при входе, или с личным токеном с правом `admin`:",
      signIn: "Один раз войдите за бота:",
      token:
        "И создайте его токен, взяв `access_token` из этого ответа. `token` показывается один раз и действует десять лет:",
    },
    hooks: {
      title: "Что говорят другие системы",
      make: "**Входящий вебхук** — адрес, на который пишет другая система; бот с именем вебхука говорит это в комнате. Его создают администраторы комнаты на странице её настроек или так; `url` показывается один раз, и писать может всякий, у кого он есть:",
      post: "**GitLab, Grafana, Alertmanager, Jenkins** и всё, что пишет в Slack, принимают этот адрес как есть. Свой скрипт отправляет текст как JSON или как форму и получает ответ `ok`:",
    },
    shell: {
      title: "Из командной строки",
      text: "Команда `staffroom` входит один раз и остаётся: комнаты, люди, чтение, сообщения с файлами, поиск, группы, токены и вебхуки, а ещё `staffroom talk КОМНАТА` — комната в терминале. В папке Staffroom это `npx staffroom`; `staffroom --help` перечисляет всё, а с `--json` команда отвечает так, что ответ прочтёт скрипт.",
    },
    conventions: {
      title: "Что верно везде",
      items: {
        json: "Тела и ответы — JSON в UTF-8. Где все поля тела — тексты, подойдёт и форма (`curl -d поле=значение`). Незнакомое поле — отказ: опечатка не останется незамеченной.",
        ids: "Идентификаторы — целые числа. Время — RFC 3339 в UTC с миллисекундами: `2026-03-31T08:15:00.000Z`.",
        lists:
          "Список отвечает полями `items` и `next_cursor`. Передайте его как `cursor`, чтобы получить следующую страницу; `null` — дальше ничего нет. `limit` — от 1 до 100, если не указано, 50. Сообщения комнаты и треда вместо этого отвечают `has_before` и `has_after` и листаются по `before`, `after` и `around`.",
        sight:
          "Чего вам не видно, того нет: чужие комнаты, сообщения и файлы отвечают `not_found` так же, как то, чего никогда не было.",
        twice:
          "Вызовы PUT и DELETE можно повторять. Сообщение с `client_id` появится одно, сколько раз его ни отправь: если ответа не дождались, отправьте то же самое ещё раз.",
        slash: "Косая черта в конце пути не мешает.",
        language: "Язык отказа выбирает `Accept-Language`: русский или английский.",
      },
    },
    credentials: {
      title: "Токены",
      lead: "Каждому вызову, кроме вызовов для входа, нужен заголовок `Authorization: Bearer ТОКЕН` (слово `Token` тоже подойдёт).",
      items: {
        personal:
          "**Личный токен** — для программ, которые работают постоянно. Что ему можно, решает его право: `read` — списки и чтение; `write` — всё, что можно любому сотруднику, даже если вы администратор; `admin` — всё, что можно вам. Никакой токен не меняет пароль и не создаёт других токенов.",
        access:
          "**Токен доступа** выдаётся при входе и действует 15 минут. `POST auth/refresh` меняет токен обновления на новую пару; каждый годится один раз.",
        dead: "Любой перестаёт действовать сразу, везде и на открытых сокетах, когда отозван его сеанс или он сам или когда человек отключён.",
        cookie: "Cookie сеанса, с которым работают страницы, годится только для чтения.",
      },
    },
    limits: {
      title: "Сколько можно сразу",
      text: "Каждый ответ сообщает в `RateLimit`, сколько вызовов осталось и через сколько секунд снова будут доступны все, а в `RateLimit-Policy` — сколько их всего: {calls} за {seconds} секунд на человека. У отправки, входа, поиска и загрузки файлов свои, более узкие границы. Превышение — ответ 429 с `Retry-After` в секундах.",
    },
    errors: {
      title: "Отказы",
      lead: "Отказ — документ о проблеме (RFC 9457, `application/problem+json`). `code` — для программ и не меняется; `detail` — для людей; `errors` называет каждое неверное поле; `type` ведёт сюда, к объяснению.",
      means: "Что это значит",
      mend: "Что делать",
      codes: {
        not_json: {
          means: "Тело — вовсе не JSON, а там, где принимают файл, — не целая форма с одним полем `file`.",
          mend: "Проверьте кавычки и запятые; в командной строке возьмите тело в одинарные кавычки.",
        },
        unauthenticated: {
          means: "Токена нет, или он неверен, истёк или отозван, или его человек отключён.",
          mend: "Обновите токен доступа или войдите заново. Если перестал действовать личный токен, спросите того, кто его создал.",
        },
        forbidden: {
          means:
            "Вы это видите, но сделать не можете. Или не может токен: его право слишком узкое, либо компания требует второй фактор или пароль ещё раз.",
          mend: "Что именно, сказано в `detail`. Обратитесь к администратору комнаты или компании либо создайте токен с правом пошире.",
        },
        not_found: {
          means: "Такого нет или вы не из тех, кто это видит. Что из двух, не узнает никто.",
          mend: "Проверьте идентификатор и путь. Попросите добавить вас в комнату.",
        },
        conflict: {
          means:
            "Это противоречит тому, что уже есть: занятое имя, удалённое сообщение, последний владелец, `client_id` другого сообщения.",
          mend: "Прочитайте нынешнее состояние и решите заново; на тот же вызов ответ будет тот же.",
        },
        too_large: {
          means: "Тело, текст или файл больше, чем здесь принимают.",
          mend: "Разделите текст на части; размер файла — настройка компании.",
        },
        unsupported_media_type: {
          means: "Тело не того типа, который принимает вызов.",
          mend: "Передайте `Content-Type: application/json`, а файлы — как `multipart/form-data`.",
        },
        invalid: {
          means: "Что-то в переданном неверно или здесь неизвестно.",
          mend: "`errors` называет каждое поле его путём и говорит, что не так. Исправьте: без этого отказ повторится.",
        },
        rate_limited: {
          means: "Слишком много за слишком короткое время.",
          mend: "Подождите столько секунд, сколько указано в `Retry-After`. Ничего не сделано.",
        },
        unavailable: {
          means: "Сервер сейчас не может ответить: он перезапускается или недоступна его часть.",
          mend: "Подождите `Retry-After` и повторите. Сделано ли что-то, неизвестно: сообщение отправьте ещё раз с тем же `client_id`.",
        },
      },
    },
    tools: {
      title: "Для других инструментов",
      document:
        "[OpenAPI 3.1](/api/v1/openapi.json), сделанный из той самой таблицы, по которой проверяются запросы: для генераторов клиентов и всего, что умеет его читать.",
      collection:
        "Коллекция Postman и файл запросов для редакторов лежат в папке Staffroom: `docs/staffroom.postman_collection.json` и `docs/staffroom.http`. Коллекция проходит целиком, от первого вызова до последнего.",
      watching:
        "Тем, кто следит за сервером, токен не нужен: `GET /healthz` отвечает 200, пока процесс работает, `GET /readyz` — 200, пока работают база данных, шина и сокеты, иначе 503 и что именно не работает; `GET /metrics` — для Prometheus.",
    },
    list: "Все вызовы",
  },
};
