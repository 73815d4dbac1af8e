import { z } from "zod";
import type { FileView } from "@/lib/files/schema";
import { messageCharsMax, messagePageSizeMax } from "@/lib/limits";
import { idSchema, type PersonRef } from "@/lib/people/schema";
import { cleanText, isBlank } from "@/lib/text";

export const messageTextSchema = z
  .string()
  .transform(cleanText)
  .refine((value) => !isBlank(value), "messageEmpty");

export const postMessageInput = z.strictObject({
  roomId: idSchema,
  text: messageTextSchema,
  clientId: z.uuid(),
  replyToId: idSchema.optional(),
});

export const readMessagesInput = z.strictObject({
  roomId: idSchema,
  before: idSchema.optional(),
  after: idSchema.optional(),
  around: idSchema.optional(),
  limit: z.number().int().min(1).max(messagePageSizeMax).optional(),
});

export type PostMessage = z.infer<typeof postMessageInput>;
export type ReadMessages = z.infer<typeof readMessagesInput>;

export interface MessageView {
  id: number;
  room_id: number;
  seq: number;
  /** The room's change that made the message what it is now. */
  version: number;
  author: PersonRef;
  text: string;
  html: string;
  to: Omit<PersonRef, "avatar_url"> | null;
  reply_to: { id: number; author: PersonRef; text: string } | null;
  thread_id: number | null;
  replies: { count: number; last_at: string | null } | null;
  attachments: FileView[];
  reactions: { emoji: string; count: number; mine: boolean }[];
  mentions: number[];
  pinned: boolean;
  edited_at: string | null;
  deleted_at: string | null;
  created_at: string;
  client_id: string;
}

/** Oldest first, with whether there is more on either side. */
export interface MessagePage {
  items: MessageView[];
  has_before: boolean;
  has_after: boolean;
}

export const tooLongForMessage = (text: string): boolean => text.length > messageCharsMax;
