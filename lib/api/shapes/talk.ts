import { z } from "zod";
import type { FileView } from "@/lib/files/schema";
import { type InboxEntry, inboxKinds } from "@/lib/inbox/schema";
import type {
  DraftView,
  EarlierVersion,
  FollowedThread,
  MessagePage,
  MessageView,
  OpenedThread,
  ReactionPeople,
  ReadView,
  ThreadPlace,
} from "@/lib/messages/schema";
import type { MemberView, RoomView, SharedRoom, UnreadView } from "@/lib/rooms/schema";
import type { WebhookView } from "@/lib/webhooks/schema";
import { id, listOf, moment, person, user } from "./people";

const seq = z.int().nonnegative();

export const file = z
  .object({
    id,
    name: z.string(),
    size: z.int().describe("Bytes"),
    content_type: z.string().describe("By its content, whatever its name says"),
    width: z.int().nullable().describe("Pixels of a picture; null for what is not shown as one"),
    height: z.int().nullable(),
    url: z.string(),
    preview_url: z.string().nullable().describe("A smaller WebP of a large picture"),
  })
  .meta({ id: "File" }) satisfies z.ZodType<FileView>;

const replies = z.object({
  count: z.int(),
  last_at: moment.nullable(),
  last_seq: seq.describe("Of its newest reply; deleted ones keep their number"),
  people: z.array(person).describe("Who spoke last in it, the latest first"),
});

export const message = z
  .object({
    id,
    room_id: id,
    seq: seq.describe("Counts the messages of its stream, the room or the thread, from 1 without gaps"),
    version: z.int().describe("The room's change that made it what it is now"),
    revision: z.int().describe("Each change of the message adds one"),
    author: person,
    text: z.string().describe("Markdown as typed; empty once deleted"),
    html: z.string().describe("Its safe rendering"),
    to: person.nullable().describe("Set: a whisper, seen by its author and this one person"),
    reply_to: z.object({ id, author: person, text: z.string() }).nullable(),
    thread_id: id.nullable().describe("The thread's root message"),
    replies: replies.nullable(),
    attachments: z.array(file),
    reactions: z.array(z.object({ emoji: z.string(), count: z.int(), mine: z.boolean() })),
    mentions: z.array(id).describe("Of users"),
    pinned: z.boolean(),
    edited_at: moment.nullable(),
    deleted_at: moment.nullable(),
    created_at: moment,
    client_id: z.uuid(),
  })
  .meta({ id: "Message" }) satisfies z.ZodType<MessageView>;

export const messagePage = z
  .object({ items: z.array(message).describe("Oldest first"), has_before: z.boolean(), has_after: z.boolean() })
  .meta({ id: "MessagePage" }) satisfies z.ZodType<MessagePage>;

export const threadPlace = z
  .object({ room_id: id, thread_id: id, following: z.boolean(), last_read_seq: seq })
  .meta({ id: "ThreadPlace", description: "One's own part in a thread" }) satisfies z.ZodType<ThreadPlace>;

export const openedThread = messagePage
  .extend({ root: message, place: threadPlace, first_unread_id: id.nullable() })
  .meta({ id: "Thread" }) satisfies z.ZodType<OpenedThread>;

export const followedThread = threadPlace
  .extend({ root: message })
  .meta({ id: "FollowedThread" }) satisfies z.ZodType<FollowedThread>;

export const version = z.object({ html: z.string(), written_at: moment }) satisfies z.ZodType<EarlierVersion>;

export const reactors = z.object({ emoji: z.string(), people: z.array(person) }) satisfies z.ZodType<ReactionPeople>;

export const read = z.object({ user, read_at: moment.nullable() }) satisfies z.ZodType<ReadView>;

export const reads = listOf(read).extend({ total: z.int() });

export const draft = z
  .object({ room_id: id, thread_id: id.nullable(), text: z.string(), updated_at: moment.nullable() })
  .meta({ id: "Draft" }) satisfies z.ZodType<DraftView>;

export const unread = z
  .object({
    count: z.int(),
    mentions: z.int(),
    first_unread_id: id.nullable(),
    marked: z.literal(true).optional().describe("Some of it was marked as unread by hand"),
  })
  .meta({ id: "Unread" }) satisfies z.ZodType<UnreadView>;

export const room = z
  .object({
    id,
    kind: z.enum(["room", "direct"]),
    name: z.string().describe("In a direct room the other people's names"),
    topic: z.string(),
    visibility: z.enum(["open", "private"]),
    archived: z.boolean(),
    for_all: z.boolean().describe("Every employee belongs here"),
    history: z.enum(["all", "joined"]).describe("What whoever comes in sees: all of it, or what is said from then on"),
    created_by: id.nullable(),
    created_at: moment,
    member_count: z.int(),
    my_role: z.enum(["admin", "member"]).nullable(),
    notify: z.enum(["all", "mentions", "nothing"]),
    unread,
    last_message: message.nullable(),
    version: z.int().describe("The number of its last change"),
    last_read_seq: seq,
    from_seq: seq.describe("What stands before this is not for the caller"),
    people: z.array(person).describe("The other people of a direct room"),
  })
  .meta({ id: "Room" }) satisfies z.ZodType<RoomView>;

export const sharedRoom = z
  .object({
    room: room.pick({ id: true, kind: true, name: true }),
    role: z.enum(["admin", "member"]),
    joined_at: moment,
    last_message: message.nullable().describe("What they said last to all, as far as the caller sees it"),
  })
  .meta({ id: "SharedRoom" }) satisfies z.ZodType<SharedRoom>;

export const roomMember = z
  .object({ user, role: z.enum(["admin", "member"]), joined_at: moment, last_read_seq: seq })
  .meta({ id: "Member" }) satisfies z.ZodType<MemberView>;

export const webhook = z
  .object({
    id,
    room_id: id,
    name: z.string(),
    bot: person.describe("As whom it speaks"),
    created_by: person,
    created_at: moment,
    last_used_at: moment.nullable(),
    works: z.boolean().describe("False where its bot was taken out of the room"),
  })
  .meta({ id: "Webhook" }) satisfies z.ZodType<WebhookView>;

export const madeWebhook = webhook
  .extend({ url: z.string().describe("Where to post; answered this once") })
  .meta({ id: "MadeWebhook" });

export const reading = z.object({ room_id: id, last_read_seq: seq, unread });

export const unreadEverywhere = listOf(unread.extend({ room_id: id })).extend({ total: z.int() });

export const positions = z.object({
  positions: z.array(z.object({ room_id: id, seq })),
  threads: z.array(z.object({ room_id: id, thread_id: id, seq })),
  whispers: z.array(z.object({ room_id: id, message_id: seq })),
});

export const inboxEntry = z
  .object({
    kind: z.enum(inboxKinds),
    at: moment,
    is_new: z.boolean(),
    room: room.pick({ id: true, kind: true, name: true, visibility: true }),
    message,
    before: message.nullable(),
    root: message.nullable(),
    waiting: z.int(),
    signs: z.object({ emoji: z.array(z.string()), people: z.array(person), count: z.int() }).nullable(),
  })
  .meta({ id: "InboxEntry" }) satisfies z.ZodType<InboxEntry>;

export const searchHit = z
  .object({
    message,
    room: room.pick({ id: true, kind: true, name: true, visibility: true }),
    snippet: z.string().describe("HTML: the part of the text around the first hit, escaped, with hits in `<mark>`"),
  })
  .meta({ id: "SearchHit" });

export const searchPage = listOf(searchHit).extend({
  complete: z.boolean().describe("False while older messages are still being made findable"),
});
