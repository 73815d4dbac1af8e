import { timelineRowsMax } from "@/lib/limits";
import { comesBefore } from "./order";
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
  if (known && known.revision > message.revision) return recent;
  const messages = new Map(recent.messages);
  messages.delete(message.id);
  messages.set(message.id, message);
  const [oldest] = messages.values();
  if (!oldest || messages.size <= timelineRowsMax) return { ...recent, messages };
  messages.delete(oldest.id);
  return { messages, since: Math.max(recent.since, oldest.version) };
}

/** The page as it would be read now; behind one that reached the end stands what was told since. */
export function upToDate(recent: Recent, page: MessagePage): MessageView[] {
  const messages = page.items.map((message) => {
    const told = recent.messages.get(message.id);
    return told && told.revision > message.revision ? told : message;
  });
  return page.has_after ? messages : [...messages, ...following(recent, messages.at(-1))];
}

/** What was told and stands behind, as far as no number is missing; whispers stand behind the message of their number. */
function following(recent: Recent, last: MessageView | undefined): MessageView[] {
  const behind = [...recent.messages.values()]
    .filter((message) => !last || comesBefore(last, message))
    .sort((one, other) => (comesBefore(one, other) ? -1 : 1));
  let reached = last?.seq ?? 0;
  const gap = behind.findIndex((message) => {
    if (message.seq > reached + 1 || (message.to !== null && message.seq > reached)) return true;
    reached = message.seq;
    return false;
  });
  return gap < 0 ? behind : behind.slice(0, gap);
}
