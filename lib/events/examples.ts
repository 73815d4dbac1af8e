import type { MessageView } from "@/lib/messages/schema";
import type { PersonRef } from "@/lib/people/schema";
import type { RoomView } from "@/lib/rooms/schema";
import type { ClientFrame, ServerFrame } from "./schema";

const at = "2026-03-31T08:15:00.000Z";
const anna: PersonRef = { id: 7, username: "anna", display_name: "Anna Krylova", avatar_url: null };

const message: MessageView = {
  id: 4711,
  room_id: 12,
  seq: 35,
  version: 48,
  revision: 0,
  author: anna,
  text: "The lorry is at gate 3",
  html: "<p>The lorry is at gate 3</p>\n",
  to: null,
  reply_to: null,
  thread_id: null,
  replies: null,
  attachments: [],
  reactions: [],
  mentions: [],
  pinned: false,
  edited_at: null,
  deleted_at: null,
  created_at: at,
  client_id: "0b6f3a52-4c1e-4f0e-8d7b-6a2f1c9e5d10",
};

const unread = { count: 2, mentions: 1, first_unread_id: 4710 };

const room: RoomView = {
  id: 12,
  kind: "room",
  name: "Warehouse",
  topic: "What comes and goes",
  visibility: "open",
  archived: false,
  for_all: false,
  history: "all",
  created_by: 7,
  created_at: at,
  member_count: 24,
  my_role: "member",
  notify: "all",
  unread,
  last_message: null,
  version: 48,
  last_read_seq: 33,
  from_seq: 0,
  people: [],
};

type Examples<Frame extends { type: string }> = { [Type in Frame["type"]]: Extract<Frame, { type: Type }> };

/** A frame of each kind that the server sends, as one would come. */
export const serverExamples: Record<ServerFrame["type"], ServerFrame> = {
  ready: {
    type: "ready",
    user_id: 7,
    heartbeat_ms: 15_000,
    rooms: { "12": 48 },
    unread: [{ room_id: 12, ...unread }],
    drafts: [],
  },
  message: { type: "message", room_id: 12, version: 48, message },
  message_changed: {
    type: "message_changed",
    room_id: 12,
    version: 49,
    message: { ...message, version: 49, revision: 1, reactions: [{ emoji: "👍", count: 1, mine: false }] },
  },
  room: { type: "room", room_id: 12, version: 50, room: { ...room, version: 50, topic: "Shipments of this week" } },
  membership: { type: "membership", room_id: 12, version: 51, user: anna, change: "joined" },
  added: { type: "added", room },
  removed: { type: "removed", room_id: 12 },
  read: { type: "read", room_id: 12, user_id: 9, message_id: 4711, seq: 35 },
  unread: { type: "unread", room_id: 12, ...unread },
  draft: { type: "draft", room_id: 12, thread_id: null, text: "What I was about to", updated_at: at },
  thread: { type: "thread", room_id: 12, thread_id: 4711, following: true, last_read_seq: 3 },
  inbox: { type: "inbox", count: 3, whisper_rooms: [12] },
  typing: { type: "typing", room_id: 12, user_id: 9 },
  presence: { type: "presence", user_id: 9, status: "away", last_seen_at: at },
  resumed: { type: "resumed", room_id: 12, version: 51, room: { ...room, version: 51 }, messages: [message] },
  reset: { type: "reset", room_id: 12 },
  resync: { type: "resync" },
  ack: { type: "ack", client_id: message.client_id, message },
  error: {
    type: "error",
    code: "invalid",
    detail: "Not right: to. Correct this and send it again.",
    errors: [{ path: "to", message: "Give a whole number, 1 or more." }],
    client_id: message.client_id,
  },
  pong: { type: "pong" },
};

/** A frame of each kind that a client sends. */
export const clientExamples: Examples<ClientFrame> = {
  auth: { type: "auth", token: "staffroom_…" },
  message: { type: "message", room_id: 12, text: "The lorry is at gate 3", client_id: message.client_id },
  draft: { type: "draft", room_id: 12, text: "What I was about to" },
  read: { type: "read", room_id: 12, message_id: 4711 },
  typing: { type: "typing", room_id: 12 },
  presence: { type: "presence", status: "away" },
  resume: { type: "resume", rooms: { "12": 48 } },
  ping: { type: "ping" },
};
