import { randomUUID } from "node:crypto";
import { z } from "zod";
import { pageOf } from "@/lib/cursor";
import { idListCharsMax, messagePageSizeMax } from "@/lib/limits";
import { getMessage } from "@/lib/messages/data";
import { deleteMessage } from "@/lib/messages/deletion";
import { getDraft, saveDraft } from "@/lib/messages/drafts";
import { editMessage, pageVersions } from "@/lib/messages/editing";
import { followThread, markThreadRead, openThread, threadPlaces } from "@/lib/messages/following";
import { postMessageOnce } from "@/lib/messages/mutations";
import { readMessages } from "@/lib/messages/pages";
import { pagePins, pinMessage, unpinMessage } from "@/lib/messages/pins";
import { pageReactions, react, unreact } from "@/lib/messages/reactions";
import { listReads } from "@/lib/messages/reads";
import { saveMessage, unsaveMessage } from "@/lib/messages/saved";
import {
  editMessageInput,
  listReadsInput,
  saveDraftInput,
  saying,
  saysSomething,
  threadPlacesInput,
  whispersOrThreads,
} from "@/lib/messages/schema";
import { idSchema, listQuery } from "@/lib/people/schema";
import { markRead, markUnread } from "@/lib/rooms/readings";
import { created, done, group, member, ok, type Route } from "../route";
import { listOf } from "../shapes/people";
import {
  draft,
  message,
  messagePage,
  openedThread,
  reactors,
  reading,
  reads,
  threadPlace,
  version,
} from "../shapes/talk";

const number = z.coerce.number<string>().int().min(1).max(Number.MAX_SAFE_INTEGER);
/** A place in a stream, by a message's id; without one, its end. */
const pageQuery = z
  .strictObject({ before: number, after: number, around: number, limit: number.max(messagePageSizeMax) })
  .partial();
const postBody = z
  .strictObject({
    text: saying.shape.text.default(""),
    client_id: z.uuid().optional(),
    to: idSchema.nullish(),
    reply_to: idSchema.nullish(),
    thread_id: idSchema.nullish(),
    file_ids: saying.shape.fileIds.nullable(),
  })
  .partial({ file_ids: true })
  .transform(({ text, client_id, to, reply_to, thread_id, file_ids }) => ({
    text,
    clientId: client_id ?? randomUUID(),
    toId: to ?? undefined,
    replyToId: reply_to ?? undefined,
    threadId: thread_id ?? undefined,
    fileIds: file_ids ?? undefined,
  }))
  .refine(saysSomething, { path: ["text"], message: "messageEmpty" })
  .refine(whispersOrThreads, { path: ["thread_id"], message: "whisperInThread" });
const editBody = editMessageInput.omit({ messageId: true });
const draftQuery = z.strictObject({ thread_id: number }).partial();
const draftBody = z.strictObject({ text: saveDraftInput.shape.text, thread_id: idSchema.nullish() });
const messageBody = z.strictObject({ message_id: idSchema });
/** Ids with commas between them. */
const rootsQuery = listQuery.extend({
  roots: z
    .string()
    .max(idListCharsMax)
    .describe("Ids of messages with commas between them")
    .transform((list) => list.split(",").map(Number))
    .pipe(threadPlacesInput.shape.rootIds),
});

/** Both ways of a switch of a message, each of which may be said twice. */
const toggles = (
  path: string,
  [on, off]: [string, string],
  refuses: Route["refuses"],
  [put, take]: [typeof pinMessage, typeof unpinMessage],
): Route[] => [
  member("PUT", path, { summary: on, gives: { 204: "nothing" }, refuses }, async ({ actor, ids }) => {
    await put(actor, { messageId: ids.ID });
    return done;
  }),
  member("DELETE", path, { summary: off, gives: { 204: "nothing" }, refuses }, async ({ actor, ids }) => {
    await take(actor, { messageId: ids.ID });
    return done;
  }),
];

const said = group("Messages", [
  member(
    "GET",
    "rooms/ID/messages",
    {
      summary: "Read a page of a room's messages",
      notes: "Without a place, the newest; `before`, `after` and `around` take a message's id.",
      query: pageQuery,
      gives: { 200: messagePage },
    },
    async ({ actor, ids, query }) => ok(await readMessages(actor, { roomId: ids.ID, ...query })),
  ),
  member(
    "POST",
    "rooms/ID/messages",
    {
      summary: "Send a message",
      notes:
        "`client_id` is a UUID of the sender's: sent again with it, a message appears once (200 and the first one); with another text it is a conflict. `to` whispers to one member; `thread_id` replies in the thread of that message. A text holds 20,000 characters.",
      body: postBody,
      example: { text: "Hello from a script", client_id: "{{$guid}}" },
      gives: { 201: message, 200: message },
      refuses: ["forbidden", "conflict"],
    },
    async ({ actor, ids, body }) => {
      const { message: posted, isNew } = await postMessageOnce(actor, { roomId: ids.ID, ...body });
      return isNew ? created(posted) : ok(posted);
    },
  ),
  member("GET", "messages/ID", { summary: "Read a message", gives: { 200: message } }, async ({ actor, ids }) =>
    ok(await getMessage(actor, ids.ID)),
  ),
  member(
    "PATCH",
    "messages/ID",
    {
      summary: "Edit one's own message",
      body: editBody,
      example: { text: "Hello again from a script" },
      gives: { 200: message },
      refuses: ["forbidden", "conflict"],
    },
    async ({ actor, ids, body }) => ok(await editMessage(actor, { messageId: ids.ID, ...body })),
  ),
  member(
    "DELETE",
    "messages/ID",
    {
      summary: "Delete a message",
      notes: "One's own, or, as the room's admin or an administrator, anyone's. It keeps its place with empty text.",
      gives: { 204: "nothing" },
      refuses: ["forbidden"],
    },
    async ({ actor, ids }) => {
      await deleteMessage(actor, { messageId: ids.ID });
      return done;
    },
  ),
  member(
    "GET",
    "messages/ID/versions",
    { summary: "Read what an edited message said before", query: listQuery, gives: { 200: listOf(version) } },
    async ({ actor, ids, query }) => ok(await pageVersions(actor, { messageId: ids.ID, ...query })),
  ),
  member(
    "GET",
    "messages/ID/reactions",
    { summary: "Read who reacted, and with what", query: listQuery, gives: { 200: listOf(reactors) } },
    async ({ actor, ids, query }) => ok(await pageReactions(actor, { messageId: ids.ID, ...query })),
  ),
  member(
    "PUT",
    "messages/ID/reactions/EMOJI",
    { summary: "React with an emoji", gives: { 204: "nothing" }, refuses: ["forbidden", "conflict"] },
    async ({ actor, ids, emoji }) => {
      await react(actor, { messageId: ids.ID, emoji });
      return done;
    },
  ),
  member(
    "DELETE",
    "messages/ID/reactions/EMOJI",
    { summary: "Take a reaction back", gives: { 204: "nothing" }, refuses: ["forbidden", "conflict"] },
    async ({ actor, ids, emoji }) => {
      await unreact(actor, { messageId: ids.ID, emoji });
      return done;
    },
  ),
  ...toggles(
    "messages/ID/pin",
    ["Pin a message to its room", "Take a pin off"],
    ["forbidden", "conflict"],
    [pinMessage, unpinMessage],
  ),
  ...toggles("messages/ID/saved", ["Save a message for oneself", "Forget it again"], [], [saveMessage, unsaveMessage]),
  member(
    "GET",
    "rooms/ID/pins",
    { summary: "List a room's pinned messages", query: listQuery, gives: { 200: listOf(message) } },
    async ({ actor, ids, query }) => ok(await pagePins(actor, { roomId: ids.ID, ...query })),
  ),
  member(
    "GET",
    "rooms/ID/draft",
    {
      summary: "Read what one has half written there",
      query: draftQuery,
      gives: { 200: draft },
    },
    async ({ actor, ids, query }) => ok(await getDraft(actor, { roomId: ids.ID, threadId: query.thread_id })),
  ),
  member(
    "PUT",
    "rooms/ID/draft",
    {
      summary: "Keep what one has half written",
      notes: "An empty text forgets it.",
      body: draftBody,
      example: { text: "What I was about to" },
      gives: { 200: draft },
      refuses: ["forbidden"],
    },
    async ({ actor, ids, body }) =>
      ok(await saveDraft(actor, { roomId: ids.ID, threadId: body.thread_id ?? undefined, text: body.text })),
  ),
]);

const threads = group("Threads", [
  member(
    "GET",
    "messages/ID/thread",
    {
      summary: "Read a page of a thread",
      notes: "`ID` is the thread's root, or any reply in it.",
      query: pageQuery,
      gives: { 200: openedThread },
    },
    async ({ actor, ids, query }) => ok(await openThread(actor, { rootId: ids.ID, ...query })),
  ),
  member(
    "POST",
    "messages/ID/thread/read",
    {
      summary: "Say how far one has read a thread",
      body: messageBody,
      example: { message_id: "{{reply_id}}" },
      gives: { 200: threadPlace },
    },
    async ({ actor, ids, body }) => ok(await markThreadRead(actor, { rootId: ids.ID, messageId: body.message_id })),
  ),
  member(
    "PUT",
    "messages/ID/following",
    { summary: "Follow a thread", gives: { 204: "nothing" } },
    async ({ actor, ids }) => {
      await followThread(actor, { rootId: ids.ID, following: true });
      return done;
    },
  ),
  member(
    "DELETE",
    "messages/ID/following",
    { summary: "Follow it no longer", gives: { 204: "nothing" } },
    async ({ actor, ids }) => {
      await followThread(actor, { rootId: ids.ID, following: false });
      return done;
    },
  ),
  member(
    "GET",
    "rooms/ID/threads",
    {
      summary: "Read one's part in several threads of a room",
      query: rootsQuery,
      gives: { 200: listOf(threadPlace) },
    },
    async ({ actor, ids, query: { roots, ...asked } }) => {
      const places = await threadPlaces(actor, { roomId: ids.ID, rootIds: roots });
      return ok(pageOf(places, asked, ({ thread_id }) => ({ name: "", id: thread_id })));
    },
  ),
]);

const reading_ = group("Read and unread", [
  member(
    "POST",
    "rooms/ID/read",
    {
      summary: "Say how far one has read",
      notes: "It never moves back.",
      body: messageBody,
      example: { message_id: "{{message_id}}" },
      gives: { 200: reading },
    },
    async ({ actor, ids, body }) => ok(await markRead(actor, { roomId: ids.ID, messageId: body.message_id })),
  ),
  member(
    "POST",
    "rooms/ID/unread",
    {
      summary: "Mark as unread from a message on",
      notes: "For oneself: others see it as read as before.",
      body: messageBody,
      example: { message_id: "{{message_id}}" },
      gives: { 200: reading },
    },
    async ({ actor, ids, body }) => ok(await markUnread(actor, { roomId: ids.ID, messageId: body.message_id })),
  ),
  member(
    "GET",
    "messages/ID/reads",
    {
      summary: "List who has read a message, or who has not",
      query: listReadsInput,
      gives: { 200: reads },
    },
    async ({ actor, ids, query }) => ok(await listReads(actor, { messageId: ids.ID, ...query })),
  ),
]);

export const messages = [...said, ...threads, ...reading_];
