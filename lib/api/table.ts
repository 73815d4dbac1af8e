import { randomUUID } from "node:crypto";
import { z } from "zod";
import { endSession } from "@/lib/auth/closing";
import {
  beginFactor,
  confirmFactor,
  readFactor,
  removeFactor,
  renewRecoveryCodes,
  resetSecondFactor,
} from "@/lib/auth/factors";
import { changePassword, foundWorkspace, register, signIn, signOut } from "@/lib/auth/mutations";
import { resetPassword } from "@/lib/auth/password-links";
import { prove } from "@/lib/auth/proofs";
import { changeProvider, readProviderSettings, removeProvider } from "@/lib/auth/provider";
import { firstTokens, refreshInput, refreshTokens } from "@/lib/auth/refresh";
import {
  changePasswordInput,
  confirmFactorInput,
  foundInput,
  proveInput,
  providerInput,
  registerInput,
  removeFactorInput,
  signInInput,
} from "@/lib/auth/schema";
import { listSessions } from "@/lib/auth/sessions";
import { uploadFile } from "@/lib/files/mutations";
import { serveFile, servePreview } from "@/lib/files/serving";
import { uploadOf } from "@/lib/files/spooling";
import { importProgress } from "@/lib/imports/data";
import { listInbox, listMentions } from "@/lib/inbox/data";
import { seeInbox } from "@/lib/inbox/mutations";
import { listInboxInput, seeInboxInput } from "@/lib/inbox/schema";
import { listInvitations } from "@/lib/invitations/data";
import { createInvitation, revokeInvitation } from "@/lib/invitations/mutations";
import { createInvitationInput, listInvitationsInput } from "@/lib/invitations/schema";
import { readJournal } from "@/lib/journal/data";
import { journalInput } from "@/lib/journal/schema";
import { cursorCharsMax, idListCharsMax, listPageSizeMax } from "@/lib/limits";
import { getMessage } from "@/lib/messages/data";
import { deleteMessage } from "@/lib/messages/deletion";
import { draftsOf, getDraft, saveDraft } from "@/lib/messages/drafts";
import { earlierVersions, editMessage } from "@/lib/messages/editing";
import { followThread, listThreads, markThreadRead, openThread, threadPlaces } from "@/lib/messages/following";
import { postMessageOnce } from "@/lib/messages/mutations";
import { readMessages } from "@/lib/messages/pages";
import { listPins, pinMessage, unpinMessage } from "@/lib/messages/pins";
import { react, unreact, whoReacted } from "@/lib/messages/reactions";
import { listReads } from "@/lib/messages/reads";
import { listSaved, saveMessage, unsaveMessage } from "@/lib/messages/saved";
import {
  editMessageInput,
  listReadsInput,
  readMessagesInput,
  readThreadInput,
  saveDraftInput,
  saying,
  saysSomething,
  threadPlacesInput,
  whispersOrThreads,
} from "@/lib/messages/schema";
import { changePerson } from "@/lib/people/administration";
import { createPerson } from "@/lib/people/creation";
import { getPerson, listPeople } from "@/lib/people/data";
import { editProfile } from "@/lib/people/mutations";
import { createPersonInput, editProfileInput, idSchema, listPeopleInput, personChanges } from "@/lib/people/schema";
import { getRoom, listAllRooms, listMembers, listMyRooms, listOpenRooms } from "@/lib/rooms/data";
import { startDirect } from "@/lib/rooms/direct";
import { joinRoom, putMember, removeMember } from "@/lib/rooms/members";
import { changeRoom, createRoom, deleteRoom } from "@/lib/rooms/mutations";
import { markAllRead, markRead, markUnread, restoreUnread, unreadEverywhere } from "@/lib/rooms/readings";
import {
  changeRoomInput,
  createRoomInput,
  listRoomsInput,
  putMemberInput,
  restoreUnreadInput,
  startDirectInput,
} from "@/lib/rooms/schema";
import { readSettings, readWorkspace } from "@/lib/workspace/data";
import { changeSettings } from "@/lib/workspace/mutations";
import { settingsInput } from "@/lib/workspace/schema";
import { all, anyone, created, done, fromPages, member, ok, type Route, unsecured } from "./route";

const number = z.coerce.number();
const place = z.strictObject({ before: number, after: number, around: number, limit: number }).partial();
const pageQuery = place.pipe(readMessagesInput.omit({ roomId: true }));
const threadQuery = place.pipe(readThreadInput.omit({ rootId: true }));
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
const listQuery = z
  .strictObject({ cursor: z.string().max(cursorCharsMax), limit: number.int().min(1).max(listPageSizeMax) })
  .partial();
const draftQuery = z.strictObject({ thread_id: number.pipe(idSchema) }).partial();
const messageBody = z.strictObject({ message_id: idSchema });
/** Ids with commas between them. */
const rootsQuery = z.strictObject({
  roots: z
    .string()
    .max(idListCharsMax)
    .transform((list) => list.split(",").map(Number))
    .pipe(threadPlacesInput.shape.rootIds),
});

const draftBody = z.strictObject({ text: saveDraftInput.shape.text, thread_id: idSchema.nullish() });
const putMemberBody = putMemberInput.omit({ roomId: true, personId: true });

const entering: Route[] = [
  anyone("GET", "setup", {}, async () => ok({ needed: (await readWorkspace()) === null })),
  anyone("POST", "setup", { body: foundInput }, async ({ body, device }) =>
    created(await firstTokens((await foundWorkspace(body, device)).sessionId)),
  ),
  anyone("POST", "auth/register", { body: registerInput }, async ({ body, device }) =>
    created(await firstTokens((await register(body, device)).sessionId)),
  ),
  anyone("POST", "auth/token", { body: signInInput }, async ({ body, device }) =>
    ok(await firstTokens((await signIn(body, device)).sessionId)),
  ),
  anyone("POST", "auth/refresh", { body: refreshInput }, async ({ body }) =>
    ok(await refreshTokens(body.refresh_token)),
  ),
  unsecured(
    member("POST", "auth/logout", {}, async ({ actor }) => {
      await signOut(actor);
      return done;
    }),
  ),
];

const oneself: Route[] = [
  unsecured(member("GET", "me", {}, async ({ actor }) => ok(await getPerson(actor, actor.personId)))),
  member("PATCH", "me", { body: editProfileInput }, async ({ actor, body }) => ok(await editProfile(actor, body))),
  member("PUT", "me/password", { body: changePasswordInput }, async ({ actor, body }) => {
    await changePassword(actor, body);
    return done;
  }),
  unsecured(
    member("POST", "me/prove", { body: proveInput }, async ({ actor, body }) => {
      await prove(actor, body);
      return done;
    }),
  ),
  unsecured(member("GET", "me/second-factor", {}, async ({ actor }) => ok(await readFactor(actor)))),
  unsecured(member("POST", "me/second-factor", {}, async ({ actor }) => created(await beginFactor(actor)))),
  unsecured(
    member("PUT", "me/second-factor", { body: confirmFactorInput }, async ({ actor, body }) =>
      ok({ recovery_codes: await confirmFactor(actor, body) }),
    ),
  ),
  member("DELETE", "me/second-factor", { body: removeFactorInput }, async ({ actor, body }) => {
    await removeFactor(actor, body);
    return done;
  }),
  member("POST", "me/recovery-codes", {}, async ({ actor }) =>
    created({ recovery_codes: await renewRecoveryCodes(actor) }),
  ),
  member("GET", "me/sessions", {}, async ({ actor }) => all(await listSessions(actor))),
  member("DELETE", "me/sessions/UUID", {}, async ({ actor, uuid }) => {
    await endSession(actor, uuid);
    return done;
  }),
  member("GET", "me/inbox", { query: listInboxInput }, async ({ actor, query }) => ok(await listInbox(actor, query))),
  member("GET", "me/mentions", { query: listQuery }, async ({ actor, query }) => ok(await listMentions(actor, query))),
  member("POST", "me/inbox/seen", { body: seeInboxInput }, async ({ actor, body }) => ok(await seeInbox(actor, body))),
  member("GET", "unread", {}, async ({ actor }) => ok(await unreadEverywhere(actor))),
];

const people: Route[] = [
  member("GET", "users", { query: listPeopleInput }, async ({ actor, query }) => ok(await listPeople(actor, query))),
  member("GET", "users/me", {}, async ({ actor }) => ok(await getPerson(actor, actor.personId))),
  member("DELETE", "users/ID/second-factor", {}, async ({ actor, ids }) => {
    await resetSecondFactor(actor, ids.ID);
    return done;
  }),
  member("GET", "users/ID", {}, async ({ actor, ids }) => ok(await getPerson(actor, ids.ID))),
  member("GET", "imports/ID", {}, async ({ actor, ids }) => ok(await importProgress(actor, ids.ID))),
  member("GET", "invites", { query: listInvitationsInput }, async ({ actor, query }) =>
    ok(await listInvitations(actor, query)),
  ),
  member("POST", "users", { body: createPersonInput }, async ({ actor, body, origin }) => {
    const { user, link } = await createPerson(actor, body, origin);
    return created({ user, set_password_url: link.url });
  }),
  member("PATCH", "users/ID", { body: personChanges }, async ({ actor, ids, body }) =>
    ok((await changePerson(actor, { personId: ids.ID, ...body })).user),
  ),
  member("POST", "users/ID/password-reset", {}, async ({ actor, ids, origin }) => {
    const { link } = await resetPassword(actor, { personId: ids.ID }, origin);
    return ok({ set_password_url: link.url });
  }),
  member("POST", "invites", { body: createInvitationInput }, async ({ actor, body, origin }) => {
    const { invitation, ...once } = await createInvitation(actor, body, origin);
    return created({ ...invitation, ...once });
  }),
  member("DELETE", "invites/ID", {}, async ({ actor, ids }) => {
    await revokeInvitation(actor, { id: ids.ID });
    return done;
  }),
];

const rooms: Route[] = [
  member("GET", "rooms", { query: listRoomsInput }, async ({ actor, query }) => {
    if (query.scope === "all") return ok(await listAllRooms(actor, query));
    return query.scope === "open" ? ok(await listOpenRooms(actor, query)) : all(await listMyRooms(actor));
  }),
  member("POST", "rooms", { body: createRoomInput }, async ({ actor, body }) => created(await createRoom(actor, body))),
  member("POST", "direct", { body: startDirectInput }, async ({ actor, body }) => {
    const { room, made } = await startDirect(actor, body);
    return made ? created(room) : ok(room);
  }),
  member("GET", "rooms/ID", {}, async ({ actor, ids }) => ok(await getRoom(actor, ids.ID))),
  member("PATCH", "rooms/ID", { body: changeRoomInput.omit({ roomId: true }) }, async ({ actor, ids, body }) =>
    ok(await changeRoom(actor, { roomId: ids.ID, ...body })),
  ),
  member("DELETE", "rooms/ID", {}, async ({ actor, ids }) => {
    await deleteRoom(actor, { roomId: ids.ID });
    return done;
  }),
  member("GET", "rooms/ID/members", {}, async ({ actor, ids }) => all(await listMembers(actor, { roomId: ids.ID }))),
  member("PUT", "rooms/ID/members/me", {}, async ({ actor, ids }) => ok(await joinRoom(actor, { roomId: ids.ID }))),
  member("PUT", "rooms/ID/members/USER", { body: putMemberBody }, async ({ actor, ids, body }) => {
    const { added } = await putMember(actor, { roomId: ids.ID, personId: ids.USER, ...body });
    const user = await getPerson(actor, ids.USER);
    return added ? created({ user }) : ok({ user });
  }),
  member("DELETE", "rooms/ID/members/me", {}, async ({ actor, ids }) => {
    await removeMember(actor, { roomId: ids.ID, personId: actor.personId });
    return done;
  }),
  member("DELETE", "rooms/ID/members/USER", {}, async ({ actor, ids }) => {
    await removeMember(actor, { roomId: ids.ID, personId: ids.USER });
    return done;
  }),
];

const messages: Route[] = [
  member("GET", "rooms/ID/messages", { query: pageQuery }, async ({ actor, ids, query }) =>
    ok(await readMessages(actor, { roomId: ids.ID, ...query })),
  ),
  member("POST", "rooms/ID/messages", { body: postBody }, async ({ actor, ids, body }) => {
    const { message, isNew } = await postMessageOnce(actor, { roomId: ids.ID, ...body });
    return isNew ? created(message) : ok(message);
  }),
  member("GET", "messages/ID", {}, async ({ actor, ids }) => ok(await getMessage(actor, ids.ID))),
  member("PATCH", "messages/ID", { body: editBody }, async ({ actor, ids, body }) =>
    ok(await editMessage(actor, { messageId: ids.ID, ...body })),
  ),
  member("DELETE", "messages/ID", {}, async ({ actor, ids }) => {
    await deleteMessage(actor, { messageId: ids.ID });
    return done;
  }),
  member("GET", "messages/ID/versions", {}, async ({ actor, ids }) =>
    all(await earlierVersions(actor, { messageId: ids.ID })),
  ),
  member("GET", "messages/ID/thread", { query: threadQuery }, async ({ actor, ids, query }) =>
    ok(await openThread(actor, { rootId: ids.ID, ...query })),
  ),
  member("POST", "messages/ID/thread/read", { body: messageBody }, async ({ actor, ids, body }) =>
    ok(await markThreadRead(actor, { rootId: ids.ID, messageId: body.message_id })),
  ),
  member("PUT", "messages/ID/following", {}, async ({ actor, ids }) => {
    await followThread(actor, { rootId: ids.ID, following: true });
    return done;
  }),
  member("DELETE", "messages/ID/following", {}, async ({ actor, ids }) => {
    await followThread(actor, { rootId: ids.ID, following: false });
    return done;
  }),
  member("GET", "rooms/ID/threads", { query: rootsQuery }, async ({ actor, ids, query }) =>
    all(await threadPlaces(actor, { roomId: ids.ID, rootIds: query.roots })),
  ),
  member("GET", "me/threads", { query: listQuery }, async ({ actor, query }) => ok(await listThreads(actor, query))),
  member("GET", "messages/ID/reactions", {}, async ({ actor, ids }) =>
    all(await whoReacted(actor, { messageId: ids.ID })),
  ),
  member("PUT", "messages/ID/reactions/EMOJI", {}, async ({ actor, ids, emoji }) => {
    await react(actor, { messageId: ids.ID, emoji });
    return done;
  }),
  member("DELETE", "messages/ID/reactions/EMOJI", {}, async ({ actor, ids, emoji }) => {
    await unreact(actor, { messageId: ids.ID, emoji });
    return done;
  }),
  member("PUT", "messages/ID/pin", {}, async ({ actor, ids }) => {
    await pinMessage(actor, { messageId: ids.ID });
    return done;
  }),
  member("DELETE", "messages/ID/pin", {}, async ({ actor, ids }) => {
    await unpinMessage(actor, { messageId: ids.ID });
    return done;
  }),
  member("PUT", "messages/ID/saved", {}, async ({ actor, ids }) => {
    await saveMessage(actor, { messageId: ids.ID });
    return done;
  }),
  member("DELETE", "messages/ID/saved", {}, async ({ actor, ids }) => {
    await unsaveMessage(actor, { messageId: ids.ID });
    return done;
  }),
  member("GET", "rooms/ID/pins", {}, async ({ actor, ids }) => all(await listPins(actor, { roomId: ids.ID }))),
  member("GET", "me/saved", { query: listQuery }, async ({ actor, query }) => ok(await listSaved(actor, query))),
  member("POST", "rooms/ID/read", { body: messageBody }, async ({ actor, ids, body }) =>
    ok(await markRead(actor, { roomId: ids.ID, messageId: body.message_id })),
  ),
  member("POST", "rooms/ID/unread", { body: messageBody }, async ({ actor, ids, body }) =>
    ok(await markUnread(actor, { roomId: ids.ID, messageId: body.message_id })),
  ),
  member("GET", "messages/ID/reads", { query: listReadsInput }, async ({ actor, ids, query }) =>
    ok(await listReads(actor, { messageId: ids.ID, ...query })),
  ),
  member("GET", "me/drafts", {}, async ({ actor }) => all(await draftsOf(actor))),
  member("GET", "rooms/ID/draft", { query: draftQuery }, async (call) =>
    ok(await getDraft(call.actor, { roomId: call.ids.ID, threadId: call.query.thread_id })),
  ),
  member("PUT", "rooms/ID/draft", { body: draftBody }, async ({ actor, ids, body }) =>
    ok(await saveDraft(actor, { roomId: ids.ID, threadId: body.thread_id ?? undefined, text: body.text })),
  ),
  member("POST", "me/read", {}, async ({ actor }) => ok(await markAllRead(actor))),
  member("POST", "me/unread", { body: restoreUnreadInput }, async ({ actor, body }) =>
    ok(await restoreUnread(actor, body)),
  ),
];

const files: Route[] = [
  fromPages(
    member("POST", "files", {}, async ({ actor, request }) => created(await uploadFile(actor, uploadOf(request)))),
  ),
  member("GET", "files/ID", {}, async ({ actor, ids, request }) => serveFile(actor, ids.ID, request.headers)),
  member("GET", "files/ID/preview", {}, async ({ actor, ids, request }) =>
    servePreview(actor, ids.ID, request.headers),
  ),
];

const company: Route[] = [
  member("GET", "audit", { query: journalInput }, async ({ actor, query }) => ok(await readJournal(actor, query))),
  member("GET", "settings", {}, async ({ actor }) => ok(await readSettings(actor))),
  member("GET", "settings/provider", {}, async ({ actor }) => ok(await readProviderSettings(actor))),
  member("PUT", "settings/provider", { body: providerInput }, async ({ actor, body }) =>
    ok(await changeProvider(actor, body)),
  ),
  member("DELETE", "settings/provider", {}, async ({ actor }) => {
    await removeProvider(actor);
    return done;
  }),
  member("PATCH", "settings", { body: settingsInput }, async ({ actor, body }) =>
    ok(await changeSettings(actor, body)),
  ),
];

/** The REST API, call by call. A path with a word is found before the same path with an id. */
export const routes: Route[] = [...entering, ...oneself, ...people, ...rooms, ...messages, ...files, ...company];
