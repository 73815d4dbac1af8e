import { z } from "zod";
import { cursorCharsMax, listPageSizeMax } from "@/lib/limits";
import type { MessageView } from "@/lib/messages/schema";
import { momentSchema } from "@/lib/moments";
import type { Page, PersonRef } from "@/lib/people/schema";
import type { RoomView } from "@/lib/rooms/schema";

export const inboxKinds = ["mention", "reply", "reaction", "whisper"] as const;
export type InboxKind = (typeof inboxKinds)[number];

export const listInboxInput = z.strictObject({
  /** Only what is of this kind. */
  kind: z.enum(inboxKinds).optional(),
  cursor: z.string().max(cursorCharsMax).optional(),
  limit: z.coerce.number().int().min(1).max(listPageSizeMax).optional(),
});

export const seeInboxInput = z.strictObject({ until: momentSchema });

export type ListInbox = z.infer<typeof listInboxInput>;
export type SeeInbox = z.infer<typeof seeInboxInput>;

/** Something that was said to somebody, with what stands around it. */
export interface InboxEntry {
  kind: InboxKind;
  /** Of signs: when the last one was put. */
  at: string;
  /** It came after one has looked last, and was not read at its place since. */
  is_new: boolean;
  room: Pick<RoomView, "id" | "kind" | "name" | "visibility">;
  /** What was said; of signs one's own message under which they were put; of a thread the latest reply of another. */
  message: MessageView;
  /** What stands before it in the room or in the thread. */
  before: MessageView | null;
  /** Of what stands in a thread: what that hangs on. */
  root: MessageView | null;
  /** Of a thread: how many replies one has not read. */
  waiting: number;
  signs: Signs | null;
}

/** Signs under one message, the latest first. */
export interface Signs {
  emoji: string[];
  /** A few of those who put them. */
  people: PersonRef[];
  /** How many people put one. */
  count: number;
}

export interface InboxPage extends Page<InboxEntry> {
  /** What came until then had been looked at. */
  seen_at: string;
}

/** What waits in one's inbox, counted up to `inboxCountMax`, and where one has whispers that one has not read. */
export interface InboxState {
  count: number;
  whisper_rooms: number[];
}
