import { z } from "zod";
import { endSession } from "@/lib/auth/closing";
import { beginFactor, confirmFactor, readFactor, removeFactor, renewRecoveryCodes } from "@/lib/auth/factors";
import { changePassword } from "@/lib/auth/mutations";
import { listTokens, mintToken, revokeToken } from "@/lib/auth/personal-tokens";
import { prove } from "@/lib/auth/proofs";
import {
  changePasswordInput,
  confirmFactorInput,
  mintTokenInput,
  proveInput,
  removeFactorInput,
} from "@/lib/auth/schema";
import { listSessions } from "@/lib/auth/sessions";
import { pageOf } from "@/lib/cursor";
import { listInbox, listMentions } from "@/lib/inbox/data";
import { seeInbox } from "@/lib/inbox/mutations";
import { listInboxInput, seeInboxInput } from "@/lib/inbox/schema";
import { draftsOf } from "@/lib/messages/drafts";
import { listThreads } from "@/lib/messages/following";
import { listSaved } from "@/lib/messages/saved";
import type { DraftView } from "@/lib/messages/schema";
import { getMe } from "@/lib/people/data";
import { editProfile } from "@/lib/people/mutations";
import { editProfileInput, listQuery } from "@/lib/people/schema";
import { markAllRead, restoreUnread, unreadEverywhere } from "@/lib/rooms/readings";
import { restoreUnreadInput } from "@/lib/rooms/schema";
import { created, done, group, member, ok, unsecured } from "../route";
import {
  factor,
  factorKey,
  id,
  listOf,
  madeToken,
  me,
  moment,
  personalToken,
  recoveryCodes,
  session,
} from "../shapes/people";
import { draft, followedThread, inboxEntry, message, positions, unreadEverywhere as unreadShape } from "../shapes/talk";

/** The newest first; a room holds one for itself and one for each of its threads. */
const keyOfDraft = ({ room_id, thread_id, updated_at }: DraftView) => ({
  name: `${updated_at} ${thread_id ?? 0}`,
  id: room_id,
});

export const oneself = group("Oneself", [
  unsecured(
    member("GET", "me", { summary: "Read who the caller is", gives: { 200: me } }, async ({ actor }) =>
      ok(await getMe(actor)),
    ),
  ),
  member(
    "PATCH",
    "me",
    {
      summary: "Change one's name, status, language, look or time zone",
      body: editProfileInput,
      example: { status_text: "Until five at the warehouse" },
      gives: { 200: me },
    },
    async ({ actor, body }) => ok(await editProfile(actor, body)),
  ),
  member(
    "PUT",
    "me/password",
    {
      summary: "Change one's password",
      bySession: true,
      notes: "Ends all other sessions; personal access tokens stay.",
      body: changePasswordInput,
      example: { current: "correct horse battery", password: "four other plain words" },
      gives: { 204: "nothing" },
    },
    async ({ actor, body }) => {
      await changePassword(actor, body);
      return done;
    },
  ),
  unsecured(
    member(
      "POST",
      "me/prove",
      {
        summary: "Type the password again, before what asks for it",
        bySession: true,
        body: proveInput,
        example: { current: "correct horse battery" },
        gives: { 204: "nothing" },
      },
      async ({ actor, body }) => {
        await prove(actor, body);
        return done;
      },
    ),
  ),
  unsecured(
    member(
      "GET",
      "me/second-factor",
      { summary: "Read whether one has a second factor", gives: { 200: factor } },
      async ({ actor }) => ok(await readFactor(actor)),
    ),
  ),
  unsecured(
    member(
      "POST",
      "me/second-factor",
      {
        summary: "Begin a second factor",
        bySession: true,
        gives: { 201: factorKey },
        refuses: ["conflict", "forbidden"],
      },
      async ({ actor }) => created(await beginFactor(actor)),
    ),
  ),
  unsecured(
    member(
      "PUT",
      "me/second-factor",
      {
        summary: "Confirm it by its first code",
        bySession: true,
        notes: "Answers the recovery codes, this once.",
        body: confirmFactorInput,
        example: { otp: "123456" },
        gives: { 200: recoveryCodes },
        refuses: ["not_found", "conflict"],
      },
      async ({ actor, body }) => ok({ recovery_codes: await confirmFactor(actor, body) }),
    ),
  ),
  member(
    "DELETE",
    "me/second-factor",
    {
      summary: "Take one's second factor away",
      bySession: true,
      body: removeFactorInput,
      example: { current: "correct horse battery" },
      gives: { 204: "nothing" },
      refuses: ["forbidden", "not_found"],
    },
    async ({ actor, body }) => {
      await removeFactor(actor, body);
      return done;
    },
  ),
  member(
    "POST",
    "me/recovery-codes",
    {
      summary: "Make new recovery codes",
      bySession: true,
      gives: { 201: recoveryCodes },
      refuses: ["forbidden", "not_found"],
    },
    async ({ actor }) => created({ recovery_codes: await renewRecoveryCodes(actor) }),
  ),
  member(
    "GET",
    "me/sessions",
    {
      summary: "List one's signed-in devices",
      notes: "The latest sign-in first.",
      query: listQuery,
      gives: { 200: listOf(session) },
    },
    async ({ actor, query }) => {
      const devices = await listSessions(actor);
      return ok(pageOf(devices, query, (one) => ({ name: `${one.created_at} ${one.id}`, id: 0 }), "down"));
    },
  ),
  member(
    "DELETE",
    "me/sessions/UUID",
    { summary: "Sign a device out", bySession: true, gives: { 204: "nothing" } },
    async ({ actor, uuid }) => {
      await endSession(actor, uuid);
      return done;
    },
  ),
  member(
    "GET",
    "me/tokens",
    { summary: "List one's personal access tokens", query: listQuery, gives: { 200: listOf(personalToken) } },
    async ({ actor, query }) => ok(pageOf(await listTokens(actor), query, (one) => ({ name: "", id: one.id }), "down")),
  ),
  member(
    "POST",
    "me/tokens",
    {
      summary: "Make a personal access token",
      bySession: true,
      notes:
        "For scripts and bots: it is used like an access token and needs no sign-in. `token` is answered this once. A `scope` of `read` changes nothing, `write` (if left out) does what any employee may, `admin` all that the caller may. Without `expires_in_days` it lasts for ten years. No token makes tokens: sign in for that.",
      body: mintTokenInput,
      example: { name: "backup script", scope: "read", expires_in_days: 90 },
      gives: { 201: madeToken },
      refuses: ["forbidden", "conflict"],
    },
    async ({ actor, body }) => created(await mintToken(actor, body)),
  ),
  member(
    "DELETE",
    "me/tokens/ID",
    {
      summary: "Revoke a personal access token",
      bySession: true,
      notes: "It opens nothing from that moment on, and its sockets are closed.",
      gives: { 204: "nothing" },
      refuses: ["forbidden"],
    },
    async ({ actor, ids }) => {
      await revokeToken(actor, { id: ids.ID });
      return done;
    },
  ),
  member(
    "GET",
    "unread",
    {
      summary: "Read what is unread, room by room",
      notes: "`total` is that of all rooms, whatever stands on the page.",
      query: listQuery,
      gives: { 200: unreadShape },
    },
    async ({ actor, query }) => {
      const { items, total } = await unreadEverywhere(actor);
      return ok({ ...pageOf(items, query, (one) => ({ name: "", id: one.room_id })), total });
    },
  ),
  member(
    "GET",
    "me/inbox",
    {
      summary: "List what was said to one: mentions, replies, reactions, whispers",
      query: listInboxInput,
      gives: { 200: listOf(inboxEntry).extend({ seen_at: moment }) },
    },
    async ({ actor, query }) => ok(await listInbox(actor, query)),
  ),
  member(
    "POST",
    "me/inbox/seen",
    {
      summary: "Say up to when one has looked at it",
      body: seeInboxInput,
      example: { until: "2026-03-31T08:15:00.000Z" },
      gives: { 200: z.object({ count: z.int(), whisper_rooms: z.array(id) }) },
    },
    async ({ actor, body }) => ok(await seeInbox(actor, body)),
  ),
  member(
    "GET",
    "me/mentions",
    { summary: "List the messages that name one", query: listQuery, gives: { 200: listOf(message) } },
    async ({ actor, query }) => ok(await listMentions(actor, query)),
  ),
  member(
    "GET",
    "me/saved",
    { summary: "List what one has saved", query: listQuery, gives: { 200: listOf(message) } },
    async ({ actor, query }) => ok(await listSaved(actor, query)),
  ),
  member(
    "GET",
    "me/threads",
    { summary: "List the threads that one follows", query: listQuery, gives: { 200: listOf(followedThread) } },
    async ({ actor, query }) => ok(await listThreads(actor, query)),
  ),
  member(
    "GET",
    "me/drafts",
    { summary: "List what one has half written", query: listQuery, gives: { 200: listOf(draft) } },
    async ({ actor, query }) => ok(pageOf(await draftsOf(actor), query, keyOfDraft, "down")),
  ),
  member(
    "POST",
    "me/read",
    {
      summary: "Mark everything as read",
      notes: "Answers where unread began: `me/unread` takes it to undo this.",
      gives: { 200: positions },
    },
    async ({ actor }) => ok(await markAllRead(actor)),
  ),
  member(
    "POST",
    "me/unread",
    {
      summary: "Undo that",
      body: restoreUnreadInput,
      example: { positions: [{ room_id: "{{room_id}}", seq: 1 }] },
      gives: { 200: z.object({ rooms: z.int() }) },
    },
    async ({ actor, body }) => ok(await restoreUnread(actor, body)),
  ),
]);
