import { timelineRowsMax } from "@/lib/limits";
import type { MessagePage, MessageView } from "./schema";

/**
 * What was told lately, wherever in the room. A page of history was read at some moment before it arrives: what was
 * told in between is newer than the page, and is not undone by it.
 */
export interface Recent {
  messages: ReadonlyMap<number, MessageView>;
  /** Every change after this version is among them: a page that was asked for earlier cannot be brought up to date. */
  since: number;
}

export const rememberFrom = (version: number): Recent => ({ messages: new Map(), since: version });

export function remember(recent: Recent, message: MessageView): Recent {
  const known = recent.messages.get(message.id);
  if (known && known.version > message.version) return recent;
  const messages = new Map(recent.messages);
  messages.delete(message.id);
  messages.set(message.id, message);
  const [oldest] = messages.values();
  if (!oldest || messages.size <= timelineRowsMax) return { ...recent, messages };
  messages.delete(oldest.id);
  return { messages, since: Math.max(recent.since, oldest.version) };
}

/** The page as it would be read now, with what was told since right behind it. */
export function upToDate(recent: Recent, page: MessagePage): MessageView[] {
  const messages = page.items.map((message) => {
    const told = recent.messages.get(message.id);
    return told && told.version > message.version ? told : message;
  });
  const bySeq = new Map([...recent.messages.values()].map((message) => [message.seq, message]));
  for (let next = bySeq.get(after(messages)); next; next = bySeq.get(after(messages))) messages.push(next);
  return messages;
}

/** The number that follows the last one; the stream is dense and begins with 1. */
const after = (messages: MessageView[]): number => (messages.at(-1)?.seq ?? 0) + 1;
