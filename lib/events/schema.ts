import { z } from "zod";
import type { ErrorCode, Place } from "@/lib/errors";
import type { InboxState } from "@/lib/inbox/schema";
import { filesPerMessageMax, frameBytesMax, newsMarksMax, newsPeopleMax, resumeRoomsMax } from "@/lib/limits";
import type { DraftView, MessageView, ThreadPlace } from "@/lib/messages/schema";
import type { PersonRef, Presence } from "@/lib/people/schema";
import { idSchema } from "@/lib/people/schema";
import type { RoomView, UnreadView } from "@/lib/rooms/schema";

/**
 * What one process tells the others over the bus: ids alone, so that a lost or a repeated one does no harm.
 * The sidecar reads what it tells people from the database.
 */
export const busEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("room_changed"), roomId: idSchema, version: z.number() }),
  /** A whisper was written or changed: for its two people alone. */
  z.object({
    type: z.literal("whisper"),
    roomId: idSchema,
    messageId: idSchema,
    personIds: z.array(idSchema).length(2),
  }),
  z.object({ type: z.literal("members_joined"), roomId: idSchema, personIds: z.array(idSchema).max(newsPeopleMax) }),
  z.object({ type: z.literal("members_left"), roomId: idSchema, personIds: z.array(idSchema).max(newsPeopleMax) }),
  z.object({ type: z.literal("room_deleted"), roomId: idSchema }),
  z.object({ type: z.literal("sessions_ended"), sessionIds: z.array(z.uuid()) }),
  z.object({ type: z.literal("read"), roomId: idSchema, personId: idSchema, messageId: idSchema, seq: z.number() }),
  z.object({
    type: z.literal("reads"),
    personId: idSchema,
    marks: z.array(z.object({ roomId: idSchema, messageId: idSchema, seq: z.number() })).max(newsMarksMax),
  }),
  /** Somebody's own counts have moved, in one room or in any; nobody else is told. */
  z.object({ type: z.literal("counts"), personId: idSchema, roomId: idSchema.optional() }),
  z.object({ type: z.literal("draft"), personId: idSchema, roomId: idSchema, threadId: z.number() }),
  /** The parts that these have in a thread have changed; each is told their own. */
  z.object({
    type: z.literal("thread"),
    roomId: idSchema,
    threadId: idSchema,
    personIds: z.array(idSchema).max(newsPeopleMax),
  }),
  /** Somebody has looked at their inbox, or read a whisper. */
  z.object({ type: z.literal("inbox"), personId: idSchema }),
  z.object({ type: z.literal("typing"), roomId: idSchema, personId: idSchema }),
  z.object({
    type: z.literal("presence"),
    relayId: z.uuid(),
    changes: z.array(z.object({ personId: idSchema, status: z.enum(["online", "away", "offline"]) })),
  }),
]);

export type BusEvent = z.infer<typeof busEvent>;

const roomId = idSchema.optional();
const text = z.string().max(frameBytesMax);

/** What a client may send over the socket. `room_id` may be left out on `/ws/ROOM_ID`. */
export const clientFrame = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("auth"), token: z.string().max(4_096) }),
  z.strictObject({
    type: z.literal("message"),
    room_id: roomId,
    text,
    client_id: z.uuid().optional(),
    to: idSchema.nullish(),
    reply_to: idSchema.nullish(),
    thread_id: idSchema.nullish(),
    file_ids: z.array(idSchema).max(filesPerMessageMax).nullish(),
  }),
  z.strictObject({ type: z.literal("draft"), room_id: roomId, thread_id: idSchema.nullish(), text }),
  /** With `thread_id` the message is a reply in that thread, and it is the thread that has been read so far. */
  z.strictObject({ type: z.literal("read"), room_id: roomId, message_id: idSchema, thread_id: idSchema.nullish() }),
  z.strictObject({ type: z.literal("typing"), room_id: roomId }),
  z.strictObject({ type: z.literal("presence"), status: z.enum(["online", "away"]) }),
  z.strictObject({
    type: z.literal("resume"),
    rooms: z
      .record(z.string().regex(/^[1-9]\d{0,15}$/), z.number().int().nonnegative())
      .refine((rooms) => Object.keys(rooms).length <= resumeRoomsMax, "tooManyResumed"),
  }),
  z.strictObject({ type: z.literal("ping") }),
]);

export type ClientFrame = z.infer<typeof clientFrame>;

/** What the server sends over the socket. */
export type ServerFrame =
  | {
      type: "ready";
      user_id: number;
      heartbeat_ms: number;
      rooms: Record<string, number>;
      unread: (UnreadView & { room_id: number })[];
      /** Where something is half written. */
      drafts: Omit<DraftView, "text">[];
    }
  | { type: "message" | "message_changed"; room_id: number; version?: number; message: MessageView }
  | { type: "room"; room_id: number; version: number; room: RoomView }
  | { type: "membership"; room_id: number; version: number; user: PersonRef; change: "joined" | "left" | "role" }
  | { type: "added"; room: RoomView }
  | { type: "removed"; room_id: number }
  | { type: "read"; room_id: number; user_id: number; message_id: number; seq: number }
  | ({ type: "unread"; room_id: number } & UnreadView)
  /** One's own, on all of one's devices; `saved` to the one that has just sent it. */
  | ({ type: "draft"; saved?: true } & DraftView)
  /** One's own part in a thread has changed, on all of one's devices: whether one follows it, how far one has read it. */
  | ({ type: "thread" } & ThreadPlace)
  /** What waits in one's inbox: first after `ready`, then whenever it may have changed. */
  | ({ type: "inbox" } & InboxState)
  | { type: "typing"; room_id: number; user_id: number }
  | { type: "presence"; user_id: number; status: Presence; last_seen_at: string | null }
  | { type: "resumed"; room_id: number; version: number; room: RoomView; messages: MessageView[] }
  | { type: "reset"; room_id: number }
  | { type: "resync" }
  | { type: "ack"; client_id: string; message: MessageView }
  /**
   * `errors` names the fields that are wrong, as a problem document of the calls does; `retry_after` says, as the header
   * of a call does, in how many seconds the same may be tried again.
   */
  | { type: "error"; code: ErrorCode; detail: string; errors: Place[]; client_id?: string; retry_after?: number }
  | { type: "pong" };

export const closeCodes = {
  notSignedIn: 4001,
  signedOut: 4003,
  tooSlow: 4008,
  tooMany: 4009,
  restarting: 1012,
} as const;
