import type { Actor, Role } from "./actor";

/** What a rule may know of a room and of the actor's place in it. */
export interface RoomFacts {
  id: number;
  kind: "room" | "direct";
  visibility: "open" | "private";
  archived: boolean;
  myRole: "admin" | "member" | null;
  /** Who may add and remove members, as the workspace says. */
  membershipRule: "admins" | "room_admins" | "members";
}

type Who = Pick<Actor, "role" | "active">;
type Rule = (actor: Who, room: RoomFacts) => boolean;

export const isAdmin = (actor: { role: Role }) => actor.role === "owner" || actor.role === "admin";
const isEmployee = (actor: Who) => actor.role !== "guest" && actor.role !== "bot";
const isMember = (room: RoomFacts) => room.myRole !== null;

/** A room is visible to its members, and an open one to every employee. */
export const maySee: Rule = (actor, room) =>
  actor.active && (isMember(room) || (room.visibility === "open" && room.kind === "room" && isEmployee(actor)));

/** What is said in a room is read by its members alone. */
export const mayRead: Rule = (actor, room) => actor.active && isMember(room);

export const mayPost: Rule = (actor, room) => mayRead(actor, room) && !room.archived;

export const mayJoin: Rule = (actor, room) => maySee(actor, room) && !room.archived;

/** Everyone may leave a room; a direct room has the people it has. */
export const mayLeave: Rule = (actor, room) => mayRead(actor, room) && room.kind === "room";

/** Name, topic, visibility and archive are for the room's admins and the workspace's. */
export const mayManage: Rule = (actor, room) =>
  actor.active && room.kind === "room" && (room.myRole === "admin" || isAdmin(actor));

export const mayChangeMembers: Rule = (actor, room) => {
  if (!actor.active || room.kind === "direct" || room.archived) return false;
  if (isAdmin(actor)) return true;
  if (room.membershipRule === "members") return isMember(room);
  return room.membershipRule === "room_admins" && room.myRole === "admin";
};

export const roomRules = {
  see: maySee,
  read: mayRead,
  post: mayPost,
  join: mayJoin,
  leave: mayLeave,
  manage: mayManage,
  changeMembers: mayChangeMembers,
} satisfies Record<string, Rule>;

export type RoomVerb = keyof typeof roomRules;

/** Whom the actor may find among the people: guests only those who share a room with them. */
export const mayListEveryone = (actor: Who) => actor.active && actor.role !== "guest";

export const mayCreateRoom = (actor: Who) => actor.active && isEmployee(actor);

export const mayInvite = (actor: Who) => actor.active && isAdmin(actor);

/** Nobody hands out a role above their own: only an owner lets admins in. */
export const mayInviteAs = (actor: Who, role: "admin" | "member" | "guest") =>
  mayInvite(actor) && (role !== "admin" || actor.role === "owner");

export const mayChangeWorkspace = (actor: Who) => actor.active && isAdmin(actor);
