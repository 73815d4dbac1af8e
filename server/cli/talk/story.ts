import { dayOf } from "@/lib/i18n/time";
import { timelineRows } from "@/lib/messages/rows";
import type { MessageView } from "@/server/client";
import { drawChange, drawDay, drawHeading, drawMessage, drawNew, type Look } from "./rows";

const keptMax = 5_000;

/** What was said, as it stands in the terminal: each message once, with the numbers by which it is called. */
export class Story {
  readonly #known = new Map<number, MessageView>();
  #lastDay = "";
  #firstId: number | null = null;

  /** @param look how it is drawn just now: terminals change their width */
  constructor(private readonly look: () => Look) {}

  /** The first page. @param newAfterSeq the line over what is new stands behind it; null for none */
  open(messages: MessageView[], newAfterSeq: number | null, now: Date): string[] {
    this.#keep(messages);
    this.#firstId = messages[0]?.id ?? null;
    const look = this.look();
    const place = { newAfterSeq, viewerId: look.viewer.id };
    const rows = timelineRows(messages, look.clock, place).flatMap((row) => {
      if (row.kind === "day") return [drawDay(look, new Date(row.at), now)];
      return row.kind === "new" ? [drawNew(look)] : drawMessage(look, row.message);
    });
    // Nothing that was read stands in the window: the line is above it.
    const isAllNew = newAfterSeq !== null && (messages[0]?.seq ?? 0) > newAfterSeq + 1;
    return isAllNew ? [drawNew(look), ...rows] : rows;
  }

  /** A page before what stands there. */
  older(messages: MessageView[], now: Date): string[] {
    this.#keep(messages);
    this.#firstId = messages[0]?.id ?? this.#firstId;
    const look = this.look();
    const rows = timelineRows(messages, look.clock, { newAfterSeq: null, viewerId: 0 }).flatMap((row) => {
      if (row.kind === "day") return [drawDay(look, new Date(row.at), now)];
      return row.kind === "message" ? drawMessage(look, row.message) : [];
    });
    return [drawHeading(look, look.words.earlier), ...rows, drawHeading(look, look.words.now)];
  }

  /** @param firstUnreadId the line over what is new stands before it */
  thread(title: string, messages: MessageView[], firstUnreadId: number | null): string[] {
    const look = this.look();
    for (const one of messages) this.#known.set(one.id, one);
    return [
      drawHeading(look, title),
      ...messages.flatMap((one) => [...(one.id === firstUnreadId ? [drawNew(look)] : []), ...drawMessage(look, one)]),
      drawHeading(look, look.words.now),
    ];
  }

  /** One more. @param isNew whether the line stands before it */
  said(message: MessageView, isNew: boolean, now: Date): string[] {
    if (this.#known.has(message.id)) return [];
    const look = this.look();
    const at = new Date(message.created_at);
    const day = dayOf(look.clock, at) === this.#lastDay ? [] : [drawDay(look, at, now)];
    this.#keep([message]);
    return [...day, ...(isNew ? [drawNew(look)] : []), ...drawMessage(this.look(), message)];
  }

  changed(message: MessageView): string[] {
    const before = this.#known.get(message.id);
    if (before && before.revision >= message.revision) return [];
    this.#known.set(message.id, message);
    return drawChange(this.look(), before, message);
  }

  message(id: number): MessageView | null {
    return this.#known.get(id) ?? null;
  }

  /** The last that somebody said, of what stands there. */
  lastOf(authorId: number): MessageView | null {
    const theirs = [...this.#known.values()].filter((one) => one.author.id === authorId && one.deleted_at === null);
    return theirs.reduce<MessageView | null>((last, one) => (last && last.id > one.id ? last : one), null);
  }

  get firstId(): number | null {
    return this.#firstId;
  }

  #keep(messages: MessageView[]): void {
    for (const message of messages) this.#known.set(message.id, message);
    const last = messages.at(-1);
    if (last) this.#lastDay = dayOf(this.look().clock, new Date(last.created_at));
    for (const id of this.#known.keys()) {
      if (this.#known.size <= keptMax) break;
      this.#known.delete(id);
    }
  }
}
