import type { ServerFrame } from "@/lib/events/schema";
import { timelineRowsMax } from "@/lib/limits";
import type { PersonRef } from "@/lib/people/schema";
import { comesBefore, quoteOf } from "./order";
import { type Recent, remember, rememberFrom, upToDate } from "./recent";
import type { MessagePage, MessageView } from "./schema";

/**
 * A window on a room's stream with one's whispers in it, or on that of a thread: contiguous messages, oldest first.
 * `version` is the last change applied without a gap; `heardVersion` the last one heard of.
 */
export interface Timeline {
  roomId: number;
  viewerId: number;
  /** The message on which the thread hangs, as it is now; null for the room's own stream. */
  root: MessageView | null;
  version: number;
  heardVersion: number;
  messages: MessageView[];
  hasBefore: boolean;
  hasAfter: boolean;
  /** The greatest `seq` heard of: whether the window reaches the end is judged by it. */
  lastSeq: number;
  recent: Recent;
  /** How far each other person has read, by `seq`. */
  readers: ReadonlyMap<number, number>;
  /** Asked of the effects: catch up from `version`, or read the room again. */
  wants: "nothing" | "resume" | "reload";
  removed: boolean;
}

/** A page bears the version that was known when it was asked for: it was read no earlier. */
export type TimelineEvent =
  | { type: "frame"; frame: ServerFrame }
  | { type: "connected" }
  | { type: "asked" }
  | { type: "settled"; message: MessageView }
  | { type: "older" | "newer" | "replaced"; page: MessagePage; version: number };

export function openTimeline(room: {
  roomId: number;
  viewerId: number;
  root?: MessageView;
  version: number;
  page: MessagePage;
  lastSeq: number;
  readers: { person: PersonRef; seq: number }[];
}): Timeline {
  return {
    roomId: room.roomId,
    viewerId: room.viewerId,
    root: room.root ?? null,
    version: room.version,
    heardVersion: room.version,
    messages: room.page.items,
    hasBefore: room.page.has_before,
    hasAfter: room.page.has_after,
    lastSeq: Math.max(room.lastSeq, room.page.items.at(-1)?.seq ?? 0),
    recent: rememberFrom(room.version),
    readers: new Map(room.readers.map((reader) => [reader.person.id, reader.seq])),
    wants: "nothing",
    removed: false,
  };
}

/** Every arrow of the timeline. Pure: the same state and event give the same state. */
export function timelineReducer(state: Timeline, event: TimelineEvent): Timeline {
  switch (event.type) {
    case "frame":
      return applyFrame(state, event.frame);
    case "connected":
      // Also where no version was missed: a whisper takes none.
      return { ...state, wants: "resume" };
    case "asked":
      return { ...state, wants: "nothing" };
    case "settled":
      return takeIn(state, event.message);
    case "older":
      return addOlder(state, event.page, event.version);
    case "newer":
      return addNewer(state, event.page, event.version);
    case "replaced":
      return replace(state, event.page, event.version);
    default:
      return event satisfies never;
  }
}

function applyFrame(state: Timeline, frame: ServerFrame): Timeline {
  switch (frame.type) {
    case "message":
    case "message_changed":
      if (frame.room_id !== state.roomId) return state;
      return frame.version === undefined
        ? takeIn(state, frame.message)
        : inOrder(state, frame.version, (ready) => takeIn(ready, frame.message));
    case "room":
    case "membership":
      return frame.room_id === state.roomId ? inOrder(state, frame.version, (ready) => ready) : state;
    case "resumed":
      return frame.room_id === state.roomId ? resume(state, frame.version, frame.messages) : state;
    case "reset":
      return frame.room_id === state.roomId ? { ...state, wants: "reload" } : state;
    case "resync":
      return { ...state, wants: "resume" };
    case "removed":
      return frame.room_id === state.roomId ? { ...state, removed: true } : state;
    case "added":
      return frame.room.id === state.roomId ? { ...state, removed: false, wants: "resume" } : state;
    case "read":
      return frame.room_id === state.roomId && frame.user_id !== state.viewerId ? readUpTo(state, frame) : state;
    case "ready":
    case "unread":
    case "draft":
    case "thread":
    case "inbox":
    case "typing":
    case "presence":
    case "ack":
    case "error":
    case "pong":
      return state;
    default:
      return frame satisfies never;
  }
}

/** A change that follows the last one is applied, an older one is known already, a later one shows a gap. */
function inOrder(state: Timeline, version: number, apply: (state: Timeline) => Timeline): Timeline {
  if (version <= state.version) return state;
  const heard = { ...state, heardVersion: Math.max(state.heardVersion, version) };
  if (version > state.version + 1) return { ...heard, wants: "resume" };
  return { ...apply(heard), version };
}

function resume(state: Timeline, version: number, changed: MessageView[]): Timeline {
  if (version < state.version) return state;
  const caughtUp = changed.reduce(takeIn, { ...state, version, heardVersion: Math.max(state.heardVersion, version) });
  return { ...caughtUp, wants: caughtUp.heardVersion > version ? "resume" : "nothing" };
}

/** Puts a message in its place if the window reaches there; a known one is taken only if it is newer. */
function takeIn(before: Timeline, message: MessageView): Timeline {
  if (message.id === before.root?.id) return withRoot(before, message);
  if (message.thread_id !== (before.root?.id ?? null)) return before;
  const state = { ...before, recent: remember(before.recent, message) };
  const lastSeq = Math.max(state.lastSeq, message.seq);
  const at = state.messages.findIndex((known) => known.id === message.id);
  const known = state.messages[at];
  if (known) {
    const messages = known.revision > message.revision ? state.messages : state.messages.with(at, message);
    return { ...state, lastSeq, messages: requoted(messages, message) };
  }
  if (isOutside(state, message)) return { ...state, lastSeq };
  return trimmed({ ...state, lastSeq, messages: insertInPlace(state.messages, message) });
}

const withRoot = (state: Timeline, message: MessageView): Timeline =>
  state.root && state.root.revision > message.revision ? state : { ...state, root: message };

/** What lies beyond an edge is read when one comes there. A window that reaches the beginning has no outside above. */
function isOutside({ messages, hasBefore, hasAfter }: Timeline, message: MessageView): boolean {
  const [first, last] = [messages[0], messages.at(-1)];
  const isAbove = hasBefore && first !== undefined && comesBefore(message, first);
  return isAbove || (hasAfter && (last === undefined || comesBefore(last, message)));
}

/** A page that stays open for days lets go of what is far above. */
const trimmed = (state: Timeline): Timeline =>
  state.messages.length <= 2 * timelineRowsMax
    ? state
    : { ...state, messages: state.messages.slice(-timelineRowsMax), hasBefore: true };

/** A quote shows what the quoted message says now. */
const requoted = (messages: MessageView[], changed: MessageView): MessageView[] =>
  messages.some((message) => message.reply_to?.id === changed.id)
    ? messages.map((message) =>
        message.reply_to?.id === changed.id
          ? { ...message, reply_to: { ...message.reply_to, text: quoteOf(changed) } }
          : message,
      )
    : messages;

function insertInPlace(messages: MessageView[], message: MessageView): MessageView[] {
  const at = messages.findLastIndex((known) => comesBefore(known, message));
  return messages.toSpliced(at + 1, 0, message);
}

function addOlder(state: Timeline, page: MessagePage, version: number): Timeline {
  if (version < state.recent.since) return { ...state, wants: "reload" };
  const first = state.messages[0];
  const older = upToDate(state.recent, page).filter((message) => !first || comesBefore(message, first));
  const last = older.at(-1);
  // The window went elsewhere while the page was read.
  if (last && first && !follows(last, first)) return state;
  const messages = [...older, ...state.messages];
  const kept = messages.slice(0, timelineRowsMax);
  return {
    ...state,
    messages: kept,
    hasBefore: last || page.items.length === 0 ? page.has_before : state.hasBefore,
    hasAfter: state.hasAfter || kept.length < messages.length,
  };
}

function addNewer(state: Timeline, page: MessagePage, version: number): Timeline {
  if (version < state.recent.since) return { ...state, wants: "reload" };
  const last = state.messages.at(-1);
  const newer = upToDate(state.recent, page).filter((message) => !last || comesBefore(last, message));
  if (last && newer[0] && !follows(last, newer[0])) return state;
  const messages = [...state.messages, ...newer];
  const kept = messages.slice(-timelineRowsMax);
  return {
    ...state,
    messages: kept,
    hasBefore: state.hasBefore || kept.length < messages.length,
    ...endOf(state, page, kept),
  };
}

/** Whether nothing can stand between two messages but whispers, which no page leaves out. */
const follows = (one: MessageView, other: MessageView) => other.seq === one.seq || other.seq === one.seq + 1;

function replace(state: Timeline, page: MessagePage, version: number): Timeline {
  if (version < state.recent.since) return { ...state, wants: "reload" };
  const messages = upToDate(state.recent, page);
  const reached = Math.max(state.version, version);
  const end = endOf(state, page, messages);
  // An empty window has no edge from which one reads on.
  if (messages.length === 0 && end.hasAfter) return { ...state, wants: "reload" };
  return {
    ...state,
    messages,
    hasBefore: page.has_before,
    ...end,
    version: reached,
    heardVersion: Math.max(state.heardVersion, reached),
    // What lies between the version known here and the page's was never told: older pages lack it.
    recent: version > state.version ? { ...state.recent, since: version } : state.recent,
    wants: state.heardVersion > reached ? "resume" : "nothing",
  };
}

/** A message may have been told while the page was read: then the end is not reached yet. */
function endOf(state: Timeline, page: MessagePage, messages: MessageView[]): Pick<Timeline, "hasAfter" | "lastSeq"> {
  const last = messages.at(-1)?.seq ?? 0;
  const lastSeq = Math.max(state.lastSeq, last);
  return { lastSeq, hasAfter: page.has_after || last < lastSeq };
}

function readUpTo(state: Timeline, frame: { user_id: number; seq: number }): Timeline {
  if ((state.readers.get(frame.user_id) ?? 0) >= frame.seq) return state;
  return { ...state, readers: new Map(state.readers).set(frame.user_id, frame.seq) };
}
