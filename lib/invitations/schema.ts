import { z } from "zod";
import {
  cursorCharsMax,
  invitationHoursMax,
  invitationRoomsMax,
  invitationsAtOnceMax,
  invitationUsesMax,
  listPageSizeMax,
} from "@/lib/limits";
import { emailSchema, idSchema, type PersonRef } from "@/lib/people/schema";

export const invitationRoles = ["member", "guest", "admin"] as const;
export type InvitationRole = (typeof invitationRoles)[number];

const access = {
  role: z.enum(invitationRoles).optional(),
  room_ids: z.array(idSchema).max(invitationRoomsMax).optional(),
  expires_in_hours: z.int().min(1).max(invitationHoursMax).optional(),
};
/** A number as a form sends it: its digits. */
const typedHours = z.coerce.number().pipe(access.expires_in_hours.unwrap()).optional();
/** A field that was left empty in a form is one that was left out. */
const blank = z.literal("").transform(() => undefined);

export const createInvitationInput = z.strictObject({
  ...access,
  email: z.union([blank, emailSchema]).optional(),
  max_uses: z.int().min(1).max(invitationUsesMax).optional(),
});
export const createInvitationForm = createInvitationInput.extend({
  expires_in_hours: typedHours,
  max_uses: z.coerce.number().pipe(createInvitationInput.shape.max_uses.unwrap()).optional(),
});

/** Many addresses as they are pasted: lines, commas, semicolons, with names and angle brackets or without. */
export const inviteByMailForm = z.strictObject({
  ...access,
  expires_in_hours: typedHours,
  emails: z.string().max(invitationsAtOnceMax * 300, "tooManyAddresses"),
});

export const invitationInput = z.strictObject({ id: z.coerce.number().pipe(idSchema) });

export const listInvitationsInput = z.strictObject({
  /** Those that still let somebody in, or those that do not any more. */
  state: z.enum(["waiting", "past"]).optional(),
  cursor: z.string().max(cursorCharsMax).optional(),
  limit: z.coerce.number().int().min(1).max(listPageSizeMax).optional(),
});

export type CreateInvitation = z.infer<typeof createInvitationInput>;
export type InviteByMail = z.infer<typeof inviteByMailForm>;
export type ListInvitations = z.infer<typeof listInvitationsInput>;

/** `stopped`: whoever made it may not invite like this any more. */
export type InvitationState = "waiting" | "used" | "revoked" | "expired" | "stopped";

export interface InvitationView {
  id: number;
  role: InvitationRole;
  state: InvitationState;
  email: string | null;
  rooms: { id: number; name: string }[];
  max_uses: number;
  uses: number;
  created_at: string;
  expires_at: string;
  created_by: string;
}

/** Who came by an invitation. */
export interface InvitationUseView {
  user: PersonRef;
  used_at: string;
}

/** What became of a list of addresses. */
export interface Invited {
  count: number;
  /** Those who have an account already. */
  taken: string[];
  /** What is no address. */
  unreadable: string[];
}
