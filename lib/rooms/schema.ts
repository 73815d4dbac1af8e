import { z } from "zod";
import {
  asidesReadMax,
  cursorCharsMax,
  directPeopleMax,
  listPageSizeMax,
  membersAtOnceMax,
  roomMembersAtCreationMax,
  roomNameCharsMax,
  roomsRestoredMax,
  roomTopicCharsMax,
} from "@/lib/limits";
import type { MessageView } from "@/lib/messages/schema";
import { idSchema, type PersonRef, type UserView } from "@/lib/people/schema";
import { cleanLine, isBlank } from "@/lib/text";

export const roomNameSchema = z
  .string()
  .transform(cleanLine)
  .pipe(
    z
      .string()
      .refine((name) => !isBlank(name), "nameEmpty")
      .max(roomNameCharsMax, "nameTooLong"),
  );
export const roomTopicSchema = z.string().transform(cleanLine).pipe(z.string().max(roomTopicCharsMax, "topicTooLong"));

export const roomInput = z.strictObject({ roomId: idSchema });

const visibilitySchema = z.enum(["open", "private"]);
const historySchema = z.enum(["all", "joined"]);
const roomRoleSchema = z.enum(["admin", "member"]);

export const createRoomInput = z.strictObject({
  name: roomNameSchema,
  topic: roomTopicSchema.optional(),
  visibility: visibilitySchema.optional(),
  history: historySchema.optional(),
  member_ids: z.array(idSchema).max(roomMembersAtCreationMax).optional(),
});

export const editRoomInput = z.strictObject({
  roomId: idSchema,
  name: roomNameSchema.optional(),
  topic: roomTopicSchema.optional(),
  visibility: visibilitySchema.optional(),
  history: historySchema.optional(),
  archived: z.boolean().optional(),
  for_all: z.boolean().optional(),
});
export const changeRoomInput = editRoomInput.extend({ notify: z.enum(["all", "mentions", "nothing"]).optional() });

export const startDirectInput = z.strictObject({ user_ids: z.array(idSchema).min(1).max(directPeopleMax) });
export const markUnreadInput = z.strictObject({ roomId: idSchema, messageId: idSchema });
const seq = z.number().int().nonnegative();
/** What was unread where: each room, and each thread, with the place in its stream after which unread began. */
export const restoreUnreadInput = z.strictObject({
  positions: z.array(z.strictObject({ room_id: idSchema, seq })).max(roomsRestoredMax),
  threads: z
    .array(z.strictObject({ room_id: idSchema, thread_id: idSchema, seq }))
    .max(asidesReadMax)
    .optional(),
  /** The last whisper of each room that had been read; 0 for none. */
  whispers: z
    .array(z.strictObject({ room_id: idSchema, message_id: seq }))
    .max(roomsRestoredMax)
    .optional(),
});
export const memberInput = z.strictObject({ roomId: idSchema, personId: idSchema });
export const memberRoleInput = memberInput.extend({ role: roomRoleSchema });
/** A moment (RFC 3339), or a day, to whose end it lasts. */
export const endsAtSchema = z
  .union([z.iso.datetime({ offset: true, error: "endShape" }), z.iso.date("endShape")], "endShape")
  .nullable();
export const membershipEndInput = memberInput.extend({ ends_at: endsAtSchema });
export const putMemberInput = memberInput.extend({ role: roomRoleSchema.optional(), ends_at: endsAtSchema.optional() });
const personIds = z.array(idSchema).min(1, "nobodyChosen").max(membersAtOnceMax, "tooManyAtOnce");
export const membersInput = z.strictObject({ roomId: idSchema, personIds });
export const addMembersInput = membersInput.extend({ ends_at: endsAtSchema.optional() });

export const listRoomsInput = z.strictObject({
  scope: z.enum(["mine", "open", "all"]).optional(),
  cursor: z.string().max(cursorCharsMax).optional(),
  limit: z.coerce.number().int().min(1).max(listPageSizeMax).optional(),
});

const filterText = z.string().max(100).transform(cleanLine).optional();
const cursorSchema = z.string().max(cursorCharsMax).optional();
const limitSchema = z.coerce.number().int().min(1).max(listPageSizeMax).optional();

export const listAdministeredInput = z.strictObject({
  q: filterText,
  state: z.enum(["active", "archived", "headless"]).optional(),
  visibility: visibilitySchema.optional(),
  sort: z.enum(["name", "size", "talk"]).optional(),
  cursor: cursorSchema,
  limit: limitSchema,
});
export const listAccessInput = z.strictObject({
  roomId: idSchema,
  /** Those who are in now, or those who were. */
  was: z.enum(["member", "former"]).optional(),
  q: filterText,
  /** Of these alone. */
  ids: z.array(idSchema).max(membersAtOnceMax).optional(),
  cursor: cursorSchema,
  limit: limitSchema,
});

// What the forms of the pages send.
const roomId = z.coerce.number().pipe(idSchema);
const yes = z.enum(["true", "false"]).transform((word) => word === "true");
/** An empty date is no end. */
const endsAtForm = z.union([z.literal("").transform(() => null), endsAtSchema]).optional();
export const editRoomForm = editRoomInput.extend({ roomId, for_all: yes.optional(), archived: yes.optional() });
export const roomForm = z.strictObject({ roomId });
export const membersForm = z.strictObject({ roomId, personIds });
export const addMembersForm = membersForm.extend({ ends_at: endsAtForm });
export const memberRoleForm = memberRoleInput.extend({ roomId, personId: roomId });
export const membershipEndForm = memberInput.extend({ roomId, personId: roomId, ends_at: endsAtForm });
export const notifyForm = z.strictObject({ roomId, notify: changeRoomInput.shape.notify.unwrap() });

export type RestoreUnread = z.infer<typeof restoreUnreadInput>;
export type ListAdministered = z.infer<typeof listAdministeredInput>;
export type ListAccess = z.infer<typeof listAccessInput>;
export type CreateRoom = z.infer<typeof createRoomInput>;
export type EditRoom = z.infer<typeof editRoomInput>;
export type ChangeRoom = z.infer<typeof changeRoomInput>;
export type Member = z.infer<typeof memberInput>;
export type Members = z.infer<typeof membersInput>;
export type AddMembers = z.infer<typeof addMembersInput>;
export type PutMember = z.infer<typeof putMemberInput>;
export type MemberRole = z.infer<typeof memberRoleInput>;
export type MembershipEnd = z.infer<typeof membershipEndInput>;

export interface UnreadView {
  count: number;
  mentions: number;
  first_unread_id: number | null;
  /** Some of it had been read and was marked as unread by hand. */
  marked?: true;
}

export interface RoomView {
  id: number;
  kind: "room" | "direct";
  /** In a direct room the other people's names. */
  name: string;
  topic: string;
  visibility: "open" | "private";
  archived: boolean;
  /** Every employee belongs here. */
  for_all: boolean;
  /** What whoever comes in sees: all of it, or what is said from then on. */
  history: "all" | "joined";
  created_by: number | null;
  created_at: string;
  member_count: number;
  my_role: "admin" | "member" | null;
  notify: "all" | "mentions" | "nothing";
  unread: UnreadView;
  last_message: MessageView | null;
  /** The number of the room's last change. */
  version: number;
  /** Unread begins for the viewer after this `seq` of the room's stream. */
  last_read_seq: number;
  /** The stream begins for the viewer after this. */
  from_seq: number;
  /** The other people of a direct room; empty elsewhere. */
  people: PersonRef[];
}

export interface MemberView {
  user: UserView;
  role: "admin" | "member";
  joined_at: string;
  last_read_seq: number;
}

/** A room that somebody and the viewer are both in, and what that person said there last. */
export interface SharedRoom {
  room: Pick<RoomView, "id" | "kind" | "name">;
  role: "admin" | "member";
  joined_at: string;
  last_message: MessageView | null;
}

/** A room as administrators see it: never what is said. */
export interface AdministeredRoom {
  id: number;
  name: string;
  topic: string;
  visibility: "open" | "private";
  history: "all" | "joined";
  archived: boolean;
  for_all: boolean;
  member_count: number;
  last_message_at: string;
  created_at: string;
  admin_count: number;
  /** The first of its admins. */
  admins: PersonRef[];
}

/** Somebody's place in a room: since when and until when, by whose hand, and from where on they read. */
export interface AccessRow {
  person: PersonRef;
  /** To administrators of the company alone. */
  email: string | null;
  company_role: UserView["role"];
  active: boolean;
  role: "admin" | "member";
  since: string;
  until: string | null;
  /** Null for those who are in. */
  left_at: string | null;
  added_by: PersonRef | null;
  from_seq: number;
}
