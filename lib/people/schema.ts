import { z } from "zod";
import {
  cursorCharsMax,
  displayNameCharsMax,
  emailCharsMax,
  listPageSizeMax,
  passwordCharsMax,
  statusTextCharsMax,
  usernameCharsMax,
  usernameCharsMin,
} from "@/lib/limits";
import { cleanLine, isBlank } from "@/lib/text";

export const idSchema = z.number().int().positive().max(Number.MAX_SAFE_INTEGER);
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

export const passwordSchema = z.string().max(passwordCharsMax, "tooLarge");

export const timeZoneSchema = z.string().max(64).refine(isTimeZone, "invalid");

export const editProfileInput = z.strictObject({
  display_name: displayNameSchema.optional(),
  status_text: z.string().transform(cleanLine).pipe(z.string().max(statusTextCharsMax, "tooLarge")).optional(),
  locale: localeSchema.optional(),
  theme: themeSchema.optional(),
  time_zone: timeZoneSchema.optional(),
});

export const listPeopleInput = z.strictObject({
  q: z.string().max(100).transform(cleanLine).optional(),
  /** Leaves out the members of this room. */
  not_in: z.coerce.number().pipe(idSchema).optional(),
  cursor: z.string().max(cursorCharsMax).optional(),
  limit: z.coerce.number().int().min(1).max(listPageSizeMax).optional(),
});

export type EditProfile = z.infer<typeof editProfileInput>;
export type ListPeople = z.infer<typeof listPeopleInput>;

export type Presence = "online" | "away" | "offline";

/** Who wrote or is named: what everybody who sees the message may know of them. */
export interface PersonRef {
  id: number;
  username: string;
  display_name: string;
  avatar_url: string | null;
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
