import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { persons } from "./people";
import { bytea, moment, tsvector } from "./types";

const id = (name: string) => bigint(name, { mode: "number" });

/**
 * `lastSeq` numbers the main stream without gaps; `version` numbers every change that all members see.
 * Both are taken under this row's lock in the transaction of the change.
 */
export const rooms = pgTable(
  "rooms",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    kind: text({ enum: ["room", "direct"] }).notNull(),
    name: text().notNull().default(""),
    topic: text().notNull().default(""),
    visibility: text({ enum: ["open", "private"] }).notNull(),
    /** What a newcomer sees of what was said before: all of it, or what is said from joining on. */
    history: text({ enum: ["all", "joined"] })
      .notNull()
      .default("all"),
    /** The room in which every employee belongs: nobody leaves it. */
    forAll: boolean("for_all").notNull().default(false),
    archivedAt: moment("archived_at"),
    createdBy: id("created_by").references(() => persons.id),
    createdAt: moment("created_at").notNull().defaultNow(),
    lastSeq: id("last_seq").notNull().default(0),
    version: id("version").notNull().default(0),
    lastMessageAt: moment("last_message_at").notNull().defaultNow(),
    memberCount: integer("member_count").notNull().default(0),
    /** The sorted ids of a direct room's people, joined by commas: the same people have one direct room. */
    directKey: text("direct_key"),
  },
  (table) => [
    uniqueIndex("rooms_direct_key").on(table.directKey),
    index("rooms_open").on(table.name, table.id).where(sql`${table.kind} = 'room' and ${table.visibility} = 'open'`),
    index("rooms_for_all").on(table.id).where(sql`${table.forAll}`),
    check("rooms_direct", sql`(${table.kind} = 'direct') = (${table.directKey} is not null)`),
  ],
);

/** Who belongs to a room. One who left keeps the row, with `leftAt`, so that the change has a version to be told by. */
export const memberships = pgTable(
  "memberships",
  {
    roomId: id("room_id")
      .notNull()
      .references(() => rooms.id, { onDelete: "cascade" }),
    personId: id("person_id")
      .notNull()
      .references(() => persons.id, { onDelete: "cascade" }),
    role: text({ enum: ["admin", "member"] }).notNull(),
    notify: text({ enum: ["all", "mentions", "nothing"] })
      .notNull()
      .default("all"),
    joinedAt: moment("joined_at").notNull().defaultNow(),
    addedBy: id("added_by").references(() => persons.id),
    /** When it ends by itself; the worker carries it out. */
    endsAt: moment("ends_at"),
    /** What stands before this in the room's stream was said before they came, and is not for them. */
    fromSeq: id("from_seq").notNull().default(0),
    leftAt: moment("left_at"),
    version: id("version").notNull(),
    change: text({ enum: ["joined", "left", "role"] }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.roomId, table.personId] }),
    index("memberships_of_person").on(table.personId, table.roomId).where(sql`${table.leftAt} is null`),
    index("memberships_changed").on(table.roomId, table.version),
    index("memberships_joined").on(table.joinedAt),
    index("memberships_ending").on(table.endsAt).where(sql`${table.endsAt} is not null and ${table.leftAt} is null`),
    index("memberships_left").on(table.leftAt).where(sql`${table.leftAt} is not null`),
  ],
);

/** How far a person has read in a room. It never moves back. */
export const readings = pgTable(
  "readings",
  {
    roomId: id("room_id")
      .notNull()
      .references(() => rooms.id, { onDelete: "cascade" }),
    personId: id("person_id")
      .notNull()
      .references(() => persons.id, { onDelete: "cascade" }),
    lastReadSeq: id("last_read_seq").notNull().default(0),
    readAt: moment("read_at").notNull().defaultNow(),
    /** Marked by hand as unread from after here; what others see as read stays read. Null where nothing is marked. */
    markedSeq: id("marked_seq"),
    /** The last whisper that they have seen. */
    whisperReadId: id("whisper_read_id").notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.roomId, table.personId] })],
);

/**
 * A message of the room's stream has a `seq` of its own; one in a thread has `threadId` and counts in its thread;
 * a whisper (`toId`) bears the `seq` and `version` of the moment and takes neither.
 */
export const messages = pgTable(
  "messages",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    roomId: id("room_id")
      .notNull()
      .references(() => rooms.id, { onDelete: "cascade" }),
    authorId: id("author_id")
      .notNull()
      .references(() => persons.id),
    seq: id("seq").notNull(),
    version: id("version").notNull(),
    /** The version at birth: a message with a later version has been changed since. */
    bornVersion: id("born_version").notNull(),
    threadId: id("thread_id"),
    toId: id("to_id").references(() => persons.id),
    replyToId: id("reply_to_id"),
    clientId: uuid("client_id").notNull(),
    text: text().notNull(),
    html: text().notNull(),
    /** Each change of the message adds one: of two views of it, the one with the greater revision is the later. */
    revision: integer().notNull().default(0),
    /** Replies that stand; the thread's stream, deleted ones among them, is numbered up to `threadLastSeq`. */
    replyCount: integer("reply_count").notNull().default(0),
    threadLastSeq: id("thread_last_seq").notNull().default(0),
    lastReplyAt: moment("last_reply_at"),
    pinned: boolean().notNull().default(false),
    pinnedAt: moment("pinned_at"),
    pinnedBy: id("pinned_by").references(() => persons.id),
    createdAt: moment("created_at").notNull().defaultNow(),
    editedAt: moment("edited_at"),
    deletedAt: moment("deleted_at"),
    deletedBy: id("deleted_by").references(() => persons.id),
    /** The name under which a webhook's bot said it, where the caller gave one; null for the author's own. */
    saidAs: text("said_as"),
    /** When a whisper was written or changed: it has no version of its own by which its loss would be seen. */
    whisperedAt: moment("whispered_at"),
  },
  (table) => [
    uniqueIndex("messages_client_id").on(table.authorId, table.clientId),
    uniqueIndex("messages_stream")
      .on(table.roomId, table.seq)
      .where(sql`${table.threadId} is null and ${table.toId} is null`),
    uniqueIndex("messages_thread").on(table.threadId, table.seq).where(sql`${table.threadId} is not null`),
    index("messages_whispers_to")
      .on(table.toId, table.roomId, table.seq, table.id)
      .where(sql`${table.toId} is not null`),
    index("messages_whispers_by")
      .on(table.authorId, table.roomId, table.seq, table.id)
      .where(sql`${table.toId} is not null`),
    index("messages_whispers_received").on(table.toId, table.createdAt).where(sql`${table.toId} is not null`),
    index("messages_whispered").on(table.whisperedAt).where(sql`${table.whisperedAt} is not null`),
    index("messages_pinned").on(table.roomId, table.pinnedAt).where(sql`${table.pinned}`),
    index("messages_changed").on(table.roomId, table.version),
    index("messages_by_time").using("brin", table.createdAt),
  ],
);

/** An address that posts into a room as a bot of its own. Only the SHA-256 of its token is kept. */
export const webhooks = pgTable(
  "webhooks",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    roomId: id("room_id")
      .notNull()
      .references(() => rooms.id, { onDelete: "cascade" }),
    botId: id("bot_id")
      .notNull()
      .references(() => persons.id),
    name: text().notNull(),
    tokenHash: bytea("token_hash").notNull(),
    createdBy: id("created_by")
      .notNull()
      .references(() => persons.id),
    createdAt: moment("created_at").notNull().defaultNow(),
    lastUsedAt: moment("last_used_at"),
  },
  (table) => [uniqueIndex("webhooks_token").on(table.tokenHash), index("webhooks_of_room").on(table.roomId)],
);

/** What an edited message said before, from the first text on. It goes with the message's deletion. */
export const messageVersions = pgTable(
  "message_versions",
  {
    messageId: id("message_id")
      .notNull()
      .references(() => messages.id, { onDelete: "cascade" }),
    number: integer().notNull(),
    html: text().notNull(),
    writtenAt: moment("written_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.messageId, table.number] })],
);

/** Whom a message names; `seq` and `threadId` repeat the message's, so that unread mentions need no join. */
export const mentions = pgTable(
  "mentions",
  {
    messageId: id("message_id")
      .notNull()
      .references(() => messages.id, { onDelete: "cascade" }),
    personId: id("person_id")
      .notNull()
      .references(() => persons.id, { onDelete: "cascade" }),
    roomId: id("room_id").notNull(),
    seq: id("seq").notNull(),
    threadId: id("thread_id"),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.messageId, table.personId] }),
    index("mentions_unread").on(table.personId, table.roomId, table.seq).where(sql`${table.threadId} is null`),
    index("mentions_received").on(table.personId, table.createdAt),
  ],
);

export const reactions = pgTable(
  "reactions",
  {
    messageId: id("message_id")
      .notNull()
      .references(() => messages.id, { onDelete: "cascade" }),
    personId: id("person_id")
      .notNull()
      .references(() => persons.id, { onDelete: "cascade" }),
    emoji: text().notNull(),
    /** Whose message it is, so that what was said to somebody by a sign is found without a join. */
    authorId: id("author_id")
      .notNull()
      .references(() => persons.id, { onDelete: "cascade" }),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.messageId, table.emoji, table.personId] }),
    index("reactions_received").on(table.authorId, table.createdAt),
  ],
);

/** Who has a part in a thread: whether they want to hear of it, and how far they have read it. */
export const threadPlaces = pgTable(
  "thread_places",
  {
    rootId: id("root_id")
      .notNull()
      .references(() => messages.id, { onDelete: "cascade" }),
    personId: id("person_id")
      .notNull()
      .references(() => persons.id, { onDelete: "cascade" }),
    roomId: id("room_id").notNull(),
    following: boolean().notNull(),
    lastReadSeq: id("last_read_seq").notNull().default(0),
    readAt: moment("read_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.rootId, table.personId] }),
    index("thread_places_followed").on(table.personId, table.roomId, table.rootId).where(sql`${table.following}`),
  ],
);

/** What somebody has put aside for themselves; nobody else knows. */
export const savedMessages = pgTable(
  "saved_messages",
  {
    personId: id("person_id")
      .notNull()
      .references(() => persons.id, { onDelete: "cascade" }),
    messageId: id("message_id")
      .notNull()
      .references(() => messages.id, { onDelete: "cascade" }),
    savedAt: moment("saved_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.messageId] }),
    index("saved_messages_of").on(table.personId, table.savedAt),
  ],
);

/** What is half written, for all of one's devices: in the room, or in a thread of it (`threadId`; 0 for the room). */
export const drafts = pgTable(
  "drafts",
  {
    personId: id("person_id")
      .notNull()
      .references(() => persons.id, { onDelete: "cascade" }),
    roomId: id("room_id")
      .notNull()
      .references(() => rooms.id, { onDelete: "cascade" }),
    threadId: id("thread_id").notNull().default(0),
    text: text().notNull(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.roomId, table.threadId] })],
);

/** A stored file; who may fetch it follows from the messages that carry it. */
export const files = pgTable("files", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  ownerId: id("owner_id")
    .notNull()
    .references(() => persons.id),
  name: text().notNull(),
  bytes: id("bytes").notNull(),
  contentType: text("content_type").notNull(),
  widthPixels: integer("width_pixels"),
  heightPixels: integer("height_pixels"),
  storageKey: text("storage_key").notNull(),
  /** A smaller picture of it lies beside it, under the same key. */
  hasPreview: boolean("has_preview").notNull().default(false),
  createdAt: moment("created_at").notNull().defaultNow(),
});

export const attachments = pgTable(
  "attachments",
  {
    messageId: id("message_id")
      .notNull()
      .references(() => messages.id, { onDelete: "cascade" }),
    fileId: id("file_id")
      .notNull()
      .references(() => files.id),
    position: smallint().notNull(),
  },
  (table) => [primaryKey({ columns: [table.messageId, table.fileId] }), index("attachments_of_file").on(table.fileId)],
);

/**
 * The words by which a message is found, beside it: a column of `messages` itself would have rewritten them all under
 * lock. A trigger writes it with the message, the worker for what was said before; what is deleted has no row.
 */
export const messageWords = pgTable(
  "message_words",
  {
    messageId: id("message_id")
      .primaryKey()
      .references(() => messages.id, { onDelete: "cascade" }),
    roomId: id("room_id").notNull(),
    /** Stems in their order, words as written, and marks of room, author, kind and place (`message_marks`). */
    words: tsvector("words").notNull(),
  },
  (table) => [index("message_words_found").using("gin", table.words).with({ gin_pending_list_limit: 1024 })],
);
