import type { ServerFrame } from "@/lib/events/schema";
import type { InboxState } from "@/lib/inbox/schema";
import type { DraftView, MessageView } from "@/lib/messages/schema";
import type { Presence } from "@/lib/people/schema";
import type { RoomView, UnreadView } from "./schema";

/** The list of rooms in the browser, with who is here. */
export interface Sidebar {
  viewerId: number;
  rooms: ReadonlyMap<number, RoomView>;
  presence: ReadonlyMap<number, Presence>;
  /** Where something is half written, as `room/thread`. */
  drafts: ReadonlySet<string>;
  /** What waits in one's inbox. */
  inbox: InboxState;
  /** Rooms of which the socket speaks but the list knows too little, with their versions: to be asked for. */
  unknown: Readonly<Record<string, number>>;
}

export type SidebarEvent =
  | { type: "frame"; frame: ServerFrame }
  | { type: "asked" }
  | { type: "refreshed"; rooms: RoomView[] };

export const openSidebar = (
  viewerId: number,
  rooms: RoomView[],
  presence: [number, Presence][],
  drafts: DraftPlace[] = [],
  inbox: InboxState = { count: 0, whisper_rooms: [] },
): Sidebar => ({
  viewerId,
  rooms: new Map(rooms.map((room) => [room.id, room])),
  presence: new Map(presence),
  drafts: new Set(drafts.map(placeOf)),
  inbox,
  unknown: {},
});

/** Every arrow of the list. Pure. */
export function sidebarReducer(state: Sidebar, event: SidebarEvent): Sidebar {
  switch (event.type) {
    case "frame":
      return applyFrame(state, event.frame);
    case "asked":
      return { ...state, unknown: {} };
    case "refreshed":
      return { ...state, rooms: mergeNewer(state.rooms, event.rooms) };
    default:
      return event satisfies never;
  }
}

function applyFrame(state: Sidebar, frame: ServerFrame): Sidebar {
  switch (frame.type) {
    case "ready":
      return applyReady(state, frame);
    case "message":
      return changeRoom(state, frame.room_id, (room) => withMessage(room, frame.message, frame.version));
    case "message_changed":
      return changeRoom(state, frame.room_id, (room) => withChangedMessage(room, frame.message, frame.version));
    case "room":
    case "added":
      return putRoom(state, frame.room);
    case "resumed":
      return putRoom(state, frame.room);
    case "membership":
      return changeRoom(state, frame.room_id, (room) => withMembership(room, frame));
    case "removed":
      return { ...state, rooms: new Map([...state.rooms].filter(([id]) => id !== frame.room_id)) };
    case "unread":
      return changeRoom(state, frame.room_id, (room) => ({ ...room, unread: countsOf(frame) }));
    case "draft":
      return withDraft(state, frame);
    case "inbox":
      return { ...state, inbox: { count: frame.count, whisper_rooms: frame.whisper_rooms } };
    case "presence":
      return { ...state, presence: new Map(state.presence).set(frame.user_id, frame.status) };
    case "read":
    case "thread":
    case "typing":
    case "reset":
    case "resync":
    case "ack":
    case "error":
    case "pong":
      return state;
    default:
      return frame satisfies never;
  }
}

/** What changed while the socket was away: rooms one is out of go, counts are taken, the rest is asked for. */
function applyReady(state: Sidebar, frame: Extract<ServerFrame, { type: "ready" }>): Sidebar {
  const unread = new Map(frame.unread.map((counts) => [counts.room_id, countsOf(counts)]));
  const mine = new Set(Object.keys(frame.rooms).map(Number));
  const kept = [...state.rooms]
    .filter(([id, room]) => mine.has(id) || room.my_role === null)
    .map(([id, room]) => [id, { ...room, unread: unread.get(id) ?? nothingUnread }] as const);
  const unknown = Object.fromEntries(
    Object.entries(frame.rooms).filter(([id, version]) => state.rooms.get(Number(id))?.version !== version),
  );
  return { ...state, rooms: new Map(kept), presence: new Map(), drafts: new Set(frame.drafts.map(placeOf)), unknown };
}

type DraftPlace = Pick<DraftView, "room_id" | "thread_id">;
const placeOf = ({ room_id, thread_id }: DraftPlace) => `${room_id}/${thread_id ?? 0}`;

function withDraft(state: Sidebar, draft: DraftPlace & { text: string }): Sidebar {
  const place = placeOf(draft);
  if (state.drafts.has(place) === (draft.text !== "")) return state;
  const others = [...state.drafts].filter((one) => one !== place);
  return { ...state, drafts: new Set(draft.text === "" ? others : [...others, place]) };
}

/** Whether something is half written in a room or in a thread of it. */
export const hasDraft = (state: Sidebar, roomId: number): boolean =>
  [...state.drafts].some((place) => place.startsWith(`${roomId}/`));

function withMessage(room: RoomView, message: MessageView, version: number | undefined): RoomView {
  const newer = message.thread_id === null && message.seq > (room.last_message?.seq ?? 0);
  return { ...room, version: Math.max(room.version, version ?? 0), last_message: newer ? message : room.last_message };
}

function withChangedMessage(room: RoomView, message: MessageView, version: number | undefined): RoomView {
  const shown = room.last_message?.id === message.id;
  return { ...room, version: Math.max(room.version, version ?? 0), last_message: shown ? message : room.last_message };
}

function withMembership(room: RoomView, frame: Extract<ServerFrame, { type: "membership" }>): RoomView {
  if (frame.version <= room.version) return room;
  const step = frame.change === "joined" ? 1 : frame.change === "left" ? -1 : 0;
  return { ...room, version: frame.version, member_count: room.member_count + step };
}

const putRoom = (state: Sidebar, room: RoomView): Sidebar =>
  (state.rooms.get(room.id)?.version ?? -1) > room.version
    ? state
    : { ...state, rooms: new Map(state.rooms).set(room.id, room) };

const changeRoom = (state: Sidebar, id: number, change: (room: RoomView) => RoomView): Sidebar => {
  const room = state.rooms.get(id);
  return room ? { ...state, rooms: new Map(state.rooms).set(id, change(room)) } : state;
};

const mergeNewer = (known: ReadonlyMap<number, RoomView>, rooms: RoomView[]) =>
  new Map(
    rooms.map((room) => {
      const here = known.get(room.id);
      return [room.id, here && here.version > room.version ? here : room];
    }),
  );

const nothingUnread: UnreadView = { count: 0, mentions: 0, first_unread_id: null };
const countsOf = ({ count, mentions, first_unread_id, marked }: UnreadView): UnreadView => ({
  count,
  mentions,
  first_unread_id,
  ...(marked && { marked }),
});

/** Rooms of one kind or of all, the newest talk first. */
export function sortedRooms(state: Sidebar, kind?: RoomView["kind"]): RoomView[] {
  return [...state.rooms.values()]
    .filter((room) => (kind === undefined || room.kind === kind) && room.my_role !== null)
    .sort((a, b) => lastTalk(b).localeCompare(lastTalk(a)) || b.id - a.id);
}

/** Whether something is unread in a room: in its stream, or whispered there. */
export const waitsIn = (state: Sidebar, { id, unread }: RoomView): boolean =>
  unread.count > 0 || state.inbox.whisper_rooms.includes(id);

/** The room that follows in the order of the list, round its end, among those where something is unread. */
export function nextUnread(state: Sidebar, roomId: number, step: 1 | -1): RoomView | undefined {
  const listed = [...sortedRooms(state, "room"), ...sortedRooms(state, "direct")];
  const from = listed.findIndex((room) => room.id === roomId);
  const after = from < 0 ? listed : [...listed.slice(from + 1), ...listed.slice(0, from)];
  const unread = after.filter((room) => waitsIn(state, room));
  return step === 1 ? unread[0] : unread.at(-1);
}

export const lastTalk = (room: RoomView): string => room.last_message?.created_at ?? room.created_at;
