import { z } from "zod";
import type { ErrorReason } from "@/lib/errors";
import {
  cursorCharsMax,
  displayNameCharsMax,
  emailCharsMax,
  listPageSizeMax,
  membersAtOnceMax,
  passwordCharsMax,
  pastedNamesCharsMax,
  peopleAtOnceMax,
  roomsAtCreationMax,
  statusTextCharsMax,
  usernameCharsMax,
  usernameCharsMin,
} from "@/lib/limits";
import { cleanLine, isBlank } from "@/lib/text";

export const idSchema = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
export const localeSchema = z.enum(["en", "ru"]);
export const themeSchema = z.enum(["system", "light", "dark"]);

/** Lower-case Latin letters, digits, dot, dash and underscore; begins and ends with a letter or digit. */
export const usernameSchema = z
  .string()
  .transform((value) => value.trim().toLowerCase())
  .pipe(
    z
      .string()
      .min(usernameCharsMin, "usernameShape")
      .max(usernameCharsMax, "usernameShape")
      .regex(/^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/, "usernameShape"),
  );

export const emailSchema = z
  .string()
  .transform((value) => value.trim().toLowerCase())
  .pipe(z.email("emailShape").max(emailCharsMax, "emailShape"));

export const displayNameSchema = z
  .string()
  .transform(cleanLine)
  .pipe(
    z
      .string()
      .refine((name) => !isBlank(name), "nameEmpty")
      .max(displayNameCharsMax, "nameTooLong"),
  );

export const passwordSchema = z.string().max(passwordCharsMax);

export const timeZoneSchema = z.string().max(64).refine(isTimeZone, "timeZoneUnknown");

export const editProfileInput = z.strictObject({
  display_name: displayNameSchema.optional(),
  status_text: z.string().transform(cleanLine).pipe(z.string().max(statusTextCharsMax)).optional(),
  locale: localeSchema.optional(),
  theme: themeSchema.optional(),
  time_zone: timeZoneSchema.optional(),
});

export const roleSchema = z.enum(["owner", "admin", "member", "guest", "bot"]);
/** What an administrator may make of a person; bots are made otherwise. */
export const grantedRoleSchema = roleSchema.exclude(["bot"]);

const fromText = z.coerce.number().pipe(idSchema);
const sought = z.string().max(100).transform(cleanLine).optional();
const page = {
  cursor: z.string().max(cursorCharsMax).optional(),
  limit: z.coerce.number().int().min(1).max(listPageSizeMax).optional(),
};

/** A list that is asked for page by page and in no other way. */
export const listQuery = z.strictObject(page);

export const listPeopleInput = z.strictObject({
  q: sought,
  role: roleSchema.optional(),
  /** False lists those who were deactivated. */
  active: z.enum(["true", "false"]).optional(),
  /** Leaves out the members of this room. */
  not_in: fromText.optional(),
  ...page,
});

export const rosterSorts = ["name", "role", "seen", "created"] as const;
export const rosterStates = ["active", "deactivated", "all"] as const;

/** What an administrator asks the list of employees; without a state it holds those who are active. */
export const rosterInput = z.strictObject({
  q: sought,
  role: roleSchema.optional(),
  room: fromText.optional(),
  state: z.enum(rosterStates).optional(),
  sort: z.enum(rosterSorts).optional(),
  ...page,
});

export const createPersonInput = z.strictObject({
  username: usernameSchema,
  email: emailSchema,
  /** Left out, it is the user name. */
  display_name: displayNameSchema.optional(),
  role: grantedRoleSchema.optional(),
  password: passwordSchema.optional(),
  room_ids: z.array(idSchema).max(roomsAtCreationMax).optional(),
});

/** What an administrator may change about a person; what is left out stays. */
export const personChanges = z.strictObject({
  display_name: displayNameSchema.optional(),
  email: emailSchema.optional(),
  role: grantedRoleSchema.optional(),
  active: z.boolean().optional(),
});
export const personInput = z.strictObject({ personId: fromText });
export const changePersonInput = personChanges.extend({ personId: fromText });

const ids = z.array(idSchema).min(1).max(peopleAtOnceMax);

/** One act about several people. */
export const bulkInput = z.discriminatedUnion("act", [
  z.strictObject({ act: z.literal("role"), ids, role: grantedRoleSchema }),
  z.strictObject({ act: z.literal("enter"), ids, room: fromText }),
  z.strictObject({ act: z.literal("leave"), ids, room: fromText }),
  z.strictObject({ act: z.literal("sign-out"), ids }),
  z.strictObject({ act: z.literal("deactivate"), ids }),
  z.strictObject({ act: z.literal("reactivate"), ids }),
]);

/** A pasted list of user names or addresses, one a line or with commas; an @ before a name is overlooked. */
export const pastedNamesSchema = z
  .string()
  .max(pastedNamesCharsMax, "tooManyAtOnce")
  .transform((text) => [
    ...new Set(
      text
        .toLowerCase()
        .split(/[\s,;]+/)
        .map((word) => word.replace(/^@/, ""))
        .filter(Boolean),
    ),
  ])
  .pipe(
    z.array(z.string().max(emailCharsMax, "nobodyFound")).min(1, "nobodyChosen").max(membersAtOnceMax, "tooManyAtOnce"),
  );

export type EditProfile = z.infer<typeof editProfileInput>;
export type ListPeople = z.infer<typeof listPeopleInput>;
export type AskRoster = z.infer<typeof rosterInput>;
export type CreatePerson = z.infer<typeof createPersonInput>;
export type ChangePerson = z.infer<typeof changePersonInput>;
export type Bulk = z.infer<typeof bulkInput>;
export type BulkAct = Bulk["act"];

export type Presence = "online" | "away" | "offline";

/** Who wrote or is named: what everybody who sees the message may know of them. */
export interface PersonRef {
  id: number;
  username: string;
  display_name: string;
  avatar_url: string | null;
  /** A program; left out for people. */
  bot?: true;
}

export interface UserView extends PersonRef {
  role: "owner" | "admin" | "member" | "guest" | "bot";
  active: boolean;
  presence: Presence;
  last_seen_at: string | null;
  status_text: string;
  /** Only to oneself and to administrators. */
  email?: string;
}

/** The caller: what nobody else is told, too. */
export interface MeView extends UserView {
  locale: "en" | "ru";
  theme: "system" | "light" | "dark";
  /** A name of the IANA's. */
  time_zone: string;
}

/** A room by its name, for administrators. */
export interface RoomName {
  id: number;
  name: string;
}

/** A line of the list of employees. Direct rooms are nobody's business: they are neither named nor counted. */
export interface RosterRow extends UserView {
  email: string;
  created_at: string;
  /** Devices and programs that are signed in. */
  sessions: number;
  /** The first few by name. */
  rooms: RoomName[];
  room_count: number;
}

export interface RosterCounts {
  working: number;
  online: number;
  deactivated: number;
}

/** A person's place in a room, for administrators. */
export interface Placement {
  room: RoomName & { archived: boolean; for_all: boolean };
  role: "admin" | "member";
  joined_at: string;
  ends_at: string | null;
}

/** What a change of a person brought about. */
export interface PersonChange {
  user: UserView;
  changed: boolean;
  sessions_closed: number;
  /** In how many rooms the person is. */
  room_count: number;
}

export interface BulkOutcome {
  act: BulkAct;
  done: PersonRef[];
  /** Those for whom it was so already. */
  unchanged: PersonRef[];
  /** Those whom the actor may not touch, and why. */
  refused: { person: PersonRef; reason: ErrorReason }[];
  sessions_closed: number;
  /** In how many rooms the people are who were changed: for one person worth telling. */
  room_count: number;
}

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
