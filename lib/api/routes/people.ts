import { resetSecondFactor } from "@/lib/auth/factors";
import { resetPassword } from "@/lib/auth/password-links";
import { importProgress } from "@/lib/imports/data";
import { listInvitations } from "@/lib/invitations/data";
import { createInvitation, revokeInvitation } from "@/lib/invitations/mutations";
import { createInvitationInput, listInvitationsInput } from "@/lib/invitations/schema";
import { changePerson } from "@/lib/people/administration";
import { createPerson } from "@/lib/people/creation";
import { getPerson, listPeople } from "@/lib/people/data";
import { createPersonInput, listPeopleInput, listQuery, personChanges } from "@/lib/people/schema";
import { sharedRooms } from "@/lib/rooms/shared";
import { created, done, group, member, ok } from "../route";
import { importState, invitation, listOf, madeInvitation, passwordLink, user } from "../shapes/people";
import { sharedRoom } from "../shapes/talk";

export const people = group("People", [
  member(
    "GET",
    "users",
    {
      summary: "List the company's people",
      notes: "A guest sees those who share a room with them. `active=false` lists those who were deactivated.",
      query: listPeopleInput,
      gives: { 200: listOf(user) },
      refuses: ["forbidden", "not_found"],
    },
    async ({ actor, query }) => ok(await listPeople(actor, query)),
  ),
  member("GET", "users/me", { summary: "Read who the caller is", gives: { 200: user } }, async ({ actor }) =>
    ok(await getPerson(actor, actor.personId)),
  ),
  member("GET", "users/ID", { summary: "Read a person", gives: { 200: user } }, async ({ actor, ids }) =>
    ok(await getPerson(actor, ids.ID)),
  ),
  member(
    "GET",
    "users/ID/rooms",
    {
      summary: "List the rooms that one shares with a person, with what they said last in each",
      notes: "The newest talk first. Of their other rooms nobody learns.",
      query: listQuery,
      gives: { 200: listOf(sharedRoom) },
    },
    async ({ actor, ids, query }) => ok(await sharedRooms(actor, { personId: ids.ID, ...query })),
  ),
  member(
    "POST",
    "users",
    {
      summary: "Make an account for somebody",
      forAdmins: true,
      notes: "For administrators. Without a password they set it by the link that is answered.",
      body: createPersonInput,
      example: { username: "boris", email: "boris@example.com", display_name: "Boris" },
      gives: { 201: passwordLink.extend({ user }) },
      refuses: ["forbidden", "conflict", "not_found"],
    },
    async ({ actor, body, origin }) => {
      const { user: made, link } = await createPerson(actor, body, origin);
      return created({ user: made, set_password_url: link.url });
    },
  ),
  member(
    "PATCH",
    "users/ID",
    {
      summary: "Change a person",
      forAdmins: true,
      notes:
        "For administrators. `active: false` ends their sessions, tokens and sockets at once. The last owner can be neither demoted nor deactivated.",
      body: personChanges,
      example: { display_name: "Boris Orlov" },
      gives: { 200: user },
      refuses: ["forbidden", "conflict"],
    },
    async ({ actor, ids, body }) => ok((await changePerson(actor, { personId: ids.ID, ...body })).user),
  ),
  member(
    "POST",
    "users/ID/password-reset",
    {
      summary: "Make a link by which somebody sets their password",
      bySession: true,
      forAdmins: true,
      notes: "For administrators.",
      gives: { 200: passwordLink },
      refuses: ["forbidden", "conflict"],
    },
    async ({ actor, ids, origin }) => {
      const { link } = await resetPassword(actor, { personId: ids.ID }, origin);
      return ok({ set_password_url: link.url });
    },
  ),
  member(
    "DELETE",
    "users/ID/second-factor",
    {
      summary: "Take somebody's second factor away, when they lost it",
      bySession: true,
      forAdmins: true,
      notes: "For administrators.",
      gives: { 204: "nothing" },
      refuses: ["forbidden"],
    },
    async ({ actor, ids }) => {
      await resetSecondFactor(actor, ids.ID);
      return done;
    },
  ),
  member(
    "GET",
    "imports/ID",
    { summary: "Read how far a list of people has been loaded", gives: { 200: importState }, refuses: ["forbidden"] },
    async ({ actor, ids }) => ok(await importProgress(actor, ids.ID)),
  ),
  member(
    "GET",
    "invites",
    {
      summary: "List the invitations",
      forAdmins: true,
      notes: "For administrators.",
      query: listInvitationsInput,
      gives: { 200: listOf(invitation) },
      refuses: ["forbidden"],
    },
    async ({ actor, query }) => ok(await listInvitations(actor, query)),
  ),
  member(
    "POST",
    "invites",
    {
      summary: "Make a link that lets people in",
      forAdmins: true,
      notes: "For administrators. `url` and `token` are answered this once.",
      body: createInvitationInput,
      example: { role: "member", room_ids: ["{{room_id}}"], max_uses: 5, expires_in_hours: 48 },
      gives: { 201: madeInvitation },
      refuses: ["forbidden", "not_found"],
    },
    async ({ actor, body, origin }) => {
      const { invitation: made, ...once } = await createInvitation(actor, body, origin);
      return created({ ...made, ...once });
    },
  ),
  member(
    "DELETE",
    "invites/ID",
    {
      summary: "Revoke an invitation",
      forAdmins: true,
      notes: "For administrators.",
      gives: { 204: "nothing" },
      refuses: ["forbidden"],
    },
    async ({ actor, ids }) => {
      await revokeInvitation(actor, { id: ids.ID });
      return done;
    },
  ),
]);
