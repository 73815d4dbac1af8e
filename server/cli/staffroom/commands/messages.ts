import { randomUUID } from "node:crypto";
import { text as readAll } from "node:stream/consumers";
import type { Command } from "commander";
import { messagePageSizeMax } from "@/lib/limits";
import type { MessagePage, MessageView } from "@/lib/messages/schema";
import type { RoomView } from "@/lib/rooms/schema";
import { exits } from "../exits";
import { argument, idOf, idsOf, option, wholeNumber } from "../grammar";
import { findPerson, findRoom } from "../names";
import { add } from "../program";
import { say, uploadAll } from "../sending";
import type { Shell } from "../shell";
import { talked } from "../talked";

interface Reading {
  limit?: number;
  before?: number;
  after?: number;
  around?: number;
  unread?: boolean;
  thread?: number;
}

interface Writing {
  to?: string;
  reply?: number;
  thread?: number;
  file?: string[];
  attach?: number[];
}

const readLimit = 30;
const readAtOnceMax = 10_000;

export function addMessages(program: Command, shell: Shell): void {
  const id = idOf(shell);
  add(program, shell, "read")
    .addArgument(argument(shell, "<room>"))
    .addOption(option(shell, "-n, --limit <number>", "limit").argParser(wholeNumber(shell, 1, readAtOnceMax)))
    .addOption(option(shell, "--before <id>", "before").argParser(id))
    .addOption(option(shell, "--after <id>", "after").argParser(id).conflicts(["before", "around"]))
    .addOption(option(shell, "--around <id>", "around").argParser(id).conflicts("before"))
    .addOption(option(shell, "--unread", "unread").conflicts(["before", "after", "around", "thread"]))
    .addOption(option(shell, "--thread <id>", "ofThread").argParser(id))
    .action((room: string, options: Reading) => read(shell, room, options));
  add(program, shell, "write")
    .addArgument(argument(shell, "<room>"))
    .addArgument(argument(shell, "[text...]"))
    .addOption(option(shell, "--to <person>", "to"))
    .addOption(option(shell, "--reply <id>", "reply").argParser(id))
    .addOption(option(shell, "--thread <id>", "thread").argParser(id).conflicts("to"))
    .addOption(option(shell, "-f, --file <path...>", "file"))
    .addOption(option(shell, "--attach <id>", "attach").argParser(idsOf(shell)))
    .action((room: string, words: string[], options: Writing) => write(shell, room, words, options));
  add(program, shell, "mark-read")
    .addArgument(argument(shell, "[room]"))
    .addOption(option(shell, "--message <id>", "message").argParser(id))
    .addOption(option(shell, "--all", "everywhere").conflicts("message"))
    .action((room: string | undefined, options) => markRead(shell, room, options));
}

async function read(shell: Shell, name: string, options: Reading): Promise<void> {
  const room = await findRoom(shell, name);
  const page = options.unread ? await unreadOf(shell, room, options) : await pageOf(shell, room, options);
  shell.answer(page, () => {
    const { noMessages, moreBefore, nothingUnread } = shell.words.shown;
    if (page.items.length === 0) return options.unread ? nothingUnread : noMessages;
    const newest = options.thread === undefined && room.unread.count > 0 ? room.last_read_seq : undefined;
    const [oldest] = page.items;
    const more = page.has_before && oldest && !options.unread ? [shell.say(moreBefore, { id: oldest.id })] : [];
    return [...more.map((line) => shell.paint("dim", line)), talked(shell, page.items, newest)].join("\n");
  });
}

/** As many as were asked for, however many pages of the API that takes; around a message it is one. */
async function pageOf(shell: Shell, room: RoomView, options: Reading): Promise<MessagePage> {
  const { before, after, around, thread, limit = readLimit } = options;
  const path = thread === undefined ? `rooms/${room.id}/messages` : `messages/${thread}/thread`;
  const ask = (place: Reading, most: number): Promise<MessagePage> =>
    shell.api().call("GET", path, { query: { ...place, limit: Math.min(most, messagePageSizeMax) } });
  let page = await ask({ before, after, around }, limit);
  while (around === undefined && page.items.length < limit) {
    const [oldest, newest] = [page.items[0], page.items.at(-1)];
    if (!oldest || !newest || !(after === undefined ? page.has_before : page.has_after)) break;
    const rest = limit - page.items.length;
    const next = await ask(after === undefined ? { before: oldest.id } : { after: newest.id }, rest);
    page = after === undefined ? joined(next, page) : joined(page, next);
  }
  return page;
}

const joined = (older: MessagePage, newer: MessagePage): MessagePage => ({
  items: [...older.items, ...newer.items],
  has_before: older.has_before,
  has_after: newer.has_after,
});

/** From the first unread message on; it is itself the first of its page. */
async function unreadOf(shell: Shell, room: RoomView, asked: Reading): Promise<MessagePage> {
  const limit = Math.min(asked.limit ?? messagePageSizeMax, messagePageSizeMax);
  const first = room.unread.first_unread_id;
  const nothing: MessagePage = { items: [], has_before: true, has_after: false };
  if (first === null) return nothing;
  const door = shell.api();
  const path = `rooms/${room.id}/messages`;
  const message = await door.call<MessageView>("GET", `messages/${first}`);
  if (limit === 1) return { ...nothing, items: [message], has_after: room.unread.count > 1 };
  const page = await door.call<MessagePage>("GET", path, { query: { after: first, limit: limit - 1 } });
  return { ...page, items: [message, ...page.items] };
}

async function write(shell: Shell, name: string, words: string[], options: Writing): Promise<void> {
  const text =
    words.length > 0 && !(words.length === 1 && words[0] === "-") ? words.join(" ") : await piped(shell, options);
  if (text.trim() === "" && !options.file && !options.attach)
    throw shell.stop(exits.misunderstood, shell.words.errors.emptyText);
  const room = await findRoom(shell, name);
  const to = options.to && (await findPerson(shell, options.to)).id;
  const sent = options.file ? await uploadAll(shell, options.file) : [];
  const ids = [...sent.map(({ id }) => id), ...(options.attach ?? [])];
  const body = {
    text,
    client_id: randomUUID(),
    ...(to && { to }),
    ...(options.reply && { reply_to: options.reply }),
    ...(options.thread && { thread_id: options.thread }),
    ...(ids.length > 0 && { file_ids: ids }),
  };
  const message = await say(shell, room.id, body);
  shell.tell(message, shell.words.done.sent, { id: message.id });
}

/** What is piped in; at a terminal nobody waits for what may never be typed. */
async function piped({ io }: Shell, { file, attach }: Writing): Promise<string> {
  if (io.stdin.isTTY || file || attach) return "";
  return (await readAll(io.stdin)).replace(/\r?\n$/, "");
}

async function markRead(
  shell: Shell,
  name: string | undefined,
  { message, all }: { message?: number; all?: boolean },
): Promise<void> {
  const door = shell.api();
  if (all) {
    await door.call("POST", "me/read", { body: undefined });
    return shell.tell({ all: true }, shell.words.done.everythingRead);
  }
  if (name === undefined)
    throw shell.stop(exits.misunderstood, shell.words.grammar.missingArgument, { name: shell.help.places.room });
  const room = await findRoom(shell, name);
  const upTo = message ?? room.last_message?.id;
  const value =
    upTo === undefined
      ? { room_id: room.id }
      : await door.call("POST", `rooms/${room.id}/read`, { body: { message_id: upTo }, isRepeatable: true });
  shell.tell(value, shell.words.done.allRead, { room: room.name });
}
