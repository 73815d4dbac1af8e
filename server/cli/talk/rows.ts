import { bytesOf } from "@/lib/i18n/amount";
import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";
import type { TalkWords } from "@/lib/i18n/talk";
import { type Clock, dayHeading, timeOfDay } from "@/lib/i18n/time";
import { actionOf } from "@/lib/messages/actions";
import type { MessageView } from "@/lib/messages/schema";
import type { Colour } from "../staffroom/io";
import { plain, plainLine } from "../staffroom/plain";
import { cut, widthIn, wrap } from "./wrap";

/** How messages are drawn: for whom, how wide, in which language and with which colours. */
export interface Look {
  columns: number;
  clock: Clock;
  locale: Locale;
  words: TalkWords;
  viewer: { id: number; username: string };
  paint: (colour: Colour, text: string) => string;
}

const indent = "      ";

/** A message as rows: when, its number, who, and what was said; what it answers stands before it. */
export function drawMessage(look: Look, message: MessageView): string[] {
  const { words, paint, columns } = look;
  if (message.deleted_at) return [paint("dim", cut(`${headOf(look, message).join("")} ${words.deleted}`, columns))];
  const text = plain(message.text);
  const action = actionOf(text);
  const [time, number, name] = headOf(look, message);
  const head = action === null ? `${time}${number}${name}: ` : `${time}${number}* ${name} `;
  const rows = wrap(action ?? text, columns - indent.length, columns - widthIn(head));
  // A whisper is seen by its colour too, not by that alone: its head says what it is.
  const isMine = message.author.id === look.viewer.id;
  const who = message.to ? paint("yellow", name) : paint(isMine ? "green" : "cyan", name);
  const start = action === null ? `${who}: ` : `* ${who} `;
  const marked = (row: string) => (isForViewer(look, message) ? paint("bold", row) : row);
  const edited = message.edited_at ? ` ${paint("dim", `(${words.edited})`)}` : "";
  const drawn = rows.map((row, at) =>
    at === 0 ? `${paint("dim", time + number)}${start}${marked(row)}` : indent + marked(row),
  );
  drawn[drawn.length - 1] += edited;
  return [...quoteOf(look, message), ...drawn, ...filesOf(look, message), ...belowOf(look, message)];
}

/** The time, the numbers of the message and of the thread in which it stands, and who says it to whom. */
function headOf(look: Look, message: MessageView): [string, string, string] {
  const time = `${timeOfDay(look.clock, new Date(message.created_at))} `;
  const { id, thread_id } = message;
  return [time, thread_id === null ? `${id} ` : `${id} ↳${thread_id} `, nameIn(look, message)];
}

function nameIn({ words, viewer }: Look, { author, to }: MessageView): string {
  const name = plainLine(author.display_name);
  if (!to) return name;
  const other = to.id === viewer.id ? words.whisperYou : plainLine(to.display_name);
  return words.whisperTo.replace("{name}", name).replace("{other}", other);
}

const isForViewer = ({ viewer }: Look, { mentions, to, author }: MessageView): boolean =>
  author.id !== viewer.id && (mentions.includes(viewer.id) || to?.id === viewer.id);

function quoteOf({ paint, columns }: Look, { reply_to }: MessageView): string[] {
  if (!reply_to) return [];
  const text = plainLine(`${reply_to.author.display_name}: ${reply_to.text}`);
  return [paint("dim", `${indent}${cut(`│ ${text}`, columns - indent.length)}`)];
}

function filesOf({ words, locale, paint, columns }: Look, { attachments }: MessageView): string[] {
  return attachments.map(({ id, name, size }) => {
    const params = { id, name: plainLine(name), size: bytesOf(locale, size) };
    return paint("dim", `${indent}${cut(say(locale, words.file, params), columns - indent.length)}`);
  });
}

/** What hangs on a message: signs, and its thread. */
function belowOf({ words, locale, paint, columns }: Look, { reactions, replies }: MessageView): string[] {
  const signs = reactions.map(({ emoji, count }) => `${plainLine(emoji)} ${count}`);
  const thread = replies && replies.count > 0 ? [`↳ ${say(locale, words.replies, { n: replies.count })}`] : [];
  const all = [...signs, ...thread].join("  ");
  return all === "" ? [] : [paint("dim", `${indent}${cut(all, columns - indent.length)}`)];
}

/** A heading in the middle of a line over the whole width. */
function line({ columns }: Pick<Look, "columns">, title: string): string {
  const text = ` ${cut(title, columns - 6)} `;
  const left = Math.max(2, Math.floor((columns - widthIn(text)) / 2));
  return `${"─".repeat(left)}${text}${"─".repeat(Math.max(2, columns - left - widthIn(text)))}`;
}

export const drawDay = (look: Look, at: Date, now: Date): string =>
  look.paint("dim", line(look, dayHeading(look.clock, at, now)));

export const drawNew = (look: Look): string => look.paint("red", line(look, look.words.new));

export const drawHeading = (look: Look, title: string): string => look.paint("dim", line(look, plainLine(title)));

/** What the program itself says. */
export const drawNote = (look: Look, text: string): string[] =>
  wrap(plain(text), look.columns - 2).map((row) => look.paint("dim", `· ${row}`));

export const drawProblem = (look: Look, text: string): string[] =>
  wrap(plain(text), look.columns - 2).map((row) => look.paint("red", `! ${row}`));

/** What became of a message that was drawn before; nothing where it looks as it did. */
export function drawChange(look: Look, before: MessageView | undefined, now: MessageView): string[] {
  // What stands too far above to be remembered is left alone.
  if (!before) return [];
  if (now.deleted_at || before.text !== now.text) return drawMessage(look, now);
  const signs = (message: MessageView) => message.reactions.map(({ emoji, count }) => `${emoji}${count}`).join();
  if (signs(before) === signs(now)) return [];
  const [time, number, name] = headOf(look, now);
  const all = now.reactions.map(({ emoji, count }) => `${plainLine(emoji)} ${count}`).join("  ") || "–";
  return [look.paint("dim", cut(`${time}${number}${name}: ${all}`, look.columns))];
}
