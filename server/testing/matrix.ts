import { randomUUID } from "node:crypto";
import type { RoomVerb } from "@/lib/access/policy";
import type { ClientFrame } from "@/lib/events/schema";

/** Who knocks. Room and message belong to the members; administrators and owners are not in the room. */
export const callers = [
  "anonymous",
  "deactivated",
  "removed",
  "outsider",
  "guest",
  "member",
  "roomAdmin",
  "admin",
  "owner",
] as const;
export type Caller = (typeof callers)[number];

/** What a knock is aimed at. */
export interface Place {
  /** A private room. */
  room: number;
  /** Said in it by one of its members. */
  message: number;
  /** A file that the message carries, with a preview. */
  file: number;
  /** Whispered in it by the one who is inside to the room's admin. */
  whisper: number;
  /** A reply of the room's admin in the thread of `message`. */
  reply: number;
  /** An employee who is in the room, and one who is not. */
  inside: number;
  insideName: string;
  outside: number;
  /** An open room that none of the callers is in. */
  open: number;
  invite: number;
  /** Another session of the caller's own. */
  session: string;
  /** A personal access token of the caller's own. */
  token: number;
  /** A webhook of the room. */
  hook: number;
}

/**
 * What comes of it, a letter for each caller in their order: `+` done, `u` unauthenticated, `f` forbidden,
 * `n` not found, `c` conflict, `i` invalid.
 */
export interface Row {
  expected: string;
  rest?: (place: Place) => { path: string; body?: unknown };
  frame?: (place: Place) => ClientFrame;
  /** The form or the action that carries the same verb, by its exported name. */
  action?: string;
  fields?: (place: Place) => Record<string, string>;
  /** What an action that is no form takes. */
  input?: (place: Place) => unknown;
  /** The rule that decides over the private room. */
  rule?: RoomVerb;
}

function oneFile(): FormData {
  const form = new FormData();
  form.append("file", new Blob(["a few words"]), "words.txt");
  return form;
}
const unique = () => `x${randomUUID().slice(0, 8)}`;
const password = "four plain words here";

const entering: Record<string, Row> = {
  "GET openapi.json": { expected: "+++++++++", rest: () => ({ path: "openapi.json" }) },
  "GET setup": { expected: "+++++++++", rest: () => ({ path: "setup" }) },
  "POST setup": {
    expected: "ccccccccc",
    rest: () => ({ path: "setup", body: { workspace_name: "Other", ...account() } }),
    action: "foundAction",
    fields: () => ({ workspace_name: "Other", ...account() }),
  },
  "POST auth/register": {
    expected: "fffffffff",
    rest: () => ({ path: "auth/register", body: account() }),
    action: "registerAction",
    fields: account,
  },
  "POST auth/token": {
    expected: "uuuuuuuuu",
    rest: () => ({ path: "auth/token", body: { username: unique(), password } }),
    action: "signInAction",
    fields: () => ({ step: "password", username: unique(), password }),
  },
  "POST auth/refresh": {
    expected: "uuuuuuuuu",
    rest: () => ({ path: "auth/refresh", body: { refresh_token: `${randomUUID()}.x` } }),
  },
  "POST auth/logout": { expected: "uu+++++++", rest: () => ({ path: "auth/logout" }), action: "signOutAction" },
};

const oneself: Record<string, Row> = {
  "GET me": { expected: "uu+++++++", rest: () => ({ path: "me" }) },
  "PATCH me": {
    expected: "uu+++++++",
    rest: () => ({ path: "me", body: { status_text: "here" } }),
    action: "editProfileAction",
    fields: () => ({ display_name: "Name", status_text: "here" }),
  },
  "PUT me/password": {
    expected: "uuiiiiiii",
    rest: () => ({ path: "me/password", body: { current: "a wrong password", password } }),
    action: "changePasswordAction",
    fields: () => ({ current: "a wrong password", password }),
  },
  "POST me/prove": {
    expected: "uuiiiiiii",
    rest: () => ({ path: "me/prove", body: { current: "a wrong password" } }),
    action: "proveAction",
    fields: () => ({ current: "a wrong password" }),
  },
  "GET me/second-factor": { expected: "uu+++++++", rest: () => ({ path: "me/second-factor" }) },
  "POST me/second-factor": { expected: "uu+++++++", rest: () => ({ path: "me/second-factor" }) },
  "PUT me/second-factor, before it was begun": {
    expected: "uunnnnnnn",
    rest: () => ({ path: "me/second-factor", body: { otp: "000000" } }),
    action: "recoveryCodesAction",
    fields: () => ({ step: "confirm", otp: "000000" }),
  },
  "DELETE me/second-factor, where there is none": {
    expected: "uunnnnnnn",
    rest: () => ({ path: "me/second-factor", body: { current: password } }),
    action: "removeFactorAction",
    fields: () => ({ current: password }),
  },
  "POST me/recovery-codes, where there is no factor": {
    expected: "uunnnnnnn",
    rest: () => ({ path: "me/recovery-codes" }),
    action: "recoveryCodesAction",
    fields: () => ({ step: "renew" }),
  },
  "GET me/sessions": { expected: "uu+++++++", rest: () => ({ path: "me/sessions" }) },
  "DELETE me/sessions/UUID": {
    expected: "uu+++++++",
    rest: ({ session }) => ({ path: `me/sessions/${session}` }),
    action: "endSessionAction",
    fields: ({ session }) => ({ id: session }),
  },
  "GET me/tokens": { expected: "uu+++++++", rest: () => ({ path: "me/tokens" }) },
  "POST me/tokens": {
    expected: "uu+++++++",
    rest: () => ({ path: "me/tokens", body: { name: "script" } }),
    action: "mintTokenAction",
    fields: () => ({ name: "script", scope: "read", expires_in_days: "30" }),
  },
  "DELETE me/tokens/ID": {
    expected: "uu+++++++",
    rest: ({ token }) => ({ path: `me/tokens/${token}` }),
    action: "revokeTokenAction",
    fields: ({ token }) => ({ id: String(token) }),
  },
  look: {
    expected: "uu+++++++",
    action: "editLookAction",
    fields: () => ({ locale: "en", theme: "dark", time_zone: "UTC" }),
  },
  "picture, of what is none": { expected: "iiiiiiiii", action: "changeAvatarAction", fields: () => ({ picture: "x" }) },
  "picture, taken down": { expected: "uu+++++++", action: "removeAvatarAction" },
  "out everywhere": { expected: "uu+++++++", action: "signOutEverywhereAction" },
  "GET me/inbox": { expected: "uu+++++++", rest: () => ({ path: "me/inbox" }) },
  "GET me/mentions": { expected: "uu+++++++", rest: () => ({ path: "me/mentions" }) },
  "POST me/inbox/seen": {
    expected: "uu+++++++",
    rest: () => ({ path: "me/inbox/seen", body: { until: new Date().toISOString() } }),
    action: "seeInboxAction",
    input: () => ({ until: new Date().toISOString() }),
  },
  "inbox seen, without scripts": {
    expected: "uu+++++++",
    action: "seeInboxFormAction",
    fields: () => ({ until: new Date().toISOString() }),
  },
  "GET search": { expected: "uu+++++++", rest: () => ({ path: "search?q=said" }) },
  "GET unread": { expected: "uu+++++++", rest: () => ({ path: "unread" }) },
};

const people: Record<string, Row> = {
  "GET users": { expected: "uu+++++++", rest: () => ({ path: "users" }) },
  "GET users/me": { expected: "uu+++++++", rest: () => ({ path: "users/me" }) },
  "GET users, those who were deactivated": { expected: "uu+++++++", rest: () => ({ path: "users?active=false" }) },
  "GET users/ID/rooms": { expected: "uu++n++++", rest: ({ inside }) => ({ path: `users/${inside}/rooms` }) },
  "GET users/ID": { expected: "uu++n++++", rest: ({ inside }) => ({ path: `users/${inside}` }) },
  "POST users": {
    expected: "uufffff++",
    rest: () => ({ path: "users", body: someone() }),
    action: "createPersonAction",
    fields: () => ({ ...someone(), display_name: "Some One", role: "member" }),
  },
  "POST users, an owner": {
    expected: "uuffffff+",
    rest: () => ({ path: "users", body: { ...someone(), role: "owner" } }),
  },
  "PATCH users/ID": {
    expected: "uufffff++",
    rest: ({ inside }) => ({ path: `users/${inside}`, body: { role: "guest" } }),
    action: "changePersonAction",
    fields: ({ inside }) => ({ personId: String(inside), display_name: "Other", email: someone().email }),
  },
  "PATCH users/ID, deactivating": {
    expected: "uufffff++",
    rest: ({ inside }) => ({ path: `users/${inside}`, body: { active: false } }),
    action: "actOnPeopleAction",
    fields: ({ inside }) => ({ act: "deactivate", "ids[]": String(inside) }),
  },
  "POST users/ID/password-reset": {
    expected: "uufffff++",
    rest: ({ inside }) => ({ path: `users/${inside}/password-reset` }),
    action: "resetPasswordAction",
    fields: ({ inside }) => ({ personId: String(inside) }),
  },
  "somebody's device, which it is not": {
    expected: "uufffffnn",
    action: "endSessionOfAction",
    fields: ({ inside, session }) => ({ personId: String(inside), id: session }),
  },
  "a password by a link that is made up": {
    expected: "fffffffff",
    action: "setPasswordAction",
    fields: () => ({ token: "x".repeat(43), password }),
  },
  "DELETE users/ID/second-factor, where there is none": {
    expected: "uuffnffnn",
    rest: ({ inside }) => ({ path: `users/${inside}/second-factor` }),
    action: "resetSecondFactorAction",
    fields: ({ inside }) => ({ personId: String(inside) }),
  },
  "GET invites": { expected: "uufffff++", rest: () => ({ path: "invites" }) },
  "POST invites": {
    expected: "uufffff++",
    rest: () => ({ path: "invites", body: { role: "member" } }),
    action: "createInvitationAction",
    fields: () => ({ role: "member", max_uses: "1", expires_in_hours: "24" }),
  },
  "DELETE invites/ID": {
    expected: "uufffff++",
    rest: ({ invite }) => ({ path: `invites/${invite}` }),
    action: "revokeInvitationAction",
    fields: ({ invite }) => ({ id: String(invite) }),
  },
  "GET imports/ID": { expected: "uufffffnn", rest: () => ({ path: "imports/999999999" }) },
  "a list of people, from what is no file": {
    expected: "iiiiiiiii",
    action: "draftImportAction",
    fields: () => ({ file: "x" }),
  },
  "a list of people, confirmed": {
    expected: "uufffffnn",
    action: "confirmImportAction",
    fields: () => ({ id: "999999999" }),
  },
  "a list of people, dropped": {
    expected: "uufffffnn",
    action: "discardImportAction",
    fields: () => ({ id: "999999999" }),
  },
  "links of a list of people": {
    expected: "uufffffnn",
    action: "takeImportLinksAction",
    fields: () => ({ id: "999999999" }),
  },
  "invitations by mail, where there is none": {
    expected: "uufffffcc",
    action: "inviteByMailAction",
    fields: () => ({ emails: "somebody@example.com" }),
  },
};

const settings: Record<string, Row> = {
  "GET audit": { expected: "uufffff++", rest: () => ({ path: "audit" }) },
  "GET export": { expected: "uu+++++++", rest: () => ({ path: "export" }) },
  "GET export, the company's": { expected: "uuffffff+", rest: () => ({ path: "export?scope=workspace" }) },
  "GET settings": { expected: "uufffff++", rest: () => ({ path: "settings" }) },
  "PATCH settings, the size of files": {
    expected: "uufffff++",
    rest: () => ({ path: "settings", body: { file_bytes_max: 50 * 1024 * 1024 } }),
    action: "changeFilesAction",
    fields: () => ({ file_megabytes: "50" }),
  },
  "PATCH settings": { expected: "uufffff++", rest: () => ({ path: "settings", body: { room_history: "all" } }) },
  "GET settings/provider": { expected: "uufffff++", rest: () => ({ path: "settings/provider" }) },
  "PUT settings/provider, where nothing answers": {
    expected: "uufffffii",
    rest: () => ({ path: "settings/provider", body: { issuer: "http://127.0.0.1:9", client_id: "x" } }),
    action: "changeProviderAction",
    fields: () => ({ issuer: "http://127.0.0.1:9", client_id: "x" }),
  },
  "DELETE settings/provider, where there is none": {
    expected: "uufffffnn",
    rest: () => ({ path: "settings/provider" }),
    action: "removeProviderAction",
  },
  "settings, the rule of passwords": {
    expected: "uufffff++",
    action: "changePasswordRuleAction",
    fields: () => ({ password_chars_min: "12" }),
  },
  "settings, how long a sign-in lasts": {
    expected: "uufffff++",
    action: "changeSessionsAction",
    fields: () => ({ session_days: "30", session_idle_days: "7", admin_session_hours: "12", admin_idle_minutes: "60" }),
  },
  "settings, who needs a second factor": {
    expected: "uufffff++",
    action: "changeFactorRuleAction",
    fields: () => ({ second_factor: "optional" }),
  },
  "settings, registration": {
    expected: "uufffff++",
    action: "changeRegistrationAction",
    fields: () => ({ registration: "invited", registration_domains: "" }),
  },
  "settings, who makes rooms and fills them": {
    expected: "uufffff++",
    action: "changeRoomRulesAction",
    fields: () => ({ room_creation: "members", membership: "room_admins" }),
  },
  "settings, name and language": {
    expected: "uufffff++",
    action: "changeCompanyAction",
    fields: () => ({ name: "Company", locale: "en" }),
  },
  "settings, new rooms": {
    expected: "uufffff++",
    action: "changeRoomDefaultsAction",
    fields: () => ({ room_visibility: "private", room_history: "all" }),
  },
  "mark, of what is no picture": {
    expected: "iiiiiiiii",
    action: "changeMarkAction",
    fields: () => ({ picture: "x" }),
  },
  "mark, taken down": { expected: "uufffff++", action: "removeMarkAction" },
  "job, tried again": { expected: "uufffffnn", action: "retryJobAction", fields: () => ({ id: "2000000000" }) },
  "job, dismissed": { expected: "uufffffnn", action: "dismissJobAction", fields: () => ({ id: "2000000000" }) },
};

const rooms: Record<string, Row> = {
  "GET rooms": { expected: "uu+++++++", rest: () => ({ path: "rooms" }) },
  "POST rooms": {
    expected: "uu++f++++",
    rest: () => ({ path: "rooms", body: { name: unique() } }),
    action: "createRoomAction",
    fields: () => ({ name: unique() }),
  },
  "POST direct": {
    expected: "uu++n++++",
    rest: ({ inside }) => ({ path: "direct", body: { user_ids: [inside] } }),
    action: "startDirectAction",
    fields: ({ inside }) => ({ "user_ids[]": String(inside) }),
  },
  "GET rooms/ID": { expected: "uunnn++++", rule: "inspect", rest: ({ room }) => ({ path: `rooms/${room}` }) },
  "PATCH rooms/ID": {
    expected: "uunnnf+++",
    rule: "manage",
    rest: ({ room }) => ({ path: `rooms/${room}`, body: { topic: unique() } }),
  },
  "GET rooms, all": { expected: "uufffff++", rest: () => ({ path: "rooms?scope=all" }) },
  "PATCH rooms/ID, one's own bell": {
    expected: "uunnn++nn",
    rest: ({ room }) => ({ path: `rooms/${room}`, body: { notify: "mentions" } }),
    action: "setNotifyAction",
    fields: ({ room }) => ({ roomId: String(room), notify: "mentions" }),
  },
  "PATCH rooms/ID, for all": {
    expected: "uunnnff++",
    rest: ({ room }) => ({ path: `rooms/${room}`, body: { for_all: true } }),
    action: "editRoomAction",
    fields: ({ room }) => ({ roomId: String(room), for_all: "true" }),
  },
  "DELETE rooms/ID": {
    expected: "uunnnf+++",
    rule: "manage",
    rest: ({ room }) => ({ path: `rooms/${room}` }),
    action: "deleteRoomAction",
    fields: ({ room }) => ({ roomId: String(room) }),
  },
  "a room made in the administration": {
    expected: "uu++f++++",
    action: "makeRoomAction",
    fields: () => ({ name: unique() }),
  },
  "members, many": {
    expected: "uunnnf+++",
    action: "addMembersAction",
    fields: ({ room, outside }) => ({ roomId: String(room), "personIds[]": String(outside), ends_at: "" }),
  },
  "members out, many": {
    expected: "uunnnf+++",
    action: "removeMembersAction",
    fields: ({ room, inside }) => ({ roomId: String(room), "personIds[]": String(inside) }),
  },
  "people by a pasted list": {
    expected: "uufffff++",
    action: "findMembersAction",
    fields: ({ room }) => ({ roomId: String(room), names: "vera" }),
  },
  "GET rooms/ID/members": {
    expected: "uunnn++++",
    rule: "listMembers",
    rest: ({ room }) => ({ path: `rooms/${room}/members` }),
  },
  "joining, by the page": {
    expected: "uunnn++nn",
    rule: "join",
    action: "joinRoomAction",
    fields: ({ room }) => ({ roomId: String(room) }),
  },
  "PUT rooms/ID/members/me": {
    expected: "uunnn++++",
    rest: ({ room }) => ({ path: `rooms/${room}/members/me` }),
  },
  "PUT rooms/ID/members/me, as its admin": {
    expected: "uunnnf+++",
    rest: ({ room }) => ({ path: `rooms/${room}/members/me`, body: { role: "admin" } }),
  },
  "PUT rooms/ID/members/me, for a while": {
    expected: "uunnnf+++",
    rest: ({ room }) => ({ path: `rooms/${room}/members/me`, body: { ends_at: "2030-12-31" } }),
  },
  "PUT rooms/ID/members/me, an open room, as its admin": {
    expected: "uuffnff++",
    rest: ({ open }) => ({ path: `rooms/${open}/members/me`, body: { role: "admin" } }),
  },
  "PUT rooms/ID/members/me, an open room": {
    expected: "uu++n++++",
    rest: ({ open }) => ({ path: `rooms/${open}/members/me` }),
    action: "joinRoomAction",
    fields: ({ open }) => ({ roomId: String(open) }),
  },
  "PUT rooms/ID/members/USER": {
    expected: "uunnnf+++",
    rule: "changeMembers",
    rest: ({ room, outside }) => ({ path: `rooms/${room}/members/${outside}` }),
    action: "addMemberAction",
    fields: ({ room, outside }) => ({ roomId: String(room), personId: String(outside) }),
  },
  "PUT rooms/ID/members/USER, as its admin": {
    expected: "uunnnf+++",
    rest: ({ room, inside }) => ({ path: `rooms/${room}/members/${inside}`, body: { role: "admin" } }),
    action: "setMemberRoleAction",
    fields: ({ room, inside }) => ({ roomId: String(room), personId: String(inside), role: "admin" }),
  },
  "PUT rooms/ID/members/USER, for a while": {
    expected: "uunnnf+++",
    rest: ({ room, inside }) => ({ path: `rooms/${room}/members/${inside}`, body: { ends_at: "2030-12-31" } }),
    action: "setMembershipEndAction",
    fields: ({ room, inside }) => ({ roomId: String(room), personId: String(inside), ends_at: "2030-12-31" }),
  },
  "DELETE rooms/ID/members/me": {
    expected: "uunnn++nn",
    rule: "leave",
    rest: ({ room }) => ({ path: `rooms/${room}/members/me` }),
    action: "leaveRoomAction",
    fields: ({ room }) => ({ roomId: String(room) }),
  },
  "DELETE rooms/ID/members/USER": {
    expected: "uunnnf+++",
    rule: "removeMembers",
    rest: ({ room, inside }) => ({ path: `rooms/${room}/members/${inside}` }),
  },
};

const webhooks: Record<string, Row> = {
  "GET rooms/ID/webhooks": {
    expected: "uunnnf+++",
    rule: "manage",
    rest: ({ room }) => ({ path: `rooms/${room}/webhooks` }),
  },
  "POST rooms/ID/webhooks": {
    expected: "uunnnf+++",
    rule: "manage",
    rest: ({ room }) => ({ path: `rooms/${room}/webhooks`, body: { name: "GitLab" } }),
    action: "createWebhookAction",
    fields: ({ room }) => ({ roomId: String(room), name: "GitLab" }),
  },
  "DELETE rooms/ID/webhooks/HOOK": {
    expected: "uunnnf+++",
    rest: ({ room, hook }) => ({ path: `rooms/${room}/webhooks/${hook}` }),
    action: "deleteWebhookAction",
    fields: ({ room, hook }) => ({ roomId: String(room), hookId: String(hook) }),
  },
};

const messages: Record<string, Row> = {
  "GET rooms/ID/messages": {
    expected: "uunnn++nn",
    rule: "read",
    rest: ({ room }) => ({ path: `rooms/${room}/messages` }),
  },
  "POST rooms/ID/messages": {
    expected: "uunnn++nn",
    rule: "post",
    rest: ({ room }) => ({ path: `rooms/${room}/messages`, body: { text: "a word" } }),
    frame: ({ room }) => ({ type: "message", room_id: room, text: "a word" }),
    action: "postMessageFormAction",
    fields: ({ room }) => ({ roomId: String(room), text: "a word", clientId: randomUUID() }),
  },
  "whom a whisper's name means": {
    expected: "uunnn++nn",
    rule: "read",
    action: "findMemberAction",
    input: ({ room, insideName }) => ({ roomId: room, username: insideName }),
  },
  "POST rooms/ID/messages, typed to one person": {
    expected: "uunnn++nn",
    action: "postMessageFormAction",
    fields: ({ room, insideName }) => ({
      roomId: String(room),
      text: `/pm @${insideName} psst`,
      clientId: randomUUID(),
    }),
  },
  "GET messages/ID": { expected: "uunnn++nn", rule: "read", rest: ({ message }) => ({ path: `messages/${message}` }) },
  "POST files": { expected: "uu+++++++", rest: () => ({ path: "files", body: oneFile() }) },
  "GET files/ID": { expected: "uunnn++nn", rest: ({ file }) => ({ path: `files/${file}` }) },
  "GET files/ID/preview": { expected: "uunnn++nn", rest: ({ file }) => ({ path: `files/${file}/preview` }) },
  "GET messages/ID, a whisper": {
    expected: "uunnnn+nn",
    rest: ({ whisper }) => ({ path: `messages/${whisper}` }),
  },
  "POST rooms/ID/messages, a whisper": {
    expected: "uunnn++nn",
    rest: ({ room, inside }) => ({ path: `rooms/${room}/messages`, body: { text: "psst", to: inside } }),
    frame: ({ room, inside }) => ({ type: "message", room_id: room, text: "psst", to: inside }),
  },
  "POST rooms/ID/messages, a whisper to one who is not there": {
    expected: "uunnnnnnn",
    rest: ({ room, outside }) => ({ path: `rooms/${room}/messages`, body: { text: "psst", to: outside } }),
  },
  "POST rooms/ID/messages, in a thread": {
    expected: "uunnn++nn",
    rest: ({ room, message }) => ({ path: `rooms/${room}/messages`, body: { text: "a word", thread_id: message } }),
    frame: ({ room, message }) => ({ type: "message", room_id: room, text: "a word", thread_id: message }),
  },
  "PATCH messages/ID, of another": {
    expected: "uunnnffnn",
    rest: ({ message }) => ({ path: `messages/${message}`, body: { text: "other words" } }),
    action: "editMessageAction",
    input: ({ message }) => ({ messageId: message, text: "other words" }),
  },
  "PATCH messages/ID, a whisper": {
    expected: "uunnnnfnn",
    rest: ({ whisper }) => ({ path: `messages/${whisper}`, body: { text: "other words" } }),
    action: "editMessageFormAction",
    fields: ({ whisper }) => ({ messageId: String(whisper), text: "other words" }),
  },
  "DELETE messages/ID, of another": {
    expected: "uunnnf+nn",
    rest: ({ message }) => ({ path: `messages/${message}` }),
    action: "deleteMessageAction",
    input: ({ message }) => ({ messageId: message }),
  },
  "GET messages/ID/versions": {
    expected: "uunnn++nn",
    rest: ({ message }) => ({ path: `messages/${message}/versions` }),
  },
  "GET messages/ID/thread": { expected: "uunnn++nn", rest: ({ message }) => ({ path: `messages/${message}/thread` }) },
  "POST messages/ID/thread/read": {
    expected: "uunnn++nn",
    rest: ({ message, reply }) => ({ path: `messages/${message}/thread/read`, body: { message_id: reply } }),
    frame: ({ room, message, reply }) => ({ type: "read", room_id: room, thread_id: message, message_id: reply }),
  },
  "PUT messages/ID/following": {
    expected: "uunnn++nn",
    rest: ({ message }) => ({ path: `messages/${message}/following` }),
    action: "followThreadAction",
    input: ({ message }) => ({ rootId: message, following: true }),
  },
  "PUT messages/ID/following, of a whisper": {
    expected: "uunnnnnnn",
    rest: ({ whisper }) => ({ path: `messages/${whisper}/following` }),
  },
  "DELETE messages/ID/following": {
    expected: "uunnn++nn",
    rest: ({ message }) => ({ path: `messages/${message}/following` }),
    action: "followThreadFormAction",
    fields: ({ message }) => ({ rootId: String(message), following: "no" }),
  },
  "GET rooms/ID/threads": {
    expected: "uunnn++nn",
    rest: ({ room, message }) => ({ path: `rooms/${room}/threads?roots=${message}` }),
  },
  "GET me/threads": { expected: "uu+++++++", rest: () => ({ path: "me/threads" }) },
  "GET messages/ID/reactions": {
    expected: "uunnn++nn",
    rest: ({ message }) => ({ path: `messages/${message}/reactions` }),
  },
  "PUT messages/ID/reactions/EMOJI": {
    expected: "uunnn++nn",
    rest: ({ message }) => ({ path: `messages/${message}/reactions/👍` }),
    action: "reactAction",
    input: ({ message }) => ({ messageId: message, emoji: "👍" }),
  },
  "PUT messages/ID/reactions/EMOJI, under a whisper": {
    expected: "uunnnn+nn",
    rest: ({ whisper }) => ({ path: `messages/${whisper}/reactions/👍` }),
    action: "actOnMessageFormAction",
    fields: ({ whisper }) => ({ act: "react", messageId: String(whisper), emoji: "👍" }),
  },
  "DELETE messages/ID/reactions/EMOJI": {
    expected: "uunnn++nn",
    rest: ({ message }) => ({ path: `messages/${message}/reactions/👍` }),
    action: "unreactAction",
    input: ({ message }) => ({ messageId: message, emoji: "👍" }),
  },
  "PUT messages/ID/pin": {
    expected: "uunnn++nn",
    rest: ({ message }) => ({ path: `messages/${message}/pin` }),
    action: "pinMessageAction",
    input: ({ message }) => ({ messageId: message }),
  },
  "PUT messages/ID/pin, of a whisper": {
    expected: "uunnnninn",
    rest: ({ whisper }) => ({ path: `messages/${whisper}/pin` }),
    action: "actOnMessageFormAction",
    fields: ({ whisper }) => ({ act: "pin", messageId: String(whisper) }),
  },
  "DELETE messages/ID/pin": {
    expected: "uunnn++nn",
    rest: ({ message }) => ({ path: `messages/${message}/pin` }),
    action: "unpinMessageAction",
    input: ({ message }) => ({ messageId: message }),
  },
  "PUT messages/ID/saved": {
    expected: "uunnn++nn",
    rest: ({ message }) => ({ path: `messages/${message}/saved` }),
    action: "saveMessageAction",
    input: ({ message }) => ({ messageId: message }),
  },
  "DELETE messages/ID/saved": {
    expected: "uunnn++nn",
    rest: ({ message }) => ({ path: `messages/${message}/saved` }),
    action: "unsaveMessageAction",
    input: ({ message }) => ({ messageId: message }),
  },
  "GET rooms/ID/pins": { expected: "uunnn++nn", rest: ({ room }) => ({ path: `rooms/${room}/pins` }) },
  "a message deleted by a form": {
    expected: "uunnnf+nn",
    action: "deleteMessageFormAction",
    fields: ({ message }) => ({ messageId: String(message) }),
  },
  "a message marked as unread by a form": {
    expected: "uunnn++nn",
    action: "actOnMessageFormAction",
    fields: ({ message }) => ({ act: "unread", messageId: String(message) }),
  },
  "a thread followed by a form": {
    expected: "uunnn++nn",
    action: "actOnMessageFormAction",
    fields: ({ message }) => ({ act: "follow", messageId: String(message) }),
  },
  "a message not saved any more by a form": {
    expected: "uunnn++nn",
    action: "unsaveFormAction",
    fields: ({ message }) => ({ messageId: String(message) }),
  },
  "which of these are saved, some of a room that may be another's": {
    expected: "uu+++++++",
    action: "savedAmongAction",
    input: ({ message, whisper }) => ({ messageIds: [message, whisper] }),
  },
  "GET me/saved": { expected: "uu+++++++", rest: () => ({ path: "me/saved" }) },
  "POST rooms/ID/read": {
    expected: "uunnn++nn",
    rule: "read",
    rest: ({ room, message }) => ({ path: `rooms/${room}/read`, body: { message_id: message } }),
    frame: ({ room, message }) => ({ type: "read", room_id: room, message_id: message }),
  },
  "POST rooms/ID/unread": {
    expected: "uunnn++nn",
    rule: "read",
    rest: ({ room, message }) => ({ path: `rooms/${room}/unread`, body: { message_id: message } }),
    action: "markUnreadAction",
    input: ({ room, message }) => ({ roomId: room, messageId: message }),
  },
  "GET messages/ID/reads": {
    expected: "uunnn++nn",
    rule: "read",
    rest: ({ message }) => ({ path: `messages/${message}/reads` }),
  },
  "GET messages/ID/reads, those who have not": {
    expected: "uunnn++nn",
    rest: ({ message }) => ({ path: `messages/${message}/reads?who=unread&limit=2` }),
  },
  "GET me/drafts": { expected: "uu+++++++", rest: () => ({ path: "me/drafts" }) },
  "GET rooms/ID/draft": {
    expected: "uunnn++nn",
    rule: "read",
    rest: ({ room }) => ({ path: `rooms/${room}/draft` }),
  },
  "PUT rooms/ID/draft": {
    expected: "uunnn++nn",
    rule: "read",
    rest: ({ room }) => ({ path: `rooms/${room}/draft`, body: { text: "half" } }),
    frame: ({ room }) => ({ type: "draft", room_id: room, text: "half" }),
  },
  "PUT rooms/ID/draft, in a thread": {
    expected: "uunnn++nn",
    rest: ({ room, message }) => ({ path: `rooms/${room}/draft`, body: { text: "half", thread_id: message } }),
    frame: ({ room, message }) => ({ type: "draft", room_id: room, thread_id: message, text: "half" }),
  },
  "POST me/read": {
    expected: "uu+++++++",
    rest: () => ({ path: "me/read" }),
    action: "markAllReadAction",
    input: () => ({}),
  },
  "everything read, without scripts": { expected: "uu+++++++", action: "markAllReadFormAction" },
  "POST me/unread, of a room that may be another's": {
    expected: "uu+++++++",
    rest: ({ room }) => ({ path: "me/unread", body: { positions: [{ room_id: room, seq: 0 }] } }),
    action: "restoreUnreadAction",
    input: ({ room }) => ({ positions: [{ room_id: room, seq: 0 }] }),
  },
};

/** Every call of the API, each frame and each form, and what each kind of caller gets. Written once, run at every door. */
export const matrix: Record<string, Row> = {
  ...entering,
  ...oneself,
  ...people,
  ...settings,
  ...rooms,
  ...webhooks,
  ...messages,
};

/** Frames that ask for nothing that could be refused: who may send them is proved at the socket's door. */
export const unrefusedFrames = ["auth", "ping", "presence", "typing", "resume"];

/** Whom an administrator makes an account for: without a password, which they set themselves. */
function someone() {
  const { username, email } = account();
  return { username, email };
}

function account() {
  const username = unique();
  return { username, email: `${username}@example.com`, password };
}
