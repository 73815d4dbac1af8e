import { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { pageOf } from "@/lib/cursor";
import { getPerson } from "@/lib/people/data";
import { listQuery } from "@/lib/people/schema";
import { getRoom, listAllRooms, listOpenRooms } from "@/lib/rooms/data";
import { startDirect } from "@/lib/rooms/direct";
import { putMember, removeMember } from "@/lib/rooms/members";
import { changeRoom, createRoom, deleteRoom } from "@/lib/rooms/mutations";
import { pageMembers, pageMyRooms } from "@/lib/rooms/pages";
import {
  changeRoomInput,
  createRoomInput,
  listRoomsInput,
  type PutMember,
  putMemberInput,
  startDirectInput,
} from "@/lib/rooms/schema";
import { listWebhooks } from "@/lib/webhooks/data";
import { createWebhook, deleteWebhook } from "@/lib/webhooks/mutations";
import { webhookNameInput } from "@/lib/webhooks/schema";
import { type Answer, created, done, group, member, ok } from "../route";
import { listOf, user } from "../shapes/people";
import { madeWebhook, room, roomMember, webhook } from "../shapes/talk";

const memberBody = putMemberInput.omit({ roomId: true, personId: true });
const memberGiven = { 201: z.object({ user }), 200: z.object({ user }) };

async function putInto(actor: Actor, input: PutMember): Promise<Answer> {
  const { added } = await putMember(actor, input);
  const person = await getPerson(actor, input.personId);
  return added ? created({ user: person }) : ok({ user: person });
}

export const rooms = group("Rooms and their members", [
  member(
    "GET",
    "rooms",
    {
      summary: "List rooms",
      notes:
        "`scope` is `mine` (the newest talk first; if left out), `open` (those that one may join) or, for administrators, `all` (names and counts, not what is said).",
      query: listRoomsInput,
      gives: { 200: listOf(room) },
      refuses: ["forbidden"],
    },
    async ({ actor, query }) => {
      if (query.scope === "all") return ok(await listAllRooms(actor, query));
      return ok(await (query.scope === "open" ? listOpenRooms : pageMyRooms)(actor, query));
    },
  ),
  member(
    "POST",
    "rooms",
    {
      summary: "Create a room",
      notes:
        "The caller becomes its admin. Who may do so is a setting of the company; others may be put in at once (`member_ids`) unless its setting `membership` leaves that to administrators.",
      body: createRoomInput,
      example: { name: "Warehouse", topic: "What comes and goes", visibility: "open", member_ids: ["{{user_id}}"] },
      gives: { 201: room },
      refuses: ["forbidden", "not_found"],
    },
    async ({ actor, body }) => created(await createRoom(actor, body)),
  ),
  member(
    "POST",
    "direct",
    {
      summary: "Open the direct room with one to eight people",
      notes: "Whom it is with is its identity: 201 where it is new, 200 where these people have one.",
      body: startDirectInput,
      example: { user_ids: ["{{user_id}}"] },
      gives: { 201: room, 200: room },
      refuses: ["forbidden", "not_found"],
    },
    async ({ actor, body }) => {
      const { room: found, made } = await startDirect(actor, body);
      return made ? created(found) : ok(found);
    },
  ),
  member("GET", "rooms/ID", { summary: "Read a room", gives: { 200: room } }, async ({ actor, ids }) =>
    ok(await getRoom(actor, ids.ID)),
  ),
  member(
    "PATCH",
    "rooms/ID",
    {
      summary: "Change a room",
      notes: "For its admins and the company's administrators; `notify` is each member's own.",
      body: changeRoomInput.omit({ roomId: true }),
      example: { topic: "Shipments of this week" },
      gives: { 200: room },
      refuses: ["forbidden"],
    },
    async ({ actor, ids, body }) => ok(await changeRoom(actor, { roomId: ids.ID, ...body })),
  ),
  member(
    "DELETE",
    "rooms/ID",
    {
      summary: "Delete a room with all that was said in it",
      gives: { 204: "nothing" },
      refuses: ["forbidden"],
    },
    async ({ actor, ids }) => {
      await deleteRoom(actor, { roomId: ids.ID });
      return done;
    },
  ),
  member(
    "GET",
    "rooms/ID/members",
    { summary: "List a room's members", query: listQuery, gives: { 200: listOf(roomMember) } },
    async ({ actor, ids, query }) => ok(await pageMembers(actor, { roomId: ids.ID, ...query })),
  ),
  member(
    "PUT",
    "rooms/ID/members/me",
    {
      summary: "Join a room",
      notes:
        "`me` is one's own id. Into an open room every employee may come by themselves; for the rest, what holds for others holds for oneself.",
      body: memberBody,
      example: {},
      gives: memberGiven,
      refuses: ["forbidden", "conflict"],
    },
    async ({ actor, ids, body }) => putInto(actor, { roomId: ids.ID, personId: actor.personId, ...body }),
  ),
  member(
    "PUT",
    "rooms/ID/members/USER",
    {
      summary: "Put somebody into a room, or change their role there",
      notes:
        "Who may is the company's setting `membership`. `ends_at` is a moment or a day after which they leave by themselves.",
      body: memberBody,
      example: { role: "member" },
      gives: memberGiven,
      refuses: ["forbidden", "conflict"],
    },
    async ({ actor, ids, body }) => putInto(actor, { roomId: ids.ID, personId: ids.USER, ...body }),
  ),
  member(
    "DELETE",
    "rooms/ID/members/me",
    { summary: "Leave a room", gives: { 204: "nothing" }, refuses: ["forbidden"] },
    async ({ actor, ids }) => {
      await removeMember(actor, { roomId: ids.ID, personId: actor.personId });
      return done;
    },
  ),
  member(
    "DELETE",
    "rooms/ID/members/USER",
    {
      summary: "Take somebody out of a room",
      notes: "From that moment they receive nothing of it, on sockets already open too.",
      gives: { 204: "nothing" },
      refuses: ["forbidden"],
    },
    async ({ actor, ids }) => {
      await removeMember(actor, { roomId: ids.ID, personId: ids.USER });
      return done;
    },
  ),
  member(
    "GET",
    "rooms/ID/webhooks",
    {
      summary: "List a room's incoming webhooks",
      query: listQuery,
      gives: { 200: listOf(webhook) },
      refuses: ["forbidden"],
    },
    async ({ actor, ids, query }) => {
      const hooks = await listWebhooks(actor, { roomId: ids.ID });
      return ok(pageOf(hooks, query, ({ id }) => ({ name: "", id })));
    },
  ),
  member(
    "POST",
    "rooms/ID/webhooks",
    {
      summary: "Make an incoming webhook",
      notes:
        'For the room\'s admins. `url` is answered this once. Whatever is posted there is said in the room by a bot of this name: `{"text", "username"?}` as JSON or form, Slack\'s payloads, and what GitLab, Grafana, Alertmanager and Jenkins send of themselves; the answer is `ok`.',
      body: webhookNameInput,
      example: { name: "GitLab" },
      gives: { 201: madeWebhook },
      refuses: ["forbidden", "conflict"],
    },
    async ({ actor, ids, body, origin }) => created(await createWebhook(actor, { roomId: ids.ID, ...body }, origin)),
  ),
  member(
    "DELETE",
    "rooms/ID/webhooks/HOOK",
    {
      summary: "Delete an incoming webhook",
      notes: "Its bot leaves the room; what it said stays.",
      gives: { 204: "nothing" },
      refuses: ["forbidden"],
    },
    async ({ actor, ids }) => {
      await deleteWebhook(actor, { roomId: ids.ID, hookId: ids.HOOK });
      return done;
    },
  ),
]);
