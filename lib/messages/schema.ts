import { z } from "zod";
import { emojiSchema } from "@/lib/emoji";
import type { FileView } from "@/lib/files/schema";
import {
  cursorCharsMax,
  filesPerMessageMax,
  listPageSizeMax,
  messageCharsMax,
  messagePageSizeMax,
  threadPlacesMax,
  usernameCharsMax,
} from "@/lib/limits";
import { idSchema, type PersonRef, type UserView } from "@/lib/people/schema";
import { cleanText, isBlank } from "@/lib/text";

/** What is said, and where to: into the room, into a thread of it (`threadId`, its root), or to one person (`toId`). */
export const saying = z.strictObject({
  text: z.string().transform(cleanText),
  clientId: z.uuid(),
  replyToId: idSchema.optional(),
  threadId: idSchema.optional(),
  toId: idSchema.optional(),
  fileIds: z.array(idSchema).max(filesPerMessageMax).optional(),
});

/** A message without a word carries files. */
export const saysSomething = ({ text, fileIds }: { text: string; fileIds?: number[] }): boolean =>
  !isBlank(text) || (fileIds?.length ?? 0) > 0;

/** A whisper has no thread: it would be seen that there is one. */
export const whispersOrThreads = ({ toId, threadId }: { toId?: number; threadId?: number }): boolean =>
  toId === undefined || threadId === undefined;

export const postMessageInput = z
  .strictObject({ roomId: idSchema, ...saying.shape })
  .refine(saysSomething, { path: ["text"], message: "messageEmpty" })
  .refine(whispersOrThreads, { path: ["thread_id"], message: "whisperInThread" });

export const findMemberInput = z.strictObject({
  roomId: idSchema,
  username: z.string().max(usernameCharsMax),
});

const typedId = z.coerce.number().pipe(idSchema);

/** What a form says: its numbers are words. */
export const postMessageForm = z
  .strictObject({
    ...saying.shape,
    roomId: typedId,
    replyToId: typedId.optional(),
    threadId: typedId.optional(),
    toId: typedId.optional(),
  })
  .pipe(postMessageInput);

export const messageInput = z.strictObject({ messageId: idSchema });
export const editMessageInput = z.strictObject({ messageId: idSchema, text: z.string().transform(cleanText) });
export const reactionInput = z.strictObject({ messageId: idSchema, emoji: emojiSchema });

/** Nothing but white space is no draft. */
export const saveDraftInput = z.strictObject({
  roomId: idSchema,
  threadId: idSchema.optional(),
  text: z.string().transform(cleanText),
});
export const messagesInput = z.strictObject({ messageIds: z.array(idSchema).max(messagePageSizeMax) });

// What the forms of the pages send.
const messageId = typedId;
export const messageForm = z.strictObject({ messageId });
export const editMessageForm = editMessageInput.extend({ messageId });
export const actOnMessageForm = z.discriminatedUnion("act", [
  z.strictObject({ act: z.enum(["react", "unreact"]), messageId, emoji: emojiSchema }),
  z.strictObject({ act: z.enum(["pin", "unpin", "save", "unsave", "unread", "follow", "unfollow"]), messageId }),
]);
export type ActOnMessage = z.infer<typeof actOnMessageForm>;

const place = {
  before: idSchema.optional(),
  after: idSchema.optional(),
  around: idSchema.optional(),
  limit: z.number().int().min(1).max(messagePageSizeMax).optional(),
};

export const readMessagesInput = z.strictObject({ roomId: idSchema, ...place });
export const readThreadInput = z.strictObject({ rootId: idSchema, ...place });

export const threadInput = z.strictObject({ rootId: idSchema });
export const markThreadReadInput = z.strictObject({ rootId: idSchema, messageId: idSchema });
export const followThreadInput = z.strictObject({ rootId: idSchema, following: z.boolean() });
export const followThreadForm = z
  .strictObject({ rootId: typedId, following: z.enum(["yes", "no"]) })
  .transform(({ rootId, following }) => ({ rootId, following: following === "yes" }));
export const threadPlacesInput = z.strictObject({
  roomId: idSchema,
  rootIds: z.array(idSchema).min(1).max(threadPlacesMax),
});

export const listReadsInput = z.strictObject({
  /** Those who have read it, or those who have not. */
  who: z.enum(["read", "unread"]).optional(),
  cursor: z.string().max(cursorCharsMax).optional(),
  limit: z.coerce.number().int().min(1).max(listPageSizeMax).optional(),
});

export type ListReads = z.infer<typeof listReadsInput>;
export type PostMessage = z.infer<typeof postMessageInput>;
export type EditMessage = z.infer<typeof editMessageInput>;
export type Reaction = z.infer<typeof reactionInput>;
export type ReadThread = z.infer<typeof readThreadInput>;
export type SaveDraft = z.infer<typeof saveDraftInput>;
export type MarkThreadRead = z.infer<typeof markThreadReadInput>;
export type FollowThread = z.infer<typeof followThreadInput>;
export type ReadMessages = z.infer<typeof readMessagesInput>;

/** Somebody who has read a message, by when; or who has not. */
export interface ReadView {
  user: UserView;
  read_at: string | null;
}

/** What somebody has half written; nobody else sees it. */
export interface DraftView {
  room_id: number;
  thread_id: number | null;
  /** As typed; empty where there is none. */
  text: string;
  /** Null where nothing was ever kept. */
  updated_at: string | null;
}

export interface MessageView {
  id: number;
  room_id: number;
  seq: number;
  /** The room's change that made the message what it is now; of a whisper, the room's at the time. */
  version: number;
  /** Each change of the message adds one. */
  revision: number;
  author: PersonRef;
  text: string;
  html: string;
  to: Omit<PersonRef, "avatar_url"> | null;
  reply_to: { id: number; author: PersonRef; text: string } | null;
  thread_id: number | null;
  replies: ThreadSummary | null;
  attachments: FileView[];
  reactions: { emoji: string; count: number; mine: boolean }[];
  mentions: number[];
  pinned: boolean;
  edited_at: string | null;
  deleted_at: string | null;
  created_at: string;
  client_id: string;
}

/** What an edited message said at one time. */
export interface EarlierVersion {
  html: string;
  written_at: string;
}

export interface ReactionPeople {
  emoji: string;
  people: PersonRef[];
}

/** A thread as its root shows it. `last_seq` numbers its newest reply; deleted ones keep their number. */
export interface ThreadSummary {
  count: number;
  last_at: string | null;
  last_seq: number;
  /** Who spoke last in it, the latest first. */
  people: PersonRef[];
}

/** One's own part in a thread; nobody else is told of it. Who has none neither follows it nor has anything unread there. */
export interface ThreadPlace {
  room_id: number;
  thread_id: number;
  following: boolean;
  last_read_seq: number;
}

/** A page of a thread with what one has to do with it. */
export interface OpenedThread extends MessagePage {
  root: MessageView;
  place: ThreadPlace;
  /** Of a thread that one follows the first reply of another that one has not read. */
  first_unread_id: number | null;
}

/** A thread that one follows. */
export interface FollowedThread extends ThreadPlace {
  root: MessageView;
}

/** Oldest first, with whether there is more on either side. */
export interface MessagePage {
  items: MessageView[];
  has_before: boolean;
  has_after: boolean;
}

export const tooLongForMessage = (text: string): boolean => text.length > messageCharsMax;
