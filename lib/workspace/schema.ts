import { z } from "zod";
import type { Locale } from "@/lib/i18n/locale";
import {
  adminIdleMinutesMax,
  adminIdleMinutesMin,
  adminSessionHoursMax,
  domainCharsMax,
  fileMegabytesMax,
  fileMegabytesMin,
  passwordCharsMin,
  passwordRuleCharsMax,
  registrationDomainsMax,
  sessionDaysMax,
  sessionIdleDaysMax,
  workspaceNameCharsMax,
} from "@/lib/limits";
import { localeSchema } from "@/lib/people/schema";
import { cleanLine, isBlank } from "@/lib/text";

export const workspaceNameSchema = z
  .string()
  .transform(cleanLine)
  .pipe(
    z
      .string()
      .refine((name) => !isBlank(name), "nameEmpty")
      .max(workspaceNameCharsMax, "nameTooLong"),
  );

const wholeNumber = (min: number, max: number) => z.int().min(min).max(max);

/** A number as a form sends it: its digits. */
const typed = (number: z.ZodInt) => z.preprocess(numberOfDigits, number);

const numberOfDigits = (value: unknown): unknown =>
  typeof value === "string" && /^\d{1,6}$/.test(value) ? Number(value) : value;

/** Labels of letters, digits and dashes with dots between; another alphabet is written in Punycode by the browser. */
const domainSchema = z
  .string()
  .transform((value) => cleanLine(value).toLowerCase().replace(/^@/, ""))
  .pipe(
    z
      .string()
      .max(domainCharsMax, "domainShape")
      .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/, "domainShape"),
  );

const domainsSchema = z
  .array(domainSchema)
  .max(registrationDomainsMax)
  .transform((domains) => [...new Set(domains)].sort());

/** The same as a form sends it: one text, with white space or commas between. */
const typedDomains = z
  .string()
  .transform((text) => text.split(/[\s,;]+/).filter(Boolean))
  .pipe(domainsSchema);

/** The company's settings, whichever are to change. */
export const settingsInput = z
  .strictObject({
    name: workspaceNameSchema,
    locale: localeSchema,
    registration: z.enum(["invited", "open"]),
    registration_domains: domainsSchema,
    membership: z.enum(["admins", "room_admins", "members"]),
    room_creation: z.enum(["admins", "members", "guests"]),
    room_visibility: z.enum(["open", "private"]),
    room_history: z.enum(["all", "joined"]),
    second_factor: z.enum(["optional", "admins", "everyone"]),
    password_chars_min: wholeNumber(passwordCharsMin, passwordRuleCharsMax),
    session_days: wholeNumber(1, sessionDaysMax),
    session_idle_days: wholeNumber(1, sessionIdleDaysMax),
    admin_session_hours: wholeNumber(1, adminSessionHoursMax),
    /** How large a file may be that people send. */
    file_bytes_max: z
      .int()
      .min(fileMegabytesMin * 1024 ** 2)
      .max(fileMegabytesMax * 1024 ** 2),
    admin_idle_minutes: wholeNumber(adminIdleMinutesMin, adminIdleMinutesMax),
  })
  .partial();

// What the forms of the pages send.
const { password_chars_min, session_days, session_idle_days, admin_session_hours, admin_idle_minutes } =
  settingsInput.shape;
export const settingsForm = settingsInput.extend({
  registration_domains: typedDomains.optional(),
  password_chars_min: typed(password_chars_min.unwrap()).optional(),
  session_days: typed(session_days.unwrap()).optional(),
  session_idle_days: typed(session_idle_days.unwrap()).optional(),
  admin_session_hours: typed(admin_session_hours.unwrap()).optional(),
  admin_idle_minutes: typed(admin_idle_minutes.unwrap()).optional(),
});
export const fileSizeForm = z.strictObject({ file_megabytes: typed(wholeNumber(fileMegabytesMin, fileMegabytesMax)) });

export type Settings = z.infer<typeof settingsInput>;

/** What anybody may know of the company before signing in, and the rules that its pages follow. */
export interface WorkspaceView extends Required<Settings> {
  locale: Locale;
  /** E-mail domains that open registration lets in; none means any. */
  registration_domains: string[];
  mark_url: string | null;
  /** What the button of the company's provider says, or null where there is no provider. */
  oidc_label: string | null;
}
