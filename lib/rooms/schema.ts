import { z } from "zod";
import {
  cursorCharsMax,
  directPeopleMax,
  listPageSizeMax,
  roomMembersAtCreationMax,
  roomNameCharsMax,
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

export const createRoomInput = z.strictObject({
  name: roomNameSchema,
  topic: roomTopicSchema.optional(),
  visibility: z.enum(["open", "private"]).optional(),
  member_ids: z.array(idSchema).max(roomMembersAtCreationMax).optional(),
});

export const editRoomInput = z.strictObject({
  roomId: idSchema,
  name: roomNameSchema.optional(),
  topic: roomTopicSchema.optional(),
});

export const startDirectInput = z.strictObject({ user_ids: z.array(idSchema).min(1).max(directPeopleMax) });
export const memberInput = z.strictObject({ roomId: idSchema, personId: idSchema });
export const markReadInput = z.strictObject({ roomId: idSchema, messageId: idSchema });

export const listRoomsInput = z.strictObject({
  scope: z.enum(["mine", "open"]).optional(),
  cursor: z.string().max(cursorCharsMax).optional(),
  limit: z.coerce.number().int().min(1).max(listPageSizeMax).optional(),
});

export type CreateRoom = z.infer<typeof createRoomInput>;
export type EditRoom = z.infer<typeof editRoomInput>;

export interface UnreadView {
  count: number;
  mentions: number;
  first_unread_id: number | null;
}

export interface RoomView {
  id: number;
  kind: "room" | "direct";
  /** In a direct room the other people's names. */
  name: string;
  topic: string;
  visibility: "open" | "private";
  archived: boolean;
  created_by: number | null;
  created_at: string;
  member_count: number;
  my_role: "admin" | "member" | null;
  notify: "all" | "mentions" | "nothing";
  unread: UnreadView;
  last_message: MessageView | null;
  /** The number of the room's last change. */
  version: number;
  /** How far the viewer has read, as a `seq` of the room's stream. */
  last_read_seq: number;
  /** The other people of a direct room; empty elsewhere. */
  people: PersonRef[];
}

export interface MemberView {
  user: UserView;
  role: "admin" | "member";
  joined_at: string;
  last_read_seq: number;
}
