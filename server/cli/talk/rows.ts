import { bytesOf } from "@/lib/i18n/amount";
import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";
import type { TalkWords } from "@/lib/i18n/talk";
import { type Clock, dayHeading, timeOfDay } from "@/lib/i18n/time";
import { actionOf } from "@/lib/messages/actions";
import { plainText } from "@/lib/messages/rows";
import type { MessageView } from "@/lib/messages/schema";
import type { PersonRef } from "@/lib/people/schema";
import type { Colour } from "../staffroom/io";
import { plain, plainLine } from "../staffroom/plain";
import { linesOf } from "./marks";
import { type Line, painted, type Run, rowsOf, runOf, textOf } from "./runs";
import { cut, widthIn, wrap } from "./wrap";

/** How messages are drawn: for whom, how wide, in which language and with which colours. */
export interface Look {
  columns: number;
  clock: Clock;
  locale: Locale;
  words: TalkWords;
  viewer: { id: number; username: string };
  paint: (colour: Colour, text: string) => string;
  /** What is marked in a text is drawn so, and links open. */
  isColoured: boolean;
  isLinked: boolean;
}

const indent = "      ";
/** With less beside the head the text begins below it. */
const textColumnsMin = 12;
const nameColumnsMin = 3;

/** A message as rows: when, its number, who, and what was said; what it answers stands before it. */
export function drawMessage(look: Look, message: MessageView): string[] {
  const [facts, name] = headOf(look, message);
  if (message.deleted_at) return [look.paint("dim", cut(`${facts}${name}: ${look.words.deleted}`, look.columns))];
  return [
    ...quoteOf(look, message),
    ...drawText(look, message, facts, name),
    ...filesOf(look, message),
    ...belowOf(look, message),
  ];
}

function drawText(look: Look, message: MessageView, facts: string, name: string): string[] {
  const { paint, columns, words, viewer } = look;
  const isAction = actionOf(plain(message.text)) !== null;
  const [before, after] = isAction ? ["* ", " "] : ["", ": "];
  const width = widthIn(facts + before + name + after);
  const lines = bodyOf(look, message);
  // What has a shape of its own begins below.
  const isBeside = columns - width >= textColumnsMin && !lines[0]?.isShaped;
  const room = columns - indent.length;
  const rows = lines.flatMap((line, at) => rowsOf(line, room, at === 0 && isBeside ? columns - width : room));
  const lastRoom = isBeside && rows.length === 1 ? columns - width : room;
  const marked = message.edited_at ? withMark(rows, `(${words.edited})`, lastRoom) : rows;
  const said = marked.map((row) => painted(look, row));
  // A whisper is seen by its colour too, not by that alone: its head says what it is.
  const colour = message.to ? "yellow" : message.author.id === viewer.id ? "green" : "cyan";
  const head = `${paint("dim", facts)}${before}${paint(colour, name)}${isBeside ? after : after.trimEnd()}`;
  const [beside = "", ...below] = isBeside ? said : ["", ...said];
  return [head + beside, ...below.map((row) => (row === "" ? "" : indent + row))];
}

/** As typed where there are no colours: nothing is left out, and what is copied is what was written. */
function bodyOf({ isColoured, viewer }: Look, message: MessageView): Line[] {
  const text = plain(message.text);
  const typed: Line = { first: [], next: [], runs: [runOf(actionOf(text) ?? text)], isCode: false };
  const drawn = isColoured ? linesOf(text) : [];
  const isSeen = drawn.some(({ first, runs }) => textOf([...first, ...runs]).trim() !== "");
  const lines = isSeen ? drawn : [typed];
  if (!isFor(viewer, message)) return lines;
  const bold = (run: Run): Run => ({ ...run, style: [...run.style, "bold"] });
  return lines.map((line) => ({ ...line, runs: line.runs.map(bold) }));
}

/** Behind the last row where it finds room. */
function withMark(rows: Run[][], mark: string, columns: number): Run[][] {
  const last = rows.at(-1) ?? [];
  const fits = widthIn(textOf(last)) + 1 + widthIn(mark) <= columns;
  const run = runOf(fits ? ` ${mark}` : mark, ["dim"]);
  return fits ? [...rows.slice(0, -1), [...last, run]] : [...rows, [run]];
}

/** The time with the numbers of the message and of the thread in which it stands; and who says it to whom. */
function headOf(look: Look, message: MessageView): [facts: string, name: string] {
  const { id, thread_id, created_at } = message;
  const time = timeOfDay(look.clock, new Date(created_at));
  const numbers = thread_id === null ? `${id}` : `${id} ↳${thread_id}`;
  const facts = `${time} ${numbers} `;
  return [facts, nameIn(look, message, look.columns - widthIn(facts) - widthIn("* :"))];
}

/** A program may call itself anything: what it is stands before its name, where nothing is cut. */
const authorName = ({ words }: Look, { display_name, bot }: PersonRef): string =>
  `${bot ? `[${words.bot}] ` : ""}${plainLine(display_name)}`;

/** A long name leaves room for what is said; that it is a whisper is never cut off. */
function nameIn(look: Look, { author, to }: MessageView, room: number): string {
  const { words, viewer, columns } = look;
  const name = authorName(look, author);
  if (!to) return cut(name, Math.max(nameColumnsMin, Math.min(room, Math.floor(columns / 2))));
  const fill = (one: string, two: string) => words.whisperTo.replace("{name}", () => one).replace("{other}", () => two);
  const names = room - widthIn(fill("", ""));
  const other = to.id === viewer.id ? words.whisperYou : plainLine(to.display_name);
  const second = cut(other, Math.max(nameColumnsMin, Math.floor(names / 2)));
  return fill(cut(name, Math.max(nameColumnsMin, names - widthIn(second))), second);
}

const isFor = (viewer: { id: number }, { mentions, to, author }: MessageView): boolean =>
  author.id !== viewer.id && (mentions.includes(viewer.id) || to?.id === viewer.id);

function quoteOf(look: Look, { reply_to }: MessageView): string[] {
  if (!reply_to) return [];
  const { paint, columns } = look;
  const said = look.isColoured ? plainText(reply_to.text, columns) : reply_to.text;
  const text = `${authorName(look, reply_to.author)}: ${plainLine(said)}`;
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
  listed(look, "·", text).map((row) => look.paint("dim", row));

export const drawProblem = (look: Look, text: string): string[] =>
  listed(look, "!", text).map((row) => look.paint("red", row));

/** A sign before each line; the rows of one stand under each other. */
const listed = ({ columns }: Look, sign: string, text: string): string[] =>
  plain(text)
    .split("\n")
    .flatMap((line) => wrap(line, columns - 2).map((row, at) => `${at === 0 ? sign : " "} ${row}`));

/** What became of a message that was drawn before; nothing where it looks as it did. */
export function drawChange(look: Look, before: MessageView | undefined, now: MessageView): string[] {
  // What stands too far above to be remembered is left alone.
  if (!before) return [];
  if (now.deleted_at || before.text !== now.text) return drawMessage(look, now);
  const signs = (message: MessageView) => message.reactions.map(({ emoji, count }) => `${emoji}${count}`).join();
  if (signs(before) === signs(now)) return [];
  const [facts, name] = headOf(look, now);
  const all = now.reactions.map(({ emoji, count }) => `${plainLine(emoji)} ${count}`).join("  ") || "–";
  return [look.paint("dim", cut(`${facts}${name}: ${all}`, look.columns))];
}
