import type { Actor, Role, Scope } from "./actor";

/** What a rule may know of a room and of the actor's place in it. */
export interface RoomFacts {
  id: number;
  kind: "room" | "direct";
  visibility: "open" | "private";
  archived: boolean;
  myRole: "admin" | "member" | null;
  /** Every employee belongs here; nobody leaves. */
  forAll: boolean;
  /** The actor's membership shows what comes after this in the room's stream. */
  fromSeq: number;
  /** Who may add and remove members, as the workspace says. */
  membershipRule: "admins" | "room_admins" | "members";
}

type Who = Pick<Actor, "role" | "active">;
type Me = Pick<Actor, "personId">;
type Rule = (actor: Who, room: RoomFacts) => boolean;

export const isAdmin = (actor: { role: Role }) => actor.role === "owner" || actor.role === "admin";
const isEmployee = (actor: Who) => actor.role !== "guest" && actor.role !== "bot";
const isMember = (room: RoomFacts) => room.myRole !== null;

/** A room is visible to its members, and an open one to every employee. */
export const maySee: Rule = (actor, room) =>
  actor.active && (isMember(room) || (room.visibility === "open" && room.kind === "room" && isEmployee(actor)));

/** Administrators know every room by name and size, and who is in it; direct rooms are nobody else's. */
const mayOversee: Rule = (actor, room) => actor.active && isAdmin(actor) && room.kind === "room";

export const mayInspect: Rule = (actor, room) => maySee(actor, room) || mayOversee(actor, room);

export const mayListMembers: Rule = (actor, room) => mayRead(actor, room) || mayOversee(actor, room);

/** What is said in a room is read by its members alone. */
export const mayRead: Rule = (actor, room) => actor.active && isMember(room);

export const mayPost: Rule = (actor, room) => mayRead(actor, room) && !room.archived;

/**
 * One's own words, or as the room's admin or the company's anybody's that are said to the room. A whisper is its author's
 * alone: another's deletion stands in the journal, where others would read of it.
 */
export const mayDeleteMessage = (actor: Who & Me, room: RoomFacts, message: { authorId: number; isWhisper: boolean }) =>
  mayPost(actor, room) &&
  (message.authorId === actor.personId || (!message.isWhisper && (room.myRole === "admin" || isAdmin(actor))));

export const mayJoin: Rule = (actor, room) => maySee(actor, room) && !room.archived;

/** Everyone may leave a room but employees the one for all; a direct room has the people it has. */
export const mayLeave: Rule = (actor, room) =>
  mayRead(actor, room) && room.kind === "room" && !(room.forAll && isEmployee(actor));

/** Name, topic, visibility and archive are for the room's admins and the workspace's. */
export const mayManage: Rule = (actor, room) =>
  actor.active && room.kind === "room" && (room.myRole === "admin" || isAdmin(actor));

/** Who is in a room is for those whom the company names; also of an archived one, which is read all the same. */
export const mayRemoveMembers: Rule = (actor, room) => {
  if (!actor.active || room.kind === "direct") return false;
  if (isAdmin(actor)) return true;
  if (room.membershipRule === "members") return isMember(room);
  return room.membershipRule === "room_admins" && room.myRole === "admin";
};

/** An archived room takes nobody in. */
export const mayChangeMembers: Rule = (actor, room) => mayRemoveMembers(actor, room) && !room.archived;

/** Every employee put into a room at once, and kept there: that is the company's to decide. */
export const mayMakeRoomForAll = (actor: Who) => actor.active && isAdmin(actor);

export const roomRules = {
  see: maySee,
  inspect: mayInspect,
  listMembers: mayListMembers,
  read: mayRead,
  post: mayPost,
  join: mayJoin,
  leave: mayLeave,
  manage: mayManage,
  changeMembers: mayChangeMembers,
  removeMembers: mayRemoveMembers,
} satisfies Record<string, Rule>;

export type RoomVerb = keyof typeof roomRules;

/** Whom the actor may find among the people: guests only those who share a room with them. */
export const mayListEveryone = (actor: Who) => actor.active && actor.role !== "guest";

/** Bots make no rooms; the company says whether employees and guests do. */
export const mayCreateRoom = (actor: Who, rule: "admins" | "members" | "guests") =>
  actor.active &&
  (isAdmin(actor) || (rule !== "admins" && actor.role === "member") || (rule === "guests" && actor.role === "guest"));

/** Others are put into a room that one makes by whom the company lets add members: its maker is its admin. */
export const mayFillRoom = (actor: Who, rule: RoomFacts["membershipRule"]) =>
  actor.active && (isAdmin(actor) || rule !== "admins");

/** The admin page and what it shows: people, all rooms by name, invitations, journal, settings. */
export const mayAdminister = (actor: Who) => actor.active && isAdmin(actor);

export const mayInvite = mayAdminister;

/** A link lets in whoever holds it: only an owner makes one that lets administrators in. */
export const mayInviteAs = (actor: Who, role: "admin" | "member" | "guest") =>
  mayInvite(actor) && (role !== "admin" || isOwner(actor));

/** Nobody hands out a role above their own: only an owner makes owners. */
export const mayGrantRole = (actor: Who, role: Role) => mayAdminister(actor) && (role !== "owner" || isOwner(actor));

/** An owner is changed by owners alone. */
export const mayChangePerson = (actor: Who, person: { role: Role }) =>
  mayAdminister(actor) && (person.role !== "owner" || isOwner(actor));

/**
 * Nobody raises themselves. Going down is one's own affair. A program stays one: as anybody else it could be signed in to,
 * and whoever did so would sit unseen in the room that it speaks in.
 */
export const mayChangeRole = (actor: Who & Me, person: { id: number; role: Role }, role: Role) =>
  mayChangePerson(actor, person) &&
  mayGrantRole(actor, role) &&
  (person.role === "bot") === (role === "bot") &&
  (actor.personId !== person.id || rank[role] <= rank[person.role]);

/** Nobody deactivates themselves: whoever does it by mistake could not undo it. */
export const mayDeactivate = (actor: Who & Me, person: { id: number; role: Role }) =>
  mayChangePerson(actor, person) && actor.personId !== person.id;

export const mayChangeWorkspace = mayAdminister;

/** Who may enter at all (open doors, provider, second factor, sessions) is settled by administrators, like the rest. */
export const maySecureWorkspace = mayAdminister;

/** Who must have a second factor, as the company says; a bot has nobody who could type its code. */
export const requiresFactor = (rule: "optional" | "admins" | "everyone", role: Role) =>
  role !== "bot" && (rule === "everyone" || (rule === "admins" && isAdmin({ role })));

/** What is said by everybody leaves only by an owner's hand. */
export const mayExportWorkspace = (actor: Who) => actor.active && isOwner(actor);

/** A token below `admin` has no more than an employee's powers, whoever made it; a guest's has a guest's. */
export const roleWithin = (scope: Scope, role: Role): Role =>
  scope !== "admin" && isAdmin({ role }) ? "member" : role;

const isOwner = (actor: { role: Role }) => actor.role === "owner";
const rank: Record<Role, number> = { bot: 0, guest: 0, member: 1, admin: 2, owner: 3 };
