import { type Clock, dayOf } from "@/lib/i18n/time";
import { foldedChars, foldedLines, messageGroupMinutes } from "@/lib/limits";
import { actionOf } from "./actions";
import type { MessageView } from "./schema";

/** What stands in a room's column, from the top down. */
export type Row =
  | { kind: "day"; key: string; at: string }
  | { kind: "new"; key: "new" }
  | { kind: "message"; key: string; message: MessageView; leads: boolean };

/**
 * Days, the line over what is new, and runs of messages by one author within five minutes under one head.
 * @param newAfterSeq the line stands before the first message of others after it; null for no line. Where the window
 *   begins further on, the line is above it
 * @param firstId the message that was chosen as the first unread one: the line stands before it though it be one's own
 */
export function timelineRows(
  messages: MessageView[],
  clock: Clock,
  line: { newAfterSeq: number | null; viewerId: number; firstId?: number | null },
): Row[] {
  const rows: Row[] = [];
  let lined = line.newAfterSeq === null || (messages[0]?.seq ?? 0) > line.newAfterSeq + 1;
  messages.forEach((message, at) => {
    const before = messages[at - 1];
    const newDay = !before || dayOf(clock, new Date(before.created_at)) !== dayOf(clock, new Date(message.created_at));
    const mayBeNew = message.author.id !== line.viewerId || message.id === line.firstId;
    const startsNew = !lined && message.seq > (line.newAfterSeq ?? 0) && mayBeNew;
    if (newDay) rows.push({ kind: "day", key: `day-${message.id}`, at: message.created_at });
    if (startsNew) rows.push({ kind: "new", key: "new" });
    lined ||= startsNew;
    const leads = newDay || startsNew || !continues(before, message);
    rows.push({ kind: "message", key: message.client_id, message, leads });
  });
  return rows;
}

export function continues(before: MessageView | undefined, message: MessageView): boolean {
  if (!before || before.author.id !== message.author.id || message.reply_to || before.deleted_at) return false;
  // A program may speak under several names.
  if (before.author.display_name !== message.author.display_name) return false;
  if (before.to?.id !== message.to?.id) return false;
  const apartMs = Date.parse(message.created_at) - Date.parse(before.created_at);
  return apartMs < messageGroupMinutes * 60_000;
}

/** Whether a text is folded until one asks for all of it. */
export const isLong = (text: string): boolean =>
  text.length > foldedChars || text.split("\n", foldedLines + 1).length > foldedLines;

/** The beginning of a text on one line, without the marks of Markdown, for a list. */
export const plainText = (text: string, chars: number): string =>
  (actionOf(text) ?? text)
    .slice(0, chars * 3)
    .replace(/```\w*\n?|[*~`]+|^\s*(?:#{1,6}\s|>+)/gm, "")
    .replace(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, "")
    .replace(/\[((?:\\.|[^\]\\])*)\]\([^)]*\)/g, "$1")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, chars);
