import { bytesOf } from "@/lib/i18n/amount";
import { type Clock, dayHeading, dayOf, timeOfDay, whenExactly } from "@/lib/i18n/time";
import type { MessageView } from "@/lib/messages/schema";
import type { PersonRef } from "@/lib/people/schema";
import { plain, plainLine } from "./plain";
import type { Shell } from "./shell";
import { width } from "./table";

/** The times of whoever reads: by the clock of this machine. */
export const clockOf = (shell: Shell): Clock => ({
  locale: shell.locale,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  words: shell.words.time,
});

/**
 * What was said, oldest first, under the days on which it was.
 * @param unreadFrom the `seq` after which it is new; the line stands before the first such message
 */
export function talked(shell: Shell, messages: MessageView[], unreadFrom?: number, now = new Date()): string {
  const clock = clockOf(shell);
  const idWidth = Math.max(0, ...messages.map(({ id }) => String(id).length));
  const lines: string[] = [];
  let day = "";
  let isNew = unreadFrom === undefined;
  for (const message of messages) {
    const at = new Date(message.created_at);
    if (dayOf(clock, at) !== day) lines.push(shell.paint("bold", `── ${dayHeading(clock, at, now)}`));
    day = dayOf(clock, at);
    if (!isNew && message.to === null && message.seq > (unreadFrom ?? 0)) {
      lines.push(shell.paint("red", `── ${shell.words.shown.newLine}`));
      isNew = true;
    }
    lines.push(messageLines(shell, message, `${String(message.id).padStart(idWidth)}  ${timeOfDay(clock, at)}  `));
  }
  return lines.join("\n");
}

function messageLines(shell: Shell, message: MessageView, head: string): string {
  const { shown } = shell.words;
  const indent = " ".repeat(width(head));
  const text = message.deleted_at ? shell.paint("dim", shown.deleted) : plain(message.text);
  const name = shell.paint("bold", authorName(shell, message.author));
  const aside = message.to && ` (${shell.say(shown.whisper, { who: plainLine(message.to.display_name) })})`;
  const [first = "", ...rest] = text.split("\n");
  const under = [...rest, ...notesOf(shell, message)].map((line) => indent + line);
  return [`${shell.paint("dim", head)}${name}${aside ?? ""}: ${first}`.trimEnd(), ...under].join("\n");
}

/** A program may call itself anything: what it is stands before its name. */
const authorName = ({ words }: Shell, { display_name, bot }: PersonRef): string =>
  `${bot ? `[${words.shown.bot}] ` : ""}${plainLine(display_name)}`;

function notesOf(shell: Shell, message: MessageView): string[] {
  const { shown } = shell.words;
  const quoted = message.reply_to;
  const quote =
    quoted && shell.say(shown.inReply, { who: authorName(shell, quoted.author), text: plainLine(quoted.text) });
  const files = message.attachments.map(({ id, name, size }) =>
    shell.say(shown.file, { id, name: plainLine(name), size: bytesOf(shell.locale, size) }),
  );
  const signs = message.reactions.map(({ emoji, count }) => `${plainLine(emoji)} ${count}`);
  const facts = [
    ...signs,
    message.replies && message.replies.count > 0 ? shell.say(shown.replies, { n: message.replies.count }) : "",
    message.pinned ? shown.pinned : "",
    message.edited_at && !message.deleted_at ? shown.edited : "",
  ].filter(Boolean);
  const lines = [...(quote ? [quote] : []), ...files, ...(facts.length > 0 ? [facts.join(" · ")] : [])];
  return lines.map((line) => shell.paint("dim", line));
}

/** A moment in a list. */
export const whenOf = (shell: Shell, at: string, now = new Date()): string =>
  whenExactly(clockOf(shell), new Date(at), now);
